//! The same as `segment_neurons`, layer by layer.

use super::kind::{Kind, layers};
use crate::around::Look;

pub(super) const KIND: Kind = Kind::Around(Look::Segments, layers);
