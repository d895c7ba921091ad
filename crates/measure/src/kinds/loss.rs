//! Mean training loss.

use super::kind::{How, Kind, one};

pub(super) const KIND: Kind = Kind::of("loss", How::Training(|learning| learning.loss.map(one)));
