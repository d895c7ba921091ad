//! Number of linear regions in the slice.

use super::kind::{How, Kind};

pub(super) const KIND: Kind = Kind::of(
    "linear_regions",
    How::Slices {
        needs: |options| options.with_linear_regions(true),
        read: |counts| counts.linear_regions.map(|regions| regions as f64),
    },
);
