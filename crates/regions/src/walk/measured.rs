//! Corners of cells as points in the plane, and the lengths of the walls between them.

use super::cell::Crossed;
use super::form::WalkForm;
use super::line::LineId;
use super::polygon::{Cut, Parts};
use super::side::crossing;
use super::walker::Walker;
use std::ops::Range;

impl Walker<'_> {
    /// Where a chord ends on a side, in the plane's coordinates.
    pub(super) fn chord_end(&mut self, side: usize, chord: &WalkForm) -> [f64; 2] {
        let side = &self.sides[side];
        let (mut corner, epsilon) =
            crossing(&chord.value, chord.form_error, &side.line, side.line_error);
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
        let known = self.points.point(corner, epsilon);
        known.unwrap_or_else(|| self.point_anew(lines))
    }

    #[cold]
    fn point_anew(&mut self, lines: [LineId; 2]) -> [f64; 2] {
        let points = self.points;
        let (known, decider) = self.judge();
        let finer = decider.corner(&known, lines).and_then(|(corner, epsilon)| {
            // Either order of the lines will do, as long as the ray is in the plane.
            let up = corner[2].signum();
            points.point(&corner.map(|coordinate| coordinate * up), epsilon)
        });
        finer.unwrap_or_else(|| decider.point(&known, lines))
    }

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
            let Some(cut) = Cut::new(chord.signs, at.cell.len()) else {
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
