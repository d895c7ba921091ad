//! The integral of the slope over a slice.

use super::kind::{Kind, one};

pub(super) const KIND: Kind = Kind::Slopes(|slopes| one(slopes.total_variation()));
