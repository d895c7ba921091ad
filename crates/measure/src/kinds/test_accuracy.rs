//! Test accuracy.

use super::Kind;

pub(super) const KIND: Kind = Kind::Learning(|learning| learning.test_accuracy);
