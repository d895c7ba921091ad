//! Number of holes in the decision regions of each class.

use super::kind::{How, Kind, Parts, Slices};

pub(super) const KIND: Kind = Kind::of(
    "decision_holes_by_class",
    How::Decisions(|found| found.by_class(|class| Some(class.holes as f64))),
)
.on_classes()
.each(Parts::Classes)
.only_in(Slices::Planes);
