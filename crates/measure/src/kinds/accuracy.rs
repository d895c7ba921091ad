//! Training accuracy.

use super::kind::{Kind, one};

pub(super) const KIND: Kind = Kind::Learning(|learning| learning.accuracy.map(one));
