//! Mean training loss.

use super::Kind;

pub(super) const KIND: Kind = Kind::Learning(|learning| learning.loss);
