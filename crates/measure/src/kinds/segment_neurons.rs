//! How many neurons cross any of the segments through a point, exactly: the mean over points. At least as
//! many as change between the vertices of the cross-polytope; more where one crosses a segment twice.

use super::kind::{How, Kind, Parts, layers, total};
use crate::around::Neighbourhood;

pub(super) const KIND: Kind = Kind::of(
    "segment_neurons",
    How::Around(Neighbourhood::Segments, total),
);

/// The same as `segment_neurons`, layer by layer.
pub(super) const BY_LAYER: Kind = Kind::of(
    "segment_neurons_by_layer",
    How::Around(Neighbourhood::Segments, layers),
)
.each(Parts::NeighbourhoodsAndLayers);
