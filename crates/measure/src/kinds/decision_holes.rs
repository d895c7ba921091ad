//! Number of holes in decision regions.

use super::kind::{How, Kind, Slices, one};

pub(super) const KIND: Kind = Kind::of(
    "decision_holes",
    How::Decisions(|found| Some(one(found.in_plane()?.holes() as f64))),
)
.only_in(Slices::Planes);
