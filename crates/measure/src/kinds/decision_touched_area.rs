//! The share of a window in activation regions that the decision boundary touches.

use super::kind::{Kind, one};

pub(super) const KIND: Kind = Kind::Decisions(|found| found.in_plane()?.touched_area.map(one));
