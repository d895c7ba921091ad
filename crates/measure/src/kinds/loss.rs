//! Mean training loss.

use super::Kind;
use crate::network::one;

pub(super) const KIND: Kind = Kind::Learning(|learning| learning.loss.map(one));
