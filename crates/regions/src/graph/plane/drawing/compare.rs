//! The largest of a few functions at every point of a drawing.

use super::super::cutter::Cutter;
use super::super::form::Form;
use super::super::lines::{Name, Pair};
use super::super::part::Part;
use super::Drawing;
use std::cmp::Ordering;

/// A function that is compared with others.
pub(super) struct Compared {
    pub column: usize,
    /// If it is a form in the whole cell: its name.
    pub form: Option<(Form, Name)>,
}

impl Cutter<'_> {
    /// Finds the corners of the cell where a form is exactly 0, and sets its column to 0 there.
    pub(super) fn find_zeros(
        &mut self,
        drawing: &mut Drawing,
        column: usize,
        form: &Form,
        pair: Pair,
        part: &Part,
    ) {
        for (point, &edge) in part.ring.iter().enumerate() {
            let at = drawing.points.column(column);
            if at.is_zero(point) || at.values[point].abs() > at.errors[point] {
                continue;
            }
            if self.sign(self.mesh.origin(edge), form, pair).is_eq() {
                drawing.points.column_mut(column).set(point, 0.0, 0.0);
            }
        }
    }

    /// Finds which functions are the largest at every point.
    pub(super) fn compare(
        &mut self,
        drawing: &mut Drawing,
        all: &[Compared],
        part: &Part,
    ) -> Option<()> {
        if all.len() > u32::BITS as usize {
            return None;
        }
        drawing.largest.clear();
        for point in 0..drawing.points.count() {
            let ends = |at: usize| drawing.points.column(all[at].column).ends(point);
            let value = |at: usize| drawing.points.column(all[at].column).values[point];
            let best = (1..all.len()).fold(
                0,
                |best, at| {
                    if value(at) > value(best) { at } else { best }
                },
            );
            let [least, most] = ends(best);
            let mut largest = 1 << best;
            for other in (0..all.len()).filter(|&other| other != best) {
                let [low, high] = ends(other);
                if high < least {
                    continue;
                }
                let is_same = low == high && least == most && low == least;
                if is_same || self.is_same(all, [best, other], point, part)? {
                    largest |= 1 << other;
                }
            }
            drawing.largest.push(largest);
        }
        Some(())
    }

    /// Whether a second form equals a first one in a corner of the cell; otherwise it is below.
    fn is_same(
        &mut self,
        all: &[Compared],
        [a, b]: [usize; 2],
        point: usize,
        part: &Part,
    ) -> Option<bool> {
        let edge = *part.ring.get(point)?;
        let ((f, a), (g, b)) = (all[a].form?, all[b].form?);
        match self.sign(self.mesh.origin(edge), &f.minus(&g), [a, b]) {
            Ordering::Equal => Some(true),
            Ordering::Greater => Some(false),
            Ordering::Less => None,
        }
    }
}

impl Drawing {
    /// Finds at every point whether a column is above 0.
    pub(super) fn compare_with_zero(&mut self, column: usize) -> Option<()> {
        self.largest.clear();
        let column = self.points.column(column);
        for (value, error) in column.values.iter().zip(&column.errors) {
            self.largest.push(if *value > *error {
                0b10
            } else if *value < -*error {
                0b01
            } else if *value == 0.0 && *error == 0.0 {
                0b11
            } else {
                return None;
            });
        }
        Some(())
    }
}
