//! Number of holes in the decision regions of each class.

use super::kind::Kind;

pub(super) const KIND: Kind =
    Kind::Decisions(|found| found.by_class(|class| Some(class.holes as f64)));
