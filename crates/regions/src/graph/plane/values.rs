//! The forms of all units of a step in one cell.

use super::form::Form;

/// By slot and channel: three coefficients, and a bound on the error of each.
#[derive(Clone, Default)]
pub(super) struct Values {
    pub parts: [Vec<f64>; 4],
}

impl Values {
    pub(super) fn new(units: usize) -> Self {
        Self {
            parts: std::array::from_fn(|_| vec![0.0; units]),
        }
    }

    #[inline]
    pub(super) fn get(&self, unit: usize) -> Form {
        let [x, y, w, error] = &self.parts;
        Form {
            value: [x[unit], y[unit], w[unit]],
            error: error[unit],
        }
    }

    /// Sets a form; returns whether it changed.
    #[inline]
    pub(super) fn set(&mut self, unit: usize, form: &Form) -> bool {
        let [x, y, w] = form.value;
        let mut changed = false;
        for (part, number) in self.parts.iter_mut().zip([x, y, w, form.error]) {
            changed |= part[unit].to_bits() != number.to_bits();
            part[unit] = number;
        }
        changed
    }
}
