//! The same as `segment_neurons`, layer by layer.

use super::kind::{Kind, layers};
use crate::around::Neighbourhood;

pub(super) const KIND: Kind = Kind::Around(Neighbourhood::Segments, layers);
