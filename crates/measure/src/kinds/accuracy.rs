//! Training accuracy.

use super::Kind;
use crate::network::one;

pub(super) const KIND: Kind = Kind::Learning(|learning| learning.accuracy.map(one));
