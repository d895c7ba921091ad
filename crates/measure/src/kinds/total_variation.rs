//! The integral of the slope over a slice.

use super::kind::{How, Kind, Slices, one};

pub(super) const KIND: Kind = Kind::of(
    "total_variation",
    How::Slopes(|slopes| one(slopes.total_variation())),
)
.only_in(Slices::Bounded);
