//! Exact decisions, where `f64` is not certain.

use super::point::{Passage, Point, Source};
use super::state::State;
use crate::Line;
use crate::dyadic::Dyadic;
use crate::exact::{Exact, ExactForm};
use crate::pattern::{Cells, Pieces};
use crease_network::Network;
use std::cmp::Ordering;

/// After this many cells, all are dropped: memory stays bounded, and only the current ones matter.
const MOST_CELLS: usize = 1 << 14;

/// Exact arithmetic on the current cells of a line.
pub(super) struct Decider<'a> {
    network: &'a Network,
    line: &'a Line,
    pieces: &'a Pieces,
    exact: Exact<'a, 2>,
    cells: Cells,
    pushed: usize,
    /// The current cell before each layer, as far as it is known.
    chain: Vec<u32>,
    /// How many decisions were made here.
    pub fallbacks: u64,
}

impl<'a> Decider<'a> {
    pub(super) fn new(network: &'a Network, line: &'a Line, pieces: &'a Pieces) -> Self {
        Self {
            network,
            line,
            pieces,
            exact: Exact::on(network, [&line.direction, &line.origin], pieces),
            cells: Cells::new(),
            pushed: 0,
            chain: vec![Cells::ROOT],
            fallbacks: 0,
        }
    }

    /// A unit of `layer` has moved to another piece.
    #[inline(always)]
    pub(super) fn forget_after(&mut self, layer: usize) {
        self.chain.truncate(layer + 1);
    }

    /// The sign of a unit at a point, less its breakpoint.
    #[cold]
    pub(super) fn side(&mut self, states: &[State], passage: Passage, point: &Point) -> Ordering {
        self.fallbacks += 1;
        let [slope, constant] = self.shifted(states, passage);
        if point.is_infinite() {
            return (&slope * &Dyadic::from(point.x)).sign();
        }
        let Source::Neuron(at) = point.source() else {
            return (&(&slope * &Dyadic::from(point.x)) + &constant).sign();
        };
        let [at_slope, at_constant] = self.shifted(states, at);
        // s = -at_constant / at_slope.
        let value = (&(&constant * &at_slope) - &(&slope * &at_constant)).sign();
        if at_slope.sign().is_lt() {
            value.reverse()
        } else {
            value
        }
    }

    /// The sign of a unit's constant, less its breakpoint.
    #[cold]
    pub(super) fn constant(&mut self, states: &[State], passage: Passage) -> Ordering {
        self.fallbacks += 1;
        self.shifted(states, passage)[1].sign()
    }

    /// Where a unit passes a breakpoint, rounded.
    #[cold]
    pub(super) fn position(&mut self, states: &[State], passage: Passage) -> f64 {
        self.fallbacks += 1;
        let [slope, constant] = self.shifted(states, passage);
        -constant.ratio(&slope)
    }

    /// Which of two breakpoints in the same cell comes first.
    #[cold]
    pub(super) fn order(&mut self, states: &[State], a: Passage, b: Passage) -> Ordering {
        self.fallbacks += 1;
        let [a_slope, a_constant] = self.shifted(states, a);
        let [b_slope, b_constant] = self.shifted(states, b);
        // -a_constant / a_slope against -b_constant / b_slope.
        let difference = (&(&b_constant * &a_slope) - &(&a_constant * &b_slope)).sign();
        if a_slope.sign() == b_slope.sign() {
            difference
        } else {
            difference.reverse()
        }
    }

    /// Whether all outputs have the same slope with two sets of patterns, of all hidden layers one
    /// after the other.
    #[cold]
    pub(super) fn equal_gradients(&mut self, patterns: [&[u8]; 2]) -> bool {
        self.fallbacks += 1;
        self.make_room();
        let cells = patterns.map(|patterns| {
            let mut at = 0;
            let layers = self.network.hidden().iter();
            layers.fold(Cells::ROOT, |cell, layer| {
                let pattern = &patterns[at..at + layer.outputs];
                at += layer.outputs;
                self.pushed += 1;
                self.cells.push(cell, pattern)
            })
        });
        (0..self.network.outputs()).all(|unit| {
            let [a, b] = cells.map(|cell| self.exact.pre_activation(&self.cells, cell, unit));
            a[0] == b[0]
        })
    }

    fn shifted(&mut self, states: &[State], passage: Passage) -> ExactForm<2> {
        let cell = self.cell(states, passage.layer);
        let form = self.exact.pre_activation(&self.cells, cell, passage.unit);
        let breakpoint = Dyadic::from(self.pieces.breakpoints()[passage.breakpoint]);
        [form[0].clone(), &form[1] - &breakpoint]
    }

    /// The current cell before `layer`.
    fn cell(&mut self, states: &[State], layer: usize) -> u32 {
        self.make_room();
        while self.chain.len() <= layer {
            let depth = self.chain.len() - 1;
            let cell = self.cells.push(self.chain[depth], &states[depth].pattern);
            self.chain.push(cell);
            self.pushed += 1;
        }
        self.chain[layer]
    }

    fn make_room(&mut self) {
        if self.pushed > MOST_CELLS {
            *self = Self {
                fallbacks: self.fallbacks,
                ..Self::new(self.network, self.line, self.pieces)
            };
        }
    }
}
