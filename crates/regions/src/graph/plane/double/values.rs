//! The forms of all units of a step.

use crate::double::DoubleForm;

/// By slot and channel: three coefficients in pairs of floats, and a bound on the error of each.
#[derive(Default)]
pub(super) struct DoubleValues {
    pub high: [Vec<f64>; 3],
    pub low: [Vec<f64>; 3],
    pub error: Vec<f64>,
}

impl DoubleValues {
    /// All 0, for this many units.
    pub(super) fn reset(&mut self, units: usize) {
        let parts = self.high.iter_mut().chain(&mut self.low);
        for part in parts.chain([&mut self.error]) {
            part.clear();
            part.resize(units, 0.0);
        }
    }

    #[inline]
    pub(super) fn get(&self, unit: usize) -> DoubleForm {
        DoubleForm {
            high: self.high.each_ref().map(|part| part[unit]),
            low: self.low.each_ref().map(|part| part[unit]),
            error: self.error[unit],
        }
    }

    #[inline]
    pub(super) fn set(&mut self, unit: usize, form: &DoubleForm) {
        for i in 0..3 {
            self.high[i][unit] = form.high[i];
            self.low[i][unit] = form.low[i];
        }
        self.error[unit] = form.error;
    }
}
