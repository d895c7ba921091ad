//! Number of holes in decision regions.

use super::Kind;
use crate::network::one;

pub(super) const KIND: Kind = Kind::Decisions(|found| Some(one(found.in_plane()?.holes() as f64)));
