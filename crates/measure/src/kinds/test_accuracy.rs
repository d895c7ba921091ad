//! Test accuracy.

use super::kind::{How, Kind, one};

pub(super) const KIND: Kind = Kind::of(
    "test_accuracy",
    How::Test(|learning| learning.test_accuracy.map(one)),
)
.on_classes();
