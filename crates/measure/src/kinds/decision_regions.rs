//! Number of decision regions: the connected parts of one class.

use super::kind::{How, Kind, one};

pub(super) const KIND: Kind = Kind::of(
    "decision_regions",
    How::Decisions(|found| Some(one(found.regions_by_class().iter().sum()))),
);
