//! Number of edges of the subdivision, strictly inside the slice.

use super::kind::Kind;

pub(super) const KIND: Kind = Kind::Slices {
    needs: |options| options,
    read: |counts| counts.edges.map(|edges| edges as f64),
};
