//! From one end of a line to the other.

use super::breakpoint::Breakpoint;
use super::exact::Decider;
use super::kernels::Seen;
use super::point::{Crossing, Passage, Point};
use super::stage::Stage;
use super::state::State;
use crate::budget::Budget;
use crate::pattern::Pieces;
use crate::vectors::Weights;
use crate::{Line, Options, RegionsError};
use pulp::{Simd, WithSimd};

/// What a sweep counts.
#[derive(Clone, Copy)]
pub(super) struct LineCounts {
    pub regions: u64,
    /// Only if they were asked for.
    pub linear_regions: u64,
}

/// A network, prepared for any line.
pub(super) struct Prepared {
    pub pieces: Pieces,
    pub stages: Vec<Stage>,
    /// The bits of all units of each layer.
    pub all_units: Vec<Vec<u64>>,
    /// All of the network's inputs.
    pub inputs: Weights,
    pub largest_breakpoint: f64,
}

/// Buffers, kept from line to line.
#[derive(Default)]
pub(super) struct Room {
    pub states: Vec<State>,
    pub seen: Vec<Seen>,
    pub places: Vec<f64>,
    pub order: Vec<u32>,
    pub unsorted: Vec<Crossing>,
    /// The outputs' slopes and all patterns in the previous region.
    pub slopes_before: Vec<f64>,
    pub patterns_before: Vec<u8>,
    pub patterns: Vec<u8>,
}

/// One sweep along one line.
pub(super) struct Sweep<'a> {
    pub prepared: &'a Prepared,
    pub room: &'a mut Room,
    pub decider: Decider<'a>,
    pub line: &'a Line,
    pub ends: [Point; 2],
    pub linear_regions: bool,
    pub budget: Budget,
    /// Layers of neurons; with linear regions the output layer is kept up to date after them.
    pub hidden: usize,
    pub kept: usize,
    /// How many rank-one updates there were since everything was computed from scratch.
    pub updates: usize,
    pub found: LineCounts,
    /// The breakpoints one by one, if they are wanted; linear regions are then too.
    pub noted: Option<Vec<Breakpoint>>,
}

impl<'a> Sweep<'a> {
    pub(super) fn new(
        prepared: &'a Prepared,
        room: &'a mut Room,
        decider: Decider<'a>,
        line: &'a Line,
        options: &Options,
    ) -> Self {
        let hidden = prepared.stages.len() - 1;
        let [from, to] = line.interval.unwrap_or([f64::NEG_INFINITY, f64::INFINITY]);
        Self {
            prepared,
            room,
            decider,
            line,
            ends: [Point::fixed(from), Point::fixed(to)],
            linear_regions: options.linear_regions,
            budget: Budget::new(options),
            hidden,
            kept: hidden + usize::from(options.linear_regions),
            updates: 0,
            found: LineCounts {
                regions: 1,
                linear_regions: 1,
            },
            noted: None,
        }
    }

    /// How many decisions needed exact arithmetic.
    pub(super) fn fallbacks(&self) -> u64 {
        self.decider.fallbacks
    }
}

impl WithSimd for &mut Sweep<'_> {
    type Output = Result<LineCounts, RegionsError>;

    /// Cells are visited depth first: down into the next layer, until the last one is counted, then
    /// over the next breakpoint of the deepest layer that has one left.
    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) -> Self::Output {
        if self.hidden == 0 {
            return Ok(self.found);
        }
        self.begin(simd);
        let last = self.hidden - 1;
        let mut layer = 0;
        let mut end = self.ends[1];
        loop {
            self.enter(simd, layer, end);
            if layer < last {
                end = self.room.states[layer].next_end(layer);
                layer += 1;
                continue;
            }
            self.pass_last(simd, last);
            self.budget.spend(self.found.regions)?;
            loop {
                if layer == 0 {
                    return Ok(self.found);
                }
                layer -= 1;
                if self.pass_next(simd, layer) {
                    self.found.regions += 1;
                    break;
                }
            }
            end = self.room.states[layer].next_end(layer);
            layer += 1;
        }
    }
}

impl Sweep<'_> {
    /// Passes the next breakpoint of a layer, with all that coincide with it, if there is one.
    #[inline(always)]
    fn pass_next<S: Simd>(&mut self, simd: S, layer: usize) -> bool {
        let state = &self.room.states[layer];
        if state.passed == state.crossings.len() {
            return false;
        }
        loop {
            let state = &mut self.room.states[layer];
            let crossing = state.crossings[state.passed];
            state.passed += 1;
            if self.noted.is_some() {
                self.note(layer, &crossing);
            }
            let state = &self.room.states[layer];
            let next = state.crossings.get(state.passed);
            let tied = next.is_some_and(|next| next.tied);
            let passage = Passage {
                layer,
                unit: crossing.unit as usize,
                breakpoint: crossing.breakpoint as usize,
            };
            self.change(simd, passage, crossing.rises);
            if !tied {
                return true;
            }
        }
    }

    /// Counts a cell of the last layer.
    #[inline(always)]
    fn pass_last<S: Simd>(&mut self, simd: S, last: usize) {
        if self.linear_regions {
            self.update(simd, self.hidden);
            self.compare();
            while self.pass_next(simd, last) {
                self.found.regions += 1;
                self.update(simd, self.hidden);
                self.compare();
            }
        } else {
            self.found.regions += self.room.states[last].distinct;
        }
    }

    /// Compares the outputs' slopes with those in the previous region.
    fn compare(&mut self) {
        let room = &mut *self.room;
        let (hidden, output) = room.states.split_at(self.hidden);
        let slopes = &output[0].slopes[..self.prepared.stages[self.hidden].units];
        room.patterns.clear();
        for state in hidden {
            room.patterns.extend_from_slice(&state.pattern);
        }
        let certain = |unit: usize| {
            let error = output[0].slope_errors[unit];
            let difference = (slopes[unit] - room.slopes_before[unit]).abs();
            difference > 2.0 * error + difference * (2.0 * f64::EPSILON) + f64::MIN_POSITIVE
        };
        if !room.slopes_before.is_empty() {
            let jumps = (0..slopes.len()).any(certain)
                || !self
                    .decider
                    .equal_gradients([&room.patterns_before, &room.patterns]);
            self.found.linear_regions += u64::from(jumps);
            if let Some(last) = self.noted.as_mut().and_then(|noted| noted.last_mut()) {
                last.complete(&room.slopes_before, slopes, jumps);
            }
        }
        room.slopes_before.clear();
        room.slopes_before.extend_from_slice(slopes);
        std::mem::swap(&mut room.patterns_before, &mut room.patterns);
    }
}
