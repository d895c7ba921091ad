//! The mean jump of the slope across walls by their length; on an interval over breakpoints.

use super::kind::{Kind, one};

pub(super) const KIND: Kind = Kind::Slopes(|slopes| one(slopes.jump_mean()));
