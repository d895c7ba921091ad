//! Points of a drawing, and the values of functions there.
//!
//! Every function here is linear along any edge of the drawing, so a new point on an edge, a mean of the
//! edge's ends, has the mean of the functions' values too.

use super::super::form::{FLOOR, Form};
use super::super::mesh::Corner;
use crate::affine::{SLACK, UNIT};

/// A function: its values at all points, and the error of each. Where both are 0, it is exactly 0.
#[derive(Default)]
pub(super) struct Column {
    pub values: Vec<f64>,
    pub errors: Vec<f64>,
}

impl Column {
    /// The least and the largest possible value of the function at a point.
    pub(super) fn ends(&self, point: usize) -> [f64; 2] {
        let (value, error) = (self.values[point], self.errors[point]);
        [value - error, value + error]
    }

    pub(super) fn is_zero(&self, point: usize) -> bool {
        self.values[point] == 0.0 && self.errors[point] == 0.0
    }

    pub(super) fn set(&mut self, point: usize, value: f64, error: f64) {
        self.values[point] = value;
        self.errors[point] = error;
    }
}

/// The column that is 0 everywhere.
pub(super) const ZERO: usize = 3;

/// Points as rays `x, y, w`, columns 0 to 2, and functions of them.
#[derive(Default)]
pub(super) struct Points {
    columns: Vec<Column>,
    /// How many columns are in use.
    used: usize,
    count: usize,
}

/// A point in a weighted mean, and the inverse of its weight: a magnitude, and the error of that.
#[derive(Clone, Copy)]
pub(super) struct Share {
    pub point: u32,
    pub size: f64,
    pub error: f64,
}

impl Points {
    /// Starts again with the corners of a cell.
    pub(super) fn begin<'c>(&mut self, corners: impl Iterator<Item = &'c Corner>) {
        (self.used, self.count) = (0, 0);
        for _ in 0..=ZERO {
            self.push_column();
        }
        for corner in corners {
            for (column, &at) in self.columns.iter_mut().zip(&corner.at) {
                column.values.push(at);
                column.errors.push(corner.error);
            }
            self.columns[ZERO].values.push(0.0);
            self.columns[ZERO].errors.push(0.0);
            self.count += 1;
        }
    }

    pub(super) fn count(&self) -> usize {
        self.count
    }

    /// The number of columns, for [`Self::drop_from`].
    pub(super) fn columns(&self) -> usize {
        self.used
    }

    /// Removes the last columns.
    pub(super) fn drop_from(&mut self, column: usize) {
        self.used = column;
    }

    /// A new column of zeros.
    pub(super) fn push_column(&mut self) -> usize {
        if self.columns.len() == self.used {
            self.columns.push(Column::default());
        }
        let column = &mut self.columns[self.used];
        column.values.clear();
        column.errors.clear();
        column.values.resize(self.count, 0.0);
        column.errors.resize(self.count, 0.0);
        self.used += 1;
        self.used - 1
    }

    pub(super) fn column(&self, index: usize) -> &Column {
        &self.columns[index]
    }

    pub(super) fn column_mut(&mut self, index: usize) -> &mut Column {
        &mut self.columns[index]
    }

    /// A column, to be changed, and one after it.
    pub(super) fn pair_mut(&mut self, first: usize, second: usize) -> (&mut Column, &Column) {
        let (before, after) = self.columns.split_at_mut(second);
        (&mut before[first], &after[0])
    }

    /// A new column: a form and multiples of columns.
    pub(super) fn push_sum(
        &mut self,
        form: &Form,
        terms: impl ExactSizeIterator<Item = (usize, f64)>,
    ) -> usize {
        let index = self.push_column();
        let (before, after) = self.columns.split_at_mut(index);
        let sum = &mut after[0];
        let rounding = (terms.len() + 8) as f64 * UNIT;
        if !form.is_zero() {
            let [x, y, w] = [0, 1, 2].map(|at| &before[at].values[..self.count]);
            let errors = [0, 1, 2].map(|at| &before[at].errors[..self.count]);
            let [f, g, h] = form.value;
            let [a, b, c] = form.value.map(|value| value.abs() + form.error);
            let (values, bounds) = (&mut sum.values[..self.count], &mut sum.errors[..self.count]);
            for at in 0..x.len() {
                let products = [f * x[at], g * y[at], h * w[at]];
                values[at] = products[0] + products[1] + products[2];
                let size = products[0].abs() + products[1].abs() + products[2].abs();
                let reach = x[at].abs() + y[at].abs() + w[at].abs();
                bounds[at] = form.error * reach
                    + (a * errors[0][at] + b * errors[1][at] + c * errors[2][at])
                    + rounding * size
                    + FLOOR;
            }
        }
        for (column, factor) in terms {
            sum.add(&before[column], factor, rounding);
        }
        for error in &mut sum.errors {
            *error *= SLACK;
        }
        index
    }

    /// A new point, the mean of others with weights that are inverse to sizes. `None` if the sizes
    /// are too uncertain.
    pub(super) fn push_mean(&mut self, of: &[Share]) -> Option<u32> {
        let mut worst = 0.0f64;
        for share in of {
            let is_certain = share.error < 0.125 * share.size && share.size > 1e-200;
            if !is_certain {
                return None;
            }
            worst = worst.max(share.error / share.size);
        }
        // True weights are within this part of the computed ones: `(1 + worst) / (1 - worst)`.
        let off = 3.0 * worst + 16.0 * UNIT;
        let all: f64 = of.iter().map(|share| 1.0 / share.size).sum();
        let mut weights = [0.0; 3];
        for (weight, share) in weights.iter_mut().zip(of) {
            *weight = 1.0 / (share.size * all);
        }
        for column in &mut self.columns[..self.used] {
            let (mut mean, mut bound, mut size) = (0.0, 0.0, 0.0);
            for (weight, share) in weights.iter().zip(of) {
                let at = share.point as usize;
                mean += weight * column.values[at];
                bound += weight * column.errors[at];
                size += column.values[at].abs() + column.errors[at];
            }
            let mut error = 0.0;
            if size > 0.0 {
                let mut spread = 0.0;
                for (weight, share) in weights.iter().zip(of) {
                    spread += weight * (column.values[share.point as usize] - mean).abs();
                }
                let rounding = 16.0 * UNIT * mean.abs().max(spread);
                error = (bound * (1.0 + off) + off * spread + rounding) * SLACK + FLOOR;
            }
            column.values.push(mean);
            column.errors.push(error);
        }
        self.count += 1;
        Some(self.count as u32 - 1)
    }
}

impl Column {
    /// Adds a multiple of another column; an exact 0 there adds nothing.
    pub(super) fn add(&mut self, other: &Self, factor: f64, rounding: f64) {
        let size = factor.abs();
        let pairs = self.values.iter_mut().zip(&mut self.errors);
        for ((sum, bound), (value, error)) in pairs.zip(other.values.iter().zip(&other.errors)) {
            let product = factor * value;
            *sum += product;
            let more = size * error + rounding * product.abs();
            let floor = if *value == 0.0 && *error == 0.0 {
                0.0
            } else {
                FLOOR
            };
            *bound += more + floor;
        }
    }
}
