//! Number of holes in decision regions.

use super::kind::{Kind, one};

pub(super) const KIND: Kind = Kind::Decisions(|found| Some(one(found.in_plane()?.holes() as f64)));
