//! The box around a cell, in which most forms have one sign.

use super::form::{FLOOR, Form, SHORT};
use super::mesh::Corner;
use crate::affine::SLACK;

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
    #[inline]
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
    #[inline]
    pub(super) fn value(&self, form: &Form) -> (f64, f64) {
        let (mut value, mut bound) = (0.0, form.error * self.size + FLOOR);
        for i in 0..3 {
            value += form.value[i] * self.middle[i];
            bound += form.value[i].abs() * self.reach[i];
        }
        (value, bound)
    }
}
