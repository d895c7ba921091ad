//! The same as `local_complexity`, layer by layer.

use super::kind::{Kind, layers};
use crate::around::Look;

pub(super) const KIND: Kind = Kind::Around(Look::Balls, layers);
