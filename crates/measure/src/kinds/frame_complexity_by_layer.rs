//! The same as `frame_complexity`, layer by layer.

use super::kind::{How, Kind, Parts, layers};
use crate::around::Neighbourhood;

pub(super) const KIND: Kind = Kind::of(
    "frame_complexity_by_layer",
    How::Around(Neighbourhood::Frames, layers),
)
.each(Parts::NeighbourhoodsAndLayers);
