//! Corners as points in the plane's coordinates.

use super::Walker;
use super::form::WalkForm;
use super::line::LineId;
use super::polygon;
use crate::Window;
use std::ops::Range;

/// How points are made of rays, and how well they must be known.
#[derive(Clone, Copy, Debug)]
pub(super) struct Points {
    /// From a point on the walk's rays to the plane's coordinates.
    scale: f64,
    /// A point that may be off by more than this share of the window is computed again.
    share: f64,
    /// Half the side of the window. In the whole plane a point is as precise as it is far out.
    half_side: Option<f64>,
}

/// For lengths; by far most points are off by a millionth of that.
const FOR_LENGTHS: f64 = 1e-6;

/// For corners that are handed out: less than [`CORNER_ERROR`](crate::limits::CORNER_ERROR).
const FOR_CORNERS: f64 = 1e-10;

impl Points {
    pub(super) fn for_lengths(window: Option<&Window>, scale: f64) -> Self {
        Self {
            scale,
            share: FOR_LENGTHS,
            half_side: window.map(|window| window.half_side),
        }
    }

    pub(super) fn for_corners(self) -> Self {
        Self {
            share: FOR_CORNERS,
            ..self
        }
    }

    /// The point of a corner in the plane's coordinates, if it is known well enough.
    fn point(&self, corner: &[f64; 3], epsilon: f64) -> Option<[f64; 2]> {
        let [x, y, w] = *corner;
        let point = [x / w / self.scale, y / w / self.scale];
        let size = |[x, y]: [f64; 2]| x.abs().max(y.abs());
        let tolerance = self.share * self.half_side.unwrap_or_else(|| size(point));
        let least = w - epsilon;
        let spread = |at: f64| (epsilon / self.scale + at.abs() * epsilon) / least;
        let precise = least > 0.0 && point.iter().all(|&at| spread(at) <= tolerance);
        precise.then_some(point)
    }
}

impl Walker<'_> {
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
}
