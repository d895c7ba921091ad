//! Number of decision regions of each class.

use super::kind::Kind;

pub(super) const KIND: Kind = Kind::Decisions(|found| Some(found.regions_by_class()));
