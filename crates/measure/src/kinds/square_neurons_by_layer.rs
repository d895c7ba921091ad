//! The same as `square_neurons`, layer by layer.

use super::kind::{Kind, layers};
use crate::around::Neighbourhood;

pub(super) const KIND: Kind = Kind::Around(Neighbourhood::Squares, layers);
