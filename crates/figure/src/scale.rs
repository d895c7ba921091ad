//! What a scale can show, and its own steps.

use crate::figure::Scale;

/// Beyond this, and below its inverse, sums and ratios of values lose their meaning as
/// floating point numbers; no measurement comes near.
pub const HUGE: f64 = 1e150;

/// Whether a value can be put on such a scale at all.
pub fn can_show(scale: Scale, value: f64) -> bool {
    value.abs() < HUGE && (scale == Scale::Linear || value > 1.0 / HUGE)
}

/// A value in the scale's own steps.
pub fn forward(scale: Scale, value: f64) -> f64 {
    match scale {
        Scale::Linear if value.abs() < 1.0 / HUGE => 0.0,
        Scale::Linear => value,
        Scale::Logarithmic => value.log10(),
    }
}

/// [`forward`]'s inverse.
pub fn backward(scale: Scale, value: f64) -> f64 {
    match scale {
        Scale::Linear => value,
        Scale::Logarithmic => 10.0_f64.powf(value),
    }
}
