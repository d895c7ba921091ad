//! How many activation regions there are on a segment through a point, exactly: the mean over directions and
//! points.

use super::kind::{How, Kind, regions};
use crate::around::Neighbourhood;

pub(super) const KIND: Kind = Kind::of(
    "local_segment_regions",
    How::Around(Neighbourhood::Segments, regions),
);
