//! The same as `segment_neurons`, layer by layer.

use super::{Kind, layers};
use crate::around::Look;

pub(super) const KIND: Kind = Kind::Around(Look::Segments, layers);
