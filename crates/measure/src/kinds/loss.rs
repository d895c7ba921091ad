//! Mean training loss.

use super::kind::{Kind, one};

pub(super) const KIND: Kind = Kind::Learning(|learning| learning.loss.map(one));
