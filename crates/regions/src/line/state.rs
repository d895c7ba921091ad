//! What the sweep knows of each layer at its current position.

use super::point::{Crossing, Point};
use super::stage::Stage;
use crate::pattern::Pieces;

/// One layer in the current cell of the layers before it.
pub(super) struct State {
    /// `slope` of each unit, padded.
    pub slopes: Vec<f64>,
    /// `constant` of each unit, padded.
    pub constants: Vec<f64>,
    /// For each breakpoint and unit, padded: 1, 0 or -1 as the unit is above, on or below the
    /// breakpoint at the end of the cell (at its beginning until the cell is entered).
    pub sides: Vec<f64>,
    /// Which linear piece each unit is on.
    pub pattern: Vec<u8>,
    /// The slope of that piece.
    pub factors: Vec<f64>,
    /// The units where it is not 0, in any order.
    pub active: Vec<u32>,
    /// Where each unit is in `active`.
    places: Vec<u32>,
    /// What a rank-one update of this layer is a multiple of.
    pub direction: Vec<f64>,
    /// Where the cell ends.
    pub end: Point,
    /// The breakpoints inside the cell, in order, and how many of them are behind.
    pub crossings: Vec<Crossing>,
    pub passed: usize,
}

impl State {
    pub(super) fn new(stage: &Stage, breakpoints: usize) -> Self {
        let padded = stage.padded;
        Self {
            slopes: vec![0.0; padded],
            constants: stage.bias.clone(),
            sides: vec![1.0; breakpoints * padded],
            pattern: vec![0; stage.units],
            factors: vec![0.0; stage.units],
            active: Vec::with_capacity(stage.units),
            places: vec![0; stage.units],
            direction: vec![0.0; padded],
            end: Point::fixed(f64::INFINITY),
            crossings: Vec::with_capacity(breakpoints * stage.units),
            passed: 0,
        }
    }

    /// Sets the patterns of all units from their sides.
    pub(super) fn begin_pattern(&mut self, pieces: &Pieces) {
        let padded = self.slopes.len();
        self.active.clear();
        for unit in 0..self.pattern.len() {
            let above = self.sides.chunks_exact(padded);
            let piece = above.filter(|sides| sides[unit] > 0.0).count() as u8;
            self.pattern[unit] = piece;
            self.factors[unit] = pieces.slope(piece);
            if self.factors[unit] != 0.0 {
                self.places[unit] = self.active.len() as u32;
                self.active.push(unit as u32);
            }
        }
    }

    /// Moves a unit to another piece.
    #[inline(always)]
    pub(super) fn set_piece(&mut self, unit: usize, piece: u8, factor: f64) {
        self.pattern[unit] = piece;
        let before = std::mem::replace(&mut self.factors[unit], factor);
        if before == 0.0 && factor != 0.0 {
            self.places[unit] = self.active.len() as u32;
            self.active.push(unit as u32);
        } else if before != 0.0 && factor == 0.0 {
            let place = self.places[unit] as usize;
            self.active.swap_remove(place);
            if let Some(&moved) = self.active.get(place) {
                self.places[moved as usize] = place as u32;
            }
        }
    }

    /// Where the current part of the cell ends: at the next breakpoint or with the cell.
    #[inline(always)]
    pub(super) fn next_end(&self, layer: usize) -> Point {
        self.crossings
            .get(self.passed)
            .map_or(self.end, |crossing| {
                use super::point::Source::Neuron;
                Point {
                    x: crossing.s,
                    w: 1.0,
                    error: crossing.error,
                    source: Neuron {
                        layer,
                        unit: crossing.unit as usize,
                        breakpoint: crossing.breakpoint as usize,
                    },
                }
            })
    }
}
