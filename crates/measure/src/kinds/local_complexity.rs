//! How many neurons are nearer to a point than a radius, where they are affine as in its region: the mean
//! over points. Where it is 0 nothing crosses the ball; in deep networks the ball may reach other regions,
//! in which neurons are other affine maps.

use super::kind::{How, Kind, Parts, layers, total};
use crate::around::Neighbourhood;

pub(super) const KIND: Kind =
    Kind::of("local_complexity", How::Around(Neighbourhood::Balls, total));

/// The same as `local_complexity`, layer by layer.
pub(super) const BY_LAYER: Kind = Kind::of(
    "local_complexity_by_layer",
    How::Around(Neighbourhood::Balls, layers),
)
.each(Parts::NeighbourhoodsAndLayers);
