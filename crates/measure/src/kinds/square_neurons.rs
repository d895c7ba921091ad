//! How many neurons cross any of the squares around a point, exactly: the mean over points.

use super::kind::{How, Kind, Parts, layers, total};
use crate::around::Neighbourhood;

pub(super) const KIND: Kind =
    Kind::of("square_neurons", How::Around(Neighbourhood::Squares, total)).on_pairs();

/// The same as `square_neurons`, layer by layer.
pub(super) const BY_LAYER: Kind = Kind::of(
    "square_neurons_by_layer",
    How::Around(Neighbourhood::Squares, layers),
)
.each(Parts::NeighbourhoodsAndLayers)
.on_pairs();
