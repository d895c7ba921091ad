//! The same as `local_complexity`, layer by layer.

use super::kind::{How, Kind, Parts, layers};
use crate::around::Neighbourhood;

pub(super) const KIND: Kind = Kind::of(
    "local_complexity_by_layer",
    How::Around(Neighbourhood::Balls, layers),
)
.each(Parts::NeighbourhoodsAndLayers);
