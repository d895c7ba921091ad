//! The mean slope in a slice by area or length; see [`crease_regions::Slopes`].

use super::kind::{How, Kind, Slices, one};

pub(super) const KIND: Kind =
    Kind::of("slope_mean", How::Slopes(|slopes| one(slopes.mean()))).only_in(Slices::Bounded);
