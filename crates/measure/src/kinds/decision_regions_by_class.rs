//! Number of decision regions of each class.

use super::kind::{How, Kind, Parts};

pub(super) const KIND: Kind = Kind::of(
    "decision_regions_by_class",
    How::Decisions(|found| Some(found.regions_by_class())),
)
.on_classes()
.each(Parts::Classes);
