//! The columns that later atoms need of an atom, once it is drawn.

use super::super::form::Form;
use super::super::net::{Net, Row};
use super::Drawing;
use crate::affine::{SLACK, UNIT};
use smallvec::SmallVec;

/// An activation on its lowest piece.
pub(super) struct Base {
    pub slope: f64,
    pub offset: (f64, f64),
    pub starts_at_zero: bool,
}

/// A column of a multiple of a row with this form.
pub(super) fn push_row<'n>(
    drawing: &mut Drawing,
    form: &Form,
    factors: impl ExactSizeIterator<Item = &'n (u32, f64)> + Clone,
    by: f64,
) -> Option<usize> {
    let wanted = &drawing.wanted;
    let column =
        |&(atom, factor): &(u32, f64)| Some((wanted[atom as usize].deviation?, factor * by));
    let terms: SmallVec<[(usize, f64); 16]> = factors.map(column).collect::<Option<_>>()?;
    Some(drawing.points.push_sum(form, terms.into_iter()))
}

impl Drawing {
    /// Adds a multiple of how far a column is on the opposite side of 0 from its guess.
    pub(super) fn add_beyond(&mut self, to: usize, column: usize, guess: u32, bend: f64) {
        for point in 0..self.points.count() {
            if self.largest[point] >> guess & 1 == 1 {
                continue;
            }
            let from = self.points.column(column);
            let (value, error) = (from.values[point].abs(), from.errors[point]);
            let sum = self.points.column_mut(to);
            let product = bend * value;
            let total = sum.values[point] + product;
            let rounding = 4.0 * UNIT * (product.abs() + total.abs());
            let error = sum.errors[point] + bend.abs() * error + rounding;
            sum.set(point, total, error * SLACK);
        }
    }

    /// Adds an activation on its lowest piece.
    pub(super) fn add_base(
        &mut self,
        to: usize,
        column: usize,
        base: &Base,
        (row, of): (&Row, &Net),
    ) -> Option<()> {
        let is_exact = base.offset == (0.0, 0.0);
        if base.slope == 0.0 && is_exact {
            return Some(());
        }
        let from = if base.starts_at_zero && is_exact {
            let (form, zero) = (Form::default(), [(column, base.slope)]);
            self.points.push_sum(&form, zero.into_iter())
        } else {
            let mut form = Form::default();
            if base.slope != 0.0 {
                form.value = row.form.value.map(|value| value * base.slope);
                form.error = row.form.error * base.slope.abs();
            }
            form.value[2] += base.offset.0;
            let largest = form.value.iter().fold(0.0f64, |most, v| most.max(v.abs()));
            form.error =
                (form.error + base.offset.1 + 4.0 * UNIT * largest) * SLACK + f64::MIN_POSITIVE;
            push_row(self, &form, of.factors_of(row).iter(), base.slope)?
        };
        let (sum, from) = self.points.pair_mut(to, from);
        sum.add(from, 1.0, 4.0 * UNIT);
        Some(())
    }

    /// Sets, if they are needed, by how much the largest column exceeds the guessed one, and its
    /// values.
    pub(super) fn note_largest(
        &mut self,
        columns: &[usize],
        guess: usize,
        wanted: [Option<usize>; 2],
    ) {
        for point in 0..self.points.count() {
            let largest = self.largest[point];
            let lead = self
                .points
                .column(columns[largest.trailing_zeros() as usize]);
            let (value, error) = (lead.values[point], lead.errors[point]);
            if let Some(deviation) = wanted[0]
                && largest >> guess & 1 == 0
            {
                let other = self.points.column(columns[guess]);
                let gap = value - other.values[point];
                let error = error + other.errors[point] + 4.0 * UNIT * gap.abs();
                let error = error * SLACK;
                self.points.column_mut(deviation).set(point, gap, error);
            }
            if let Some(values) = wanted[1] {
                let zero = |at: usize| {
                    largest >> at & 1 == 1 && self.points.column(columns[at]).is_zero(point)
                };
                let is_zero = (0..columns.len()).any(zero);
                let (value, error) = if is_zero { (0.0, 0.0) } else { (value, error) };
                self.points.column_mut(values).set(point, value, error);
            }
        }
    }
}
