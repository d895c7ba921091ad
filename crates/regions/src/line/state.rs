//! What the sweep knows of each layer at its current position.

use super::point::{Crossing, Point};
use super::stage::Stage;
use crate::affine::{SLACK, UNIT};
use crate::aligned::Aligned;
use crate::pattern::Pieces;
use crate::vectors::Weights;

/// One layer in the current cell of the layers before it.
pub(super) struct State {
    /// `slope` of each unit, padded.
    pub slopes: Aligned,
    /// `constant` of each unit, padded.
    pub constants: Aligned,
    /// For each breakpoint and unit, padded: 1, 0 or -1 as the unit is above, on or below the
    /// breakpoint at the end of the cell (at its beginning until the cell is entered).
    pub sides: Aligned,
    /// Which linear piece each unit is on.
    pub pattern: Vec<u8>,
    /// The slope of that piece.
    pub weights: Weights,
    /// The errors of slopes and constants on this line; 0 only where they are exact.
    pub slope_errors: Aligned,
    pub constant_errors: Aligned,
    pub tolerance: Tolerance,
    /// An update of slopes and constants that is still to be made.
    pub pending: Option<Pending>,
    /// What the last one was a multiple of, if it came through the layer before.
    pub direction: Aligned,
    /// Where the cell ends.
    pub end: Point,
    /// The breakpoints inside the cell, in order, and how many have been passed.
    pub crossings: Vec<Crossing>,
    pub passed: usize,
    /// In the last layer: how many different breakpoints there are.
    pub distinct: u64,
}

impl State {
    pub(super) fn new(stage: &Stage, breakpoints: usize) -> Self {
        let padded = stage.padded;
        Self {
            slopes: Aligned::new(padded, 0.0),
            constants: Aligned::new(padded, f64::MAX),
            sides: Aligned::new(breakpoints * padded, 1.0),
            pattern: vec![0; stage.units],
            weights: Weights::new(stage.units, 0.0),
            slope_errors: Aligned::new(padded, 0.0),
            constant_errors: Aligned::new(padded, 0.0),
            tolerance: Tolerance::default(),
            pending: None,
            direction: Aligned::new(padded, 0.0),
            end: Point::fixed(f64::INFINITY),
            crossings: Vec::with_capacity(breakpoints * stage.units),
            passed: 0,
            distinct: 0,
        }
    }

    /// Sets the patterns of all units from their sides.
    pub(super) fn begin_pattern(&mut self, pieces: &Pieces) {
        let padded = self.slopes.len();
        self.pattern.fill(0);
        for sides in self.sides.chunks_exact(padded) {
            for (piece, &side) in self.pattern.iter_mut().zip(sides) {
                *piece += u8::from(side > 0.0);
            }
        }
        for (unit, &piece) in self.pattern.iter().enumerate() {
            self.weights.set(unit, pieces.slope(piece));
        }
    }

    /// Where the current part of the cell ends: at the next breakpoint or with the cell.
    #[inline(always)]
    pub(super) fn next_end(&self, layer: usize) -> Point {
        match self.crossings.get(self.passed) {
            Some(crossing) => Point::of(layer, crossing),
            None => self.end,
        }
    }
}

/// A unit of a layer before has moved over a breakpoint: `by` times a direction is to be added.
#[derive(Clone, Copy)]
pub(super) struct Pending {
    pub layer: u32,
    pub unit: u32,
    pub by: [f64; 2],
}

/// The error of any unit's value at a point `x / w`, `x` off by at most `error`, is at most
/// `self.error error + self.x |x| + self.w w` and room for underflow.
#[derive(Clone, Copy, Default)]
pub(super) struct Tolerance {
    error: f64,
    x: f64,
    w: f64,
}

impl Tolerance {
    /// From the largest slope and constant, breakpoint included, and their errors.
    pub(super) fn new(slope: [f64; 2], constant: [f64; 2]) -> Self {
        const FACTOR: f64 = SLACK * SLACK;
        Self {
            error: (slope[0] + slope[1]) * FACTOR,
            x: (slope[0] * ROUNDINGS + slope[1]) * FACTOR,
            w: (constant[0] * ROUNDINGS + constant[1]) * FACTOR,
        }
    }

    #[inline(always)]
    pub(super) fn at(&self, point: &Point) -> f64 {
        self.error * point.error
            + self.x * point.x.abs()
            + self.w * point.w
            + 4.0 * f64::MIN_POSITIVE
    }
}

/// The roundings of `slope x + (constant - breakpoint) w`, with room for those of the bound itself.
pub(super) const ROUNDINGS: f64 = 6.0 * UNIT;
