//! Length of the decision boundary in a window.

use super::kind::{How, Kind, Slices, one};

pub(super) const KIND: Kind = Kind::of(
    "decision_length",
    How::Decisions(|found| found.in_plane()?.length.map(one)),
)
.only_in(Slices::Windows);
