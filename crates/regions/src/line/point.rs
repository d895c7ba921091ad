//! Points of the line: its ends, and breakpoints.

use crate::affine::{SLACK, UNIT};
use std::cmp::Ordering;

/// A point `x / w` of the line, `w` being 1 or, at its infinite ends, 0.
#[derive(Clone, Copy, Debug)]
pub(super) struct Point {
    pub x: f64,
    pub w: f64,
    /// A bound on the error of `x`.
    pub error: f64,
    source: u64,
}

/// Where a point comes from, to find it exactly.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Source {
    /// The point itself is exact.
    Fixed,
    /// Where a neuron passes through one of its breakpoints, in the current cell of its layer.
    Neuron(Passage),
}

/// A unit and which of its breakpoints.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Passage {
    pub layer: usize,
    pub unit: usize,
    pub breakpoint: usize,
}

/// A source in one number: points are copied often, and read rarely.
const FIXED: u64 = u64::MAX;

impl Point {
    /// A finite point or an infinite end.
    pub(super) fn fixed(s: f64) -> Self {
        let (x, w) = if s.is_finite() {
            (s, 1.0)
        } else {
            (s.signum(), 0.0)
        };
        Self {
            x,
            w,
            error: 0.0,
            source: FIXED,
        }
    }

    /// Where a neuron of a layer passes through a breakpoint.
    #[inline(always)]
    pub(super) fn of(layer: usize, crossing: &Crossing) -> Self {
        let upper = (layer as u64) << 8 | u64::from(crossing.breakpoint);
        Self {
            x: crossing.s,
            w: 1.0,
            error: crossing.error,
            source: upper << 32 | u64::from(crossing.unit),
        }
    }

    pub(super) fn source(&self) -> Source {
        if self.source == FIXED {
            return Source::Fixed;
        }
        Source::Neuron(Passage {
            layer: (self.source >> 40) as usize,
            unit: (self.source & u64::from(u32::MAX)) as usize,
            breakpoint: (self.source >> 32 & 0xff) as usize,
        })
    }

    pub(super) fn is_infinite(&self) -> bool {
        self.w == 0.0
    }
}

/// A neuron that passes through a breakpoint inside a cell, and where.
#[derive(Clone, Copy, Debug, Default)]
#[repr(C)]
pub(super) struct Crossing {
    // Not beside `error`: the two are written one by one, and would be read together, which is slow.
    pub s: f64,
    pub unit: u32,
    /// There are at most 255.
    pub breakpoint: u8,
    /// Whether the neuron rises through the breakpoint.
    pub rises: bool,
    /// Whether it is at the same point as the one before it.
    pub tied: bool,
    pub error: f64,
}

impl Crossing {
    #[inline(always)]
    pub(super) fn new(unit: u32, breakpoint: usize, rises: bool) -> Self {
        Self {
            unit,
            breakpoint: breakpoint as u8,
            rises,
            tied: false,
            s: 0.0,
            error: f64::INFINITY,
        }
    }

    /// Finds the zero of `slope s + constant - breakpoint`, each with its error.
    #[inline(always)]
    pub(super) fn place(&mut self, slope: [f64; 2], constant: [f64; 2], breakpoint: f64) {
        let above = breakpoint - constant[0];
        let inverse = 1.0 / slope[0];
        let s = above * inverse;
        let above_error = constant[1] + above.abs() * UNIT;
        // The true slope may be smaller by its error.
        let reach = 1.0 - slope[1] * inverse.abs();
        let error = (above_error + s.abs() * slope[1]) * inverse.abs() * (SLACK * SLACK)
            + s.abs() * (4.0 * UNIT)
            + 4.0 * f64::MIN_POSITIVE;
        if reach > 1.0 / SLACK && error < f64::MAX && inverse.abs() > f64::MIN_POSITIVE {
            (self.s, self.error) = (s, error);
        } else {
            // Somewhere inside the cell; nothing can be decided from that.
            (self.s, self.error) = (0.0, f64::INFINITY);
        }
    }

    /// Whether this is certainly before the other.
    #[inline(always)]
    pub(super) fn is_before(&self, other: &Self) -> bool {
        // The difference and the sum are rounded; twice the errors cover it, and cover an error of 0
        // only if both are exact.
        other.s - self.s > (self.error + other.error) * 2.0
    }

    /// The order along the line, if it is certain.
    pub(super) fn order(&self, other: &Self) -> Option<Ordering> {
        if self.is_before(other) {
            Some(Ordering::Less)
        } else if other.is_before(self) {
            Some(Ordering::Greater)
        } else {
            None
        }
    }
}
