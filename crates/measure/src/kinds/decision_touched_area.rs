//! The share of a window in activation regions that the decision boundary touches.

use super::kind::{How, Kind, Slices, one};

pub(super) const KIND: Kind = Kind::of(
    "decision_touched_area",
    How::Decisions(|found| found.in_plane()?.touched_area.map(one)),
)
.only_in(Slices::Windows);
