//! Lengths of walls in a window.
//!
//! They are added up in fixed point, so that the sum does not depend on the order, nor on threads.

use super::Walker;
use super::layers::WalkForm;
use super::line::LineId;
use super::polygon::{self, Parts};
use crate::Plane;
use std::ops::Range;

#[derive(Clone, Copy, Debug)]
pub(super) struct Lengths {
    /// Squares of lengths in units of `unit`: `g[0] dx^2 + g[1] dx dy + g[2] dy^2`.
    gram: [f64; 3],
    unit: f64,
    /// From a point on the walk's rays to the plane's coordinates.
    scale: f64,
    /// A point further off than this is made anew.
    tolerance: f64,
    /// Units of the last place in the longest length there can be.
    per_length: f64,
    total: i128,
    flat: i128,
}

/// The share of the window that a point may be off by its bound; by far most are off by a millionth of
/// that.
const PRECISE: f64 = 1e-6;

impl Lengths {
    /// `None` where there is no window: lengths are infinite.
    pub(super) fn new(plane: &Plane, scale: f64) -> Option<Self> {
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
            scale,
            tolerance: PRECISE * window.half_side,
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

    /// The point of a corner in the plane's coordinates, if it is known well enough.
    fn point(&self, corner: &[f64; 3], epsilon: f64) -> Option<[f64; 2]> {
        let [x, y, w] = *corner;
        let point = [x / w / self.scale, y / w / self.scale];
        let least = w - epsilon;
        let spread = |at: f64| (epsilon / self.scale + at.abs() * epsilon) / least;
        let precise =
            least > 0.0 && spread(point[0]) <= self.tolerance && spread(point[1]) <= self.tolerance;
        precise.then_some(point)
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
    pub(super) fn add_chords(
        &mut self,
        layer: usize,
        cell: &Range<usize>,
        forms: usize,
        crossing: &Range<usize>,
    ) {
        if self.lengths.is_none() {
            return;
        }
        for at in crossing.clone() {
            let chord = self.crossing[at];
            let this = self.active.layer(self.layers, layer);
            let form = this.form(&self.forms[forms..], chord.unit as usize);
            let Some(cut) = polygon::Cut::new(chord.signs, cell.len()) else {
                continue;
            };
            let [p, q] =
                [cut.rises, cut.falls].map(|end| self.chord_end(cell.start + end.side, &form));
            if let Some(lengths) = &mut self.lengths {
                lengths.add(p, q);
            }
        }
    }

    /// Where a chord ends on a side, in the plane's coordinates.
    pub(super) fn chord_end(&mut self, side: usize, chord: &WalkForm) -> [f64; 2] {
        let side = &self.sides[side];
        let (mut corner, epsilon) =
            polygon::crossing(&chord.value, chord.form_error, &side.line, side.line_error);
        // Either order of the lines will do, as long as the ray is in the plane.
        if corner[2] < 0.0 {
            corner = corner.map(|coordinate| -coordinate);
        }
        let lines = [LineId::of_unit(chord.id), side.of];
        self.point(&corner, epsilon, lines)
    }

    /// A corner of a cell in the plane's coordinates.
    pub(super) fn corner_point(&mut self, cell: &Range<usize>, at: usize) -> [f64; 2] {
        let (corner, epsilon) = (self.sides[at].corner, self.sides[at].epsilon);
        let lines = self.lines_at(cell, at);
        self.point(&corner, epsilon, lines)
    }

    fn point(&mut self, corner: &[f64; 3], epsilon: f64, lines: [LineId; 2]) -> [f64; 2] {
        let known = self
            .lengths
            .as_ref()
            .and_then(|lengths| lengths.point(corner, epsilon));
        known.unwrap_or_else(|| self.point_anew(lines))
    }

    #[cold]
    fn point_anew(&mut self, lines: [LineId; 2]) -> [f64; 2] {
        let lengths = self.lengths;
        let (known, decider) = self.judge();
        let finer = decider.corner(&known, lines).and_then(|(corner, epsilon)| {
            // Either order of the lines will do, as long as the ray is in the plane.
            let up = corner[2].signum();
            lengths?.point(&corner.map(|coordinate| coordinate * up), epsilon)
        });
        finer.unwrap_or_else(|| decider.point(&known, lines))
    }
}
