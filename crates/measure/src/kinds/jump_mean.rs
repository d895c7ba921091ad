//! The mean jump of the slope across walls by their length; on an interval over breakpoints.

use super::kind::{How, Kind, Slices, one};

pub(super) const KIND: Kind =
    Kind::of("jump_mean", How::Slopes(|slopes| one(slopes.jump_mean()))).only_in(Slices::Bounded);
