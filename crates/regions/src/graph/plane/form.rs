//! Linear forms on rays `(x, y, w)`, and their signs at rays.

use crate::affine::{SLACK, UNIT};
use std::cmp::Ordering;

/// `f(x, y, w) = f[0] x + f[1] y + f[2] w`; no coefficient is off by more than `error`.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Form {
    pub value: [f64; 3],
    pub error: f64,
}

/// Covers the rounding of sums of three products, many times over.
pub(super) const SHORT: f64 = 32.0 * UNIT;

/// Covers underflow.
pub(super) const FLOOR: f64 = 64.0 * f64::MIN_POSITIVE;

impl Form {
    /// The form minus a constant.
    #[inline]
    pub(super) fn less(mut self, constant: f64) -> Self {
        if constant != 0.0 {
            self.value[2] -= constant;
            self.error = (self.error + UNIT * self.value[2].abs()) * SLACK;
        }
        self
    }

    /// The form minus another.
    #[inline]
    pub(super) fn minus(&self, other: &Self) -> Self {
        let value: [f64; 3] = std::array::from_fn(|i| self.value[i] - other.value[i]);
        let rounding = UNIT * value.iter().fold(0.0, |most: f64, v| most.max(v.abs()));
        Self {
            value,
            error: (self.error + other.error + rounding) * SLACK,
        }
    }

    /// Whether the form is exactly 0.
    #[inline]
    pub(super) fn is_zero(&self) -> bool {
        self.value == [0.0; 3] && self.error == 0.0
    }

    /// The sign at a ray whose coordinates are off by at most `error`, if it is certain and not 0.
    #[inline]
    pub(super) fn certain(&self, at: &[f64; 3], error: f64) -> Option<Ordering> {
        let ([f, g, h], [x, y, w]) = (self.value, *at);
        let value = f * x + g * y + h * w;
        let size = f.abs() + g.abs() + h.abs();
        let reach = x.abs() + y.abs() + w.abs() + 3.0 * error;
        let terms = (f * x).abs() + (g * y).abs() + (h * w).abs();
        let bound = (self.error * reach + size * error + terms * SHORT) * SLACK + FLOOR;
        if value > bound {
            Some(Ordering::Greater)
        } else if value < -bound {
            Some(Ordering::Less)
        } else {
            None
        }
    }
}

/// The largest magnitude of a coefficient.
#[inline]
pub(super) fn largest(form: &Form) -> f64 {
    form.value
        .iter()
        .fold(0.0, |most: f64, value| most.max(value.abs()))
}
