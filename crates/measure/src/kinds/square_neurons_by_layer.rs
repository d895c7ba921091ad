//! The same as `square_neurons`, layer by layer.

use super::kind::{How, Kind, Parts, layers};
use crate::around::Neighbourhood;

pub(super) const KIND: Kind = Kind::of(
    "square_neurons_by_layer",
    How::Around(Neighbourhood::Squares, layers),
)
.each(Parts::NeighbourhoodsAndLayers)
.on_pairs();
