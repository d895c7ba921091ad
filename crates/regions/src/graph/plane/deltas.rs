//! The change of an atom's form when it moves.

use super::factors::{Difference, unless_zero};
use super::net::{Net, Row};
use crate::affine::{SLACK, gamma};

impl Net {
    /// A multiple of a row plus a constant; `errors` are those of the factor and the constant.
    pub(super) fn push_multiple(
        &mut self,
        row: &Row,
        factor: f64,
        constant: f64,
        errors: [f64; 2],
    ) -> u32 {
        let size = self.seen(row).size;
        let mut delta = Row {
            first: self.factors.len() as u32,
            ..Row::default()
        };
        let mut all = 0.0;
        if factor != 0.0 {
            delta.form.value = row.form.value.map(|value| value * factor);
            for index in row.first..row.end {
                let (atom, of) = self.factors[index as usize];
                self.factors.push((atom, unless_zero(of * factor)));
            }
            all = size * factor.abs();
        }
        delta.form.value[2] += constant;
        all = (all + constant.abs()) * SLACK;
        delta.form.error =
            (row.form.error * factor.abs() + size * errors[0] + errors[1] + gamma(6) * all) * SLACK
                + f64::MIN_POSITIVE;
        self.push_delta(delta, all)
    }

    /// One row minus another.
    pub(super) fn push_difference(&mut self, [a, b]: [&Row; 2]) -> u32 {
        let all = (self.seen(a).size + self.seen(b).size) * SLACK;
        let mut delta = Row {
            first: self.factors.len() as u32,
            ..Row::default()
        };
        let difference: Vec<(u32, f64)> =
            Difference::of(self.factors_of(a), self.factors_of(b)).collect();
        self.factors.extend(difference);
        delta.form = a.form.minus(&b.form);
        delta.form.error = (delta.form.error + gamma(4) * all) * SLACK;
        self.push_delta(delta, all)
    }

    fn push_delta(&mut self, mut delta: Row, size: f64) -> u32 {
        delta.end = self.factors.len() as u32;
        self.deltas.push((delta, size));
        (self.deltas.len() - 1) as u32
    }
}
