//! Number of decision regions: the connected parts of one class.

use super::kind::{Kind, one};

pub(super) const KIND: Kind =
    Kind::Decisions(|found| Some(one(found.regions_by_class().iter().sum())));
