//! Number of edges of the subdivision, strictly inside the slice.

use super::kind::{How, Kind, Slices};

pub(super) const KIND: Kind = Kind::of(
    "edges",
    How::Slices {
        needs: |options| options,
        read: |counts| counts.edges.map(|edges| edges as f64),
    },
)
.only_in(Slices::Planes);
