//! Quantiles of the slope in a slice, by area or length.

use super::kind::Kind;
use crease_experiment::settings::QUANTILES;

pub(super) const KIND: Kind = Kind::Slopes(|slopes| QUANTILES.map(|q| slopes.quantile(q)).to_vec());
