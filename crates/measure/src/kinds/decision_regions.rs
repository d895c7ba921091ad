//! Number of decision regions: the connected parts of one class.

use super::kind::{How, Kind, Parts, one};

pub(super) const KIND: Kind = Kind::of(
    "decision_regions",
    How::Decisions(|found| Some(one(found.regions_by_class().iter().sum()))),
);

/// Number of decision regions of each class.
pub(super) const BY_CLASS: Kind = Kind::of(
    "decision_regions_by_class",
    How::Decisions(|found| Some(found.regions_by_class())),
)
.on_classes()
.each(Parts::Classes);
