//! The way along a part of a line, from breakpoint to breakpoint of the layers before some layer.

use super::point::{Crossing, Point};
use super::state::Tolerance;
use crate::pattern::Pieces;

/// A breakpoint of a neuron of a layer before: there `by` times a direction is added to the slopes
/// and constants of the layer.
#[derive(Clone, Copy)]
pub(super) struct Step {
    pub point: Point,
    pub sight: Sight,
    pub by: [f64; 2],
    /// Which of the layer's directions.
    pub direction: usize,
}

/// A point `x / w` at which to look at a layer, and what is certain there of any unit's
/// `slope x + constant w`.
#[derive(Clone, Copy)]
pub(super) struct Sight {
    pub x: f64,
    pub w: f64,
    /// A greater value is certainly above the breakpoint, one less than `below` certainly below it.
    pub above: f64,
    pub below: f64,
}

impl Sight {
    #[inline(always)]
    pub(super) fn new(point: &Point, tolerance: &Tolerance, breakpoint: f64) -> Self {
        let (middle, bound) = (breakpoint * point.w, tolerance.at(point));
        Self {
            x: point.x,
            w: point.w,
            above: middle + bound,
            below: middle - bound,
        }
    }
}

/// A unit that passes its breakpoint before a step, with its numbers there.
#[derive(Clone, Copy, Default)]
pub(super) struct Met {
    pub step: u32,
    pub slope: f64,
    pub constant: f64,
    pub crossing: Crossing,
}

impl Step {
    /// A unit's breakpoint, as the next layer sees it: its weights out of the unit are the direction.
    #[inline(always)]
    pub(super) fn new(layer: usize, met: &Met, pieces: &Pieces, tolerance: &Tolerance) -> Self {
        let breakpoint = pieces.breakpoints()[0];
        let jump = pieces.slope(1) - pieces.slope(0);
        let jump = if met.crossing.rises { jump } else { -jump };
        let point = Point::of(layer, &met.crossing);
        Self {
            point,
            by: [jump * met.slope, jump * (met.constant - breakpoint)],
            sight: Sight::new(&point, tolerance, breakpoint),
            direction: met.crossing.unit as usize,
        }
    }
}

impl Step {
    /// The same as a layer further on sees it.
    #[inline(always)]
    pub(super) fn through(&self, direction: usize, tolerance: &Tolerance, breakpoint: f64) -> Self {
        Self {
            sight: Sight::new(&self.point, tolerance, breakpoint),
            direction,
            ..*self
        }
    }
}

/// Up to this many breakpoints are sorted one by one.
const FEW: usize = 16;

/// Puts breakpoints in the order of the line; false if any two in the same step are not certainly
/// apart.
#[inline(always)]
pub(super) fn put_in_order(met: &mut [Met]) -> bool {
    // Blocks of units come one after the other, each with all steps in order.
    if !met.is_sorted_by_key(|met| met.step) {
        met.sort_by_key(|met| met.step);
    }
    let (mut begin, mut apart) = (0, true);
    while begin < met.len() {
        let mut end = begin + 1;
        while end < met.len() && met[end].step == met[begin].step {
            end += 1;
        }
        let group = &mut met[begin..end];
        if let [a, b] = group {
            if b.crossing.s < a.crossing.s {
                std::mem::swap(a, b);
            }
        } else if group.len() <= FEW {
            for at in 1..group.len() {
                let mut at = at;
                while at > 0 && group[at].crossing.s < group[at - 1].crossing.s {
                    group.swap(at - 1, at);
                    at -= 1;
                }
            }
        } else {
            group.sort_unstable_by(|a, b| a.crossing.s.total_cmp(&b.crossing.s));
        }
        apart &= are_apart(group);
        begin = end;
    }
    apart
}

/// Whether each breakpoint is certainly before the next.
#[inline(always)]
pub(super) fn are_apart(met: &[Met]) -> bool {
    let mut apart = true;
    for pair in met.windows(2) {
        apart &= pair[0].crossing.is_before(&pair[1].crossing);
    }
    apart
}
