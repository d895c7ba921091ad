//! Total length of the boundary inside a window; on an interval the number of breakpoints.

use super::kind::{How, Kind, Slices};

pub(super) const KIND: Kind = Kind::of(
    "boundary_measure",
    How::Slices {
        needs: |options| options.with_measures(true),
        read: |counts| counts.boundary_measure,
    },
)
.only_in(Slices::Bounded);
