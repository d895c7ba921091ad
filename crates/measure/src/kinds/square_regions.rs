//! How many activation regions there are in a square around a point, exactly: the mean over squares and
//! points.

use super::kind::{How, Kind, regions};
use crate::around::Neighbourhood;

pub(super) const KIND: Kind = Kind::of(
    "square_regions",
    How::Around(Neighbourhood::Squares, regions),
)
.on_pairs();
