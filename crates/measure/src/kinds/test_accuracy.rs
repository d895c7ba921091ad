//! Test accuracy.

use super::Kind;
use crate::network::one;

pub(super) const KIND: Kind = Kind::Learning(|learning| learning.test_accuracy.map(one));
