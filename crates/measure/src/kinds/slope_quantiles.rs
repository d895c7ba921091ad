//! Quantiles of the slope in a slice, by area or length.

use super::kind::{How, Kind, Parts, QUANTILES, Slices};

pub(super) const KIND: Kind = Kind::of(
    "slope_quantiles",
    How::Slopes(|slopes| QUANTILES.map(|q| slopes.quantile(q)).to_vec()),
)
.each(Parts::Quantiles)
.only_in(Slices::Bounded);
