//! The mesh of a plane: its kinds of edges, its corners.

use super::form::{FLOOR, Form, SHORT};
use crate::affine::{SLACK, UNIT};
pub(super) use crate::mesh::{OUTSIDE, Oriented};
use std::cmp::Ordering;

/// What an edge is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Kind {
    /// A wall between two activation regions.
    Wall,
    /// Infinity, or a side of the window.
    Frame,
    /// Made to keep cells convex: a wall only where a neuron turns out to change its piece there.
    Open,
}

/// A ray: the crossing of two lines, `a x b` with their signs, scaled to largest coordinate 1.
#[derive(Clone, Copy, Debug)]
pub(super) struct Corner {
    pub at: [f64; 3],
    /// No coordinate is off by more than this.
    pub error: f64,
    pub a: Oriented,
    pub b: Oriented,
    pub on_frame: bool,
}

impl Corner {
    /// The sign of a form here, if floats decide it.
    #[inline]
    pub(super) fn sign(&self, form: &Form) -> Option<Ordering> {
        if form.is_zero() {
            return Some(Ordering::Equal);
        }
        form.certain(&self.at, self.error)
    }

    /// The crossing of two lines with these forms, oriented so that the ray `a x b` itself, not its
    /// opposite, is the corner.
    pub(super) fn new([p, q]: [&Form; 2], a: Oriented, b: Oriented, on_frame: bool) -> Self {
        let sign = if a.negative == b.negative { 1.0 } else { -1.0 };
        let (mut at, mut error) = ([0.0; 3], 0.0f64);
        for (coordinate, value) in at.iter_mut().enumerate() {
            let (i, j) = ((coordinate + 1) % 3, (coordinate + 2) % 3);
            let (first, second) = (p.value[i] * q.value[j], p.value[j] * q.value[i]);
            *value = sign * (first - second);
            let sizes = [p.value[i], p.value[j], q.value[i], q.value[j]].map(f64::abs);
            let spread = q.error * (sizes[0] + sizes[1])
                + p.error * (sizes[2] + sizes[3])
                + 2.0 * p.error * q.error;
            error = error.max(spread + SHORT * (first.abs() + second.abs()));
        }
        let largest = at.iter().fold(0.0, |most: f64, v| most.max(v.abs()));
        if largest > 0.0 && largest.is_finite() && (error + FLOOR).is_finite() {
            at = at.map(|value| value / largest);
            error = ((error + FLOOR) / largest + 4.0 * UNIT) * SLACK;
        } else {
            // Nothing is certain then.
            (at, error) = ([0.0; 3], f64::INFINITY);
        }
        Self {
            at,
            error,
            a,
            b,
            on_frame,
        }
    }
}

/// The mesh of a plane.
pub(super) type Mesh = crate::mesh::Mesh<Corner, Kind>;

impl Mesh {
    /// Whether a cell has an edge that may not be a wall.
    pub(super) fn has_open(&self, ring: &[u32]) -> bool {
        ring.iter().any(|&edge| self.kind(edge) == Kind::Open)
    }

    /// Puts a vertex on an edge where a line `cut` passes; `falling` if it is positive at the
    /// half-edge's origin. `forms` are those of the edge's line and of the cut. The half-edge keeps its
    /// origin; returns the pair of half-edges that is new.
    pub(super) fn split_edge(
        &mut self,
        edge: u32,
        cut: Oriented,
        [wall_form, cut_form]: [&Form; 2],
        falling: bool,
    ) -> u32 {
        // With u, v the ends and l the edge's line, u x v is a positive multiple of l; the point
        // between them where the cut f is zero is f(u) v - f(v) u = l x f if f(u) > 0 > f(v), and
        // f x l if it rises.
        let wall = self.line(edge);
        let on_frame = self.kind(edge) == Kind::Frame;
        let corner = if falling {
            Corner::new([wall_form, cut_form], wall, cut, on_frame)
        } else {
            Corner::new([cut_form, wall_form], cut, wall, on_frame)
        };
        self.put(corner, edge)
    }
}
