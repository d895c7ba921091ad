//! The mean slope in a slice by area or length; see [`crease_regions::Slopes`].

use super::Kind;
use crate::network::one;

pub(super) const KIND: Kind = Kind::Slopes(|slopes| one(slopes.mean()));
