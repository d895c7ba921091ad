//! The same as `segment_neurons`, layer by layer.

use super::kind::{How, Kind, Parts, layers};
use crate::around::Neighbourhood;

pub(super) const KIND: Kind = Kind::of(
    "segment_neurons_by_layer",
    How::Around(Neighbourhood::Segments, layers),
)
.each(Parts::NeighbourhoodsAndLayers);
