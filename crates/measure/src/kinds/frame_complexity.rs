//! How many neurons change their piece between the vertices of a cross-polytope around a point, the mean over
//! points: the local complexity of *Deep Networks Always Grok and Here is Why* (Humayun et al., ICML 2024),
//! with the pieces at each vertex decided exactly.

use super::kind::{How, Kind, Parts, layers, total};
use crate::around::Neighbourhood;

pub(super) const KIND: Kind = Kind::of(
    "frame_complexity",
    How::Around(Neighbourhood::Frames, total),
);

/// The same as `frame_complexity`, layer by layer.
pub(super) const BY_LAYER: Kind = Kind::of(
    "frame_complexity_by_layer",
    How::Around(Neighbourhood::Frames, layers),
)
.each(Parts::NeighbourhoodsAndLayers);
