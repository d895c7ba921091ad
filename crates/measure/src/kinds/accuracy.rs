//! Training accuracy.

use super::Kind;

pub(super) const KIND: Kind = Kind::Learning(|learning| learning.accuracy);
