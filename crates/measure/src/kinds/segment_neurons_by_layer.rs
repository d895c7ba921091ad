//! The same as `segment_neurons`, layer by layer.

use super::kind::{How, Kind, Parts, layers};
use crate::around::Look;

pub(super) const KIND: Kind = Kind::of(
    "segment_neurons_by_layer",
    How::Around(Look::Segments, layers),
)
.each(Parts::NeighbourhoodsAndLayers);
