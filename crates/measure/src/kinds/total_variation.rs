//! The integral of the slope over a slice.

use super::Kind;
use crate::network::one;

pub(super) const KIND: Kind = Kind::Slopes(|slopes| one(slopes.total_variation()));
