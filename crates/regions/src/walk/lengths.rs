//! Lengths of walls in a window.
//!
//! They are added up in fixed point, so that the sum does not depend on the order, nor on threads.

use super::polygon::{self, Parts};
use super::{Crossed, Walker};
use crate::Plane;

#[derive(Clone, Copy, Debug)]
pub(super) struct Lengths {
    /// Squares of lengths in units of `unit`: `g[0] dx^2 + g[1] dx dy + g[2] dy^2`.
    gram: [f64; 3],
    unit: f64,
    /// Units of the last place in the longest length there can be.
    per_length: f64,
    total: i128,
    flat: i128,
}

impl Lengths {
    /// `None` where there is no window: lengths are infinite.
    pub(super) fn new(plane: &Plane) -> Option<Self> {
        let window = plane.window.as_ref()?;
        // In units of the largest number, so that no square leaves the range of floats.
        let numbers = plane.basis.iter().flatten();
        let unit = numbers.fold(0.0, |max: f64, number| max.max(number.abs()));
        let dot = |e: &[f64], f: &[f64]| -> f64 {
            e.iter().zip(f).map(|(a, b)| (a / unit) * (b / unit)).sum()
        };
        let [e, f] = &plane.basis;
        let gram = [dot(e, e), 2.0 * dot(e, f), dot(f, f)];
        let longest = 2.0 * window.half_side * (gram[0].sqrt() + gram[2].sqrt());
        Some(Self {
            gram,
            unit,
            per_length: 2f64.powi(60) / longest,
            total: 0,
            flat: 0,
        })
    }

    fn length(&self, p: [f64; 2], q: [f64; 2]) -> i128 {
        let [dx, dy] = [p[0] - q[0], p[1] - q[1]];
        // In units of the larger, for the same reason.
        let larger = dx.abs().max(dy.abs());
        if larger == 0.0 {
            return 0;
        }
        let (x, y) = (dx / larger, dy / larger);
        let square = self.gram[0] * x * x + self.gram[1] * x * y + self.gram[2] * y * y;
        let length = larger * square.max(0.0).sqrt();
        i128::from((length * self.per_length) as i64)
    }

    pub(super) fn add(&mut self, p: [f64; 2], q: [f64; 2]) {
        self.total += self.length(p, q);
    }

    /// Adds to what does not jump.
    pub(super) fn add_flat(&mut self, p: [f64; 2], q: [f64; 2]) {
        self.flat += self.length(p, q);
    }

    pub(super) fn join(&mut self, other: &Self) {
        self.total += other.total;
        self.flat += other.flat;
    }

    fn in_input_space(&self, sum: i128) -> f64 {
        sum as f64 / self.per_length * self.unit
    }

    /// The length of all walls.
    pub(super) fn total(&self) -> f64 {
        self.in_input_space(self.total)
    }

    /// The length of those across which the gradient jumps.
    pub(super) fn jumping(&self) -> f64 {
        self.in_input_space((self.total - self.flat).max(0))
    }
}

impl Walker<'_> {
    /// Adds the chord between two parts of a cell.
    pub(super) fn add_length(&mut self, parts: &Parts) {
        if self.lengths.is_none() {
            return;
        }
        let up = self.corner_point(&parts.positive, parts.positive.start);
        let down = self.corner_point(&parts.negative, parts.negative.start);
        if let Some(lengths) = &mut self.lengths {
            lengths.add(up, down);
        }
    }

    /// Adds chords of the last layer.
    pub(super) fn add_chords(&mut self, at: &Crossed) {
        if self.lengths.is_none() {
            return;
        }
        for chord in at.crossing.clone() {
            let chord = self.crossing[chord];
            let form = self.form(at, chord.unit);
            let Some(cut) = polygon::Cut::new(chord.signs, at.cell.len()) else {
                continue;
            };
            let [p, q] =
                [cut.rises, cut.falls].map(|end| self.chord_end(at.cell.start + end.side, &form));
            if let Some(lengths) = &mut self.lengths {
                lengths.add(p, q);
            }
        }
    }
}
