//! The Euclidean norm of each layer's part of the gradient of the mean training loss.

use super::kind::{How, Kind, Parts};

pub(super) const KIND: Kind = Kind::of(
    "gradient_norm_by_layer",
    How::Training(|learning| learning.gradient_norms.clone()),
)
.each(Parts::Layers);
