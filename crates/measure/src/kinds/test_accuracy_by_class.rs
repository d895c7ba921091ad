//! Test accuracy among the examples of each class.

use super::Kind;

pub(super) const KIND: Kind = Kind::Learning(|learning| learning.test_accuracy_by_class.clone());
