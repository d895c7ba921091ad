//! Number of holes in decision regions.

use super::Kind;

pub(super) const KIND: Kind = Kind::Decisions(|found| Some(found.in_plane()?.holes() as f64));
