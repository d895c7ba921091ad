//! Number of activation regions in the slice.

use super::kind::Kind;

pub(super) const KIND: Kind = Kind::Slices {
    needs: |options| options,
    read: |counts| Some(counts.activation_regions as f64),
};
