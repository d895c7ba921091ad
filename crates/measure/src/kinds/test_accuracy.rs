//! Test accuracy.

use super::kind::{How, Kind, Parts, one};

pub(super) const KIND: Kind = Kind::of(
    "test_accuracy",
    How::Test(|learning| learning.test_accuracy.map(one)),
)
.on_classes();

/// Test accuracy among the examples of each class.
pub(super) const BY_CLASS: Kind = Kind::of(
    "test_accuracy_by_class",
    How::Test(|learning| learning.test_accuracy_by_class.clone()),
)
.on_classes()
.each(Parts::Classes);
