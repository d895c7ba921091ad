//! Number of holes in decision regions.

use super::kind::{How, Kind, Parts, Slices, one};

pub(super) const KIND: Kind = Kind::of(
    "decision_holes",
    How::Decisions(|found| Some(one(found.in_plane()?.holes() as f64))),
)
.only_in(Slices::Planes);

/// Number of holes in the decision regions of each class.
pub(super) const BY_CLASS: Kind = Kind::of(
    "decision_holes_by_class",
    How::Decisions(|found| found.by_class(|class| Some(class.holes as f64))),
)
.on_classes()
.each(Parts::Classes)
.only_in(Slices::Planes);
