//! Number of vertices of the subdivision, strictly inside the slice.

use super::kind::Kind;

pub(super) const KIND: Kind = Kind::Slices {
    needs: |options| options,
    read: |counts| counts.vertices.map(|vertices| vertices as f64),
};
