//! The share of a window in activation regions that the decision boundary touches.

use super::Kind;
use crate::network::one;

pub(super) const KIND: Kind = Kind::Decisions(|found| found.in_plane()?.touched_area.map(one));
