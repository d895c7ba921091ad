//! Length of the decision boundary in a window.

use super::kind::{Kind, one};

pub(super) const KIND: Kind = Kind::Decisions(|found| found.in_plane()?.length.map(one));
