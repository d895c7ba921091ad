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
    pub source: Source,
}

/// Where a point comes from, to find it exactly.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Source {
    /// The point itself is exact.
    Fixed,
    /// Where a neuron passes through one of its breakpoints, in the current cell of its layer.
    Neuron {
        layer: usize,
        unit: usize,
        breakpoint: usize,
    },
}

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
            source: Source::Fixed,
        }
    }

    pub(super) fn is_infinite(&self) -> bool {
        self.w == 0.0
    }
}

/// A neuron that passes through a breakpoint inside a cell, and where.
#[derive(Clone, Copy, Debug)]
pub(super) struct Crossing {
    pub unit: u32,
    pub breakpoint: u32,
    /// Whether the neuron rises through the breakpoint.
    pub rises: bool,
    /// Whether it is at the same point as the one before it.
    pub tied: bool,
    pub s: f64,
    pub error: f64,
}

impl Crossing {
    /// Finds the zero of `slope s + constant - breakpoint`, each with its error.
    #[inline(always)]
    pub(super) fn place(&mut self, slope: [f64; 2], constant: [f64; 2], breakpoint: f64) {
        let above = breakpoint - constant[0];
        let s = above / slope[0];
        let above_error = constant[1] + above.abs() * UNIT;
        let least_slope = slope[0].abs() - slope[1];
        let error = (above_error + s.abs() * slope[1]) / least_slope * SLACK
            + s.abs() * (4.0 * UNIT)
            + 4.0 * f64::MIN_POSITIVE;
        if s.is_finite() && least_slope > 0.0 && error.is_finite() {
            (self.s, self.error) = (s, error);
        } else {
            // Somewhere inside the cell; nothing can be decided from that.
            (self.s, self.error) = (0.0, f64::INFINITY);
        }
    }

    /// The order along the line, if it is certain.
    #[inline(always)]
    pub(super) fn order(&self, other: &Self) -> Option<Ordering> {
        // The sum is rounded; twice the errors cover it, and cover an error of 0 only if both are
        // exact.
        let apart = (self.error + other.error) * 2.0;
        let difference = self.s - other.s;
        if difference > apart {
            Some(Ordering::Greater)
        } else if difference < -apart {
            Some(Ordering::Less)
        } else {
            None
        }
    }
}
