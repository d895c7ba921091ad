//! Linear forms on rays `(x, y, w)`, and their signs at the corners of cells.

use super::mesh::Corner;
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
    pub(super) fn less(mut self, constant: f64) -> Self {
        if constant != 0.0 {
            self.value[2] -= constant;
            self.error = (self.error + UNIT * self.value[2].abs()) * SLACK;
        }
        self
    }

    /// The form minus another.
    pub(super) fn minus(&self, other: &Self) -> Self {
        let value: [f64; 3] = std::array::from_fn(|i| self.value[i] - other.value[i]);
        let rounding = UNIT * value.iter().fold(0.0, |most: f64, v| most.max(v.abs()));
        Self {
            value,
            error: (self.error + other.error + rounding) * SLACK,
        }
    }

    /// Whether the form is exactly 0.
    pub(super) fn is_nothing(&self) -> bool {
        self.value == [0.0; 3] && self.error == 0.0
    }

    /// The sign at a corner, if floats decide it.
    pub(super) fn sign_at(&self, corner: &Corner) -> Option<Ordering> {
        if self.is_nothing() {
            return Some(Ordering::Equal);
        }
        self.certain(&corner.at, corner.error)
    }

    /// The sign at a ray whose coordinates are off by at most `error`, if it is certain and not 0.
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
pub(super) fn largest(form: &Form) -> f64 {
    form.value
        .iter()
        .fold(0.0, |most: f64, value| most.max(value.abs()))
}

/// A box in the space of rays that holds the corners of a cell, and with them all of it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Hull {
    pub middle: [f64; 3],
    /// Half the extents, with room for all rounding on the way to a sign.
    pub reach: [f64; 3],
    /// What the error of a form is multiplied by.
    pub size: f64,
}

impl Hull {
    pub(super) fn of<'c>(corners: impl Iterator<Item = &'c Corner>) -> Self {
        let (mut low, mut high, mut error) = ([f64::INFINITY; 3], [f64::NEG_INFINITY; 3], 0.0f64);
        for corner in corners {
            for (i, &coordinate) in corner.at.iter().enumerate() {
                low[i] = low[i].min(coordinate);
                high[i] = high[i].max(coordinate);
            }
            error = error.max(corner.error);
        }
        let middle: [f64; 3] = std::array::from_fn(|i| 0.5 * (low[i] + high[i]));
        let reach: [f64; 3] =
            std::array::from_fn(|i| (0.5 * (high[i] - low[i]) + error + SHORT) * SLACK);
        let size = (0..3).map(|i| middle[i].abs() + reach[i]).sum::<f64>() * SLACK;
        Self {
            middle,
            reach,
            size,
        }
    }

    /// The value of a form in the middle, and a bound on how far any value in the box is from it.
    pub(super) fn look(&self, form: &Form) -> (f64, f64) {
        let (mut value, mut bound) = (0.0, form.error * self.size + FLOOR);
        for i in 0..3 {
            value += form.value[i] * self.middle[i];
            bound += form.value[i].abs() * self.reach[i];
        }
        (value, bound)
    }
}
