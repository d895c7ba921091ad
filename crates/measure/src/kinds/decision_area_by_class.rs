//! The share of a window that each class wins.

use super::kind::{How, Kind, Parts, Slices};

pub(super) const KIND: Kind = Kind::of(
    "decision_area_by_class",
    How::Decisions(|found| {
        let areas = found.by_class(|class| class.area)?;
        let all: f64 = areas.iter().sum();
        Some(areas.iter().map(|area| area / all).collect())
    }),
)
.on_classes()
.each(Parts::Classes)
.only_in(Slices::Windows);
