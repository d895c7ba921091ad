//! Test accuracy among the examples of each class.

use super::kind::Kind;

pub(super) const KIND: Kind = Kind::Learning(|learning| learning.test_accuracy_by_class.clone());
