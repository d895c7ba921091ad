//! The mean slope in a slice by area or length; see [`crease_regions::Slopes`].

use super::kind::{Kind, one};

pub(super) const KIND: Kind = Kind::Slopes(|slopes| one(slopes.mean()));
