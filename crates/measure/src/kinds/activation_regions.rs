//! Number of activation regions in the slice.

use super::kind::{How, Kind};

pub(super) const KIND: Kind = Kind::of(
    "activation_regions",
    How::Slices {
        needs: |options| options,
        read: |counts| Some(counts.activation_regions as f64),
    },
);
