//! Test accuracy among the examples of each class.

use super::kind::{How, Kind, Parts};

pub(super) const KIND: Kind = Kind::of(
    "test_accuracy_by_class",
    How::Test(|learning| learning.test_accuracy_by_class.clone()),
)
.on_classes()
.each(Parts::Classes);
