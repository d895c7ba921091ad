//! Number of vertices of the subdivision, strictly inside the slice.

use super::kind::{How, Kind, Slices};

pub(super) const KIND: Kind = Kind::of(
    "vertices",
    How::Slices {
        needs: |options| options,
        read: |counts| counts.vertices.map(|vertices| vertices as f64),
    },
)
.only_in(Slices::Planes);
