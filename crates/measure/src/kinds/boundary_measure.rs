//! Total length of the boundary inside a window; on an interval the number of breakpoints.

use super::kind::Kind;

pub(super) const KIND: Kind = Kind::Slices {
    needs: |options| options.with_measures(true),
    read: |counts| counts.boundary_measure,
};
