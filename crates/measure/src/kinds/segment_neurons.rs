//! How many neurons cross any of the segments through a point, exactly: the mean over points. At least as
//! many as change between the vertices of the cross-polytope; more where one crosses a segment twice.

use super::kind::{How, Kind, total};
use crate::around::Neighbourhood;

pub(super) const KIND: Kind = Kind::of(
    "segment_neurons",
    How::Around(Neighbourhood::Segments, total),
);
