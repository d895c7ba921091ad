//! Where the pieces of a slot are certain: they need not be checked again there.

use super::form::{FLOOR, SHORT};
use super::hull::Hull;
use super::values::Values;
use crate::affine::SLACK;
use crate::vectors::BLOCK;
use std::ops::Range;

/// Where all pieces of a slot are certain: the rays no further than this from a middle.
#[derive(Clone, Copy)]
pub(super) struct Certified {
    middle: [f64; 3],
    pub radius: f64,
}

/// In a window all rays have the same `w`, and no certain part needs to reach beyond that.
pub(super) const FLAT: f64 = 1_048_576.0;

impl Certified {
    pub(super) const NOWHERE: Self = Self {
        middle: [0.0; 3],
        radius: -1.0,
    };

    /// Everywhere, as far as nothing narrows it.
    pub(super) fn around(hull: &Hull) -> Self {
        Self {
            middle: hull.middle,
            radius: f64::INFINITY,
        }
    }

    /// Limits it to where the signs of all units of a slot minus their levels are those in the
    /// middle.
    #[inline(always)]
    #[allow(clippy::inline_always)] // or it is compiled without the machine's vectors
    #[allow(clippy::needless_bitwise_bool)] // a branch has no vectors
    pub(super) fn narrow_all(&mut self, pre: &Values, units: Range<usize>, levels: &[f64]) {
        let [mx, my, mw] = self.middle;
        let [x, y, w, e] = pre.parts.each_ref().map(|part| &part[units.clone()]);
        let mut least = [f64::INFINITY; BLOCK];
        for levels in levels.chunks_exact(units.len()) {
            for begin in (0..units.len()).step_by(BLOCK) {
                for (lane, least) in least.iter_mut().enumerate() {
                    let at = begin + lane;
                    let (x, y, w, level) = (x[at], y[at], w[at], levels[at]);
                    let w = w - level;
                    let value = x * mx + y * my + w * mw;
                    let steep = x.abs() + y.abs();
                    let margin =
                        value.abs() - (4.0 * e[at] + SHORT * (steep + w.abs()) + FLOOR) * SLACK;
                    let slope = (steep + w.abs() / FLAT) * SLACK + FLOOR;
                    let radius = margin / slope;
                    // An exact 0, or a unit without such a level, narrows nothing.
                    let nothing = (steep == 0.0) & (w == 0.0) & (e[at] == 0.0) | level.is_nan();
                    let radius = if radius > 0.0 { radius } else { -1.0 };
                    let radius = if nothing { f64::INFINITY } else { radius };
                    *least = if radius < *least { radius } else { *least };
                }
            }
        }
        self.radius = least.iter().fold(self.radius, |a, &b| a.min(b));
    }

    /// Whether it reaches around a cell.
    pub(super) fn holds(&self, hull: &Hull) -> bool {
        let off = |i: usize| (hull.middle[i] - self.middle[i]).abs() + hull.reach[i];
        off(0).max(off(1)).max(off(2) * FLAT) * SLACK <= self.radius
    }
}
