//! Training accuracy.

use super::kind::{How, Kind, one};

pub(super) const KIND: Kind = Kind::of(
    "accuracy",
    How::Training(|learning| learning.accuracy.map(one)),
)
.on_classes();
