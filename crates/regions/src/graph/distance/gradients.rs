//! Norms of the gradients of all units at a point.

#![allow(clippy::inline_always)] // what is not inlined is compiled without the machine's vectors

use super::Unit;
use super::values::{PointValues, Zero, candidates};
use crate::affine::{SLACK, gamma};
use crate::graph::plan::{Diagonal, Kind, Mix, Moved, Step};
use crate::pattern::Pieces;
use pulp::Arch;

/// How many inputs are processed together.
const LANES: usize = 8;

/// Derivatives of one unit with respect to some inputs.
type Lanes = [f64; LANES];

/// Products with anything smaller might underflow, and bounds must not.
const LEAST: f64 = 1e-150;

/// Derivatives of a step's units with respect to some inputs.
struct Derivatives {
    of: Vec<Lanes>,
    /// By position: whether any is not 0.
    active: Vec<bool>,
}

pub(super) struct Gradients<'a> {
    arch: Arch,
    steps: &'a [Step],
    at: Vec<Derivatives>,
    /// By step and unit: sums of squares.
    squares: Vec<Vec<f64>>,
    /// By zero between two units: sums of squares of the difference.
    apart: Vec<f64>,
    /// By step and unit: bounds on the errors of gradients.
    errors: Vec<Vec<f64>>,
}

impl<'a> Gradients<'a> {
    pub(super) fn new(arch: Arch, steps: &'a [Step]) -> Self {
        let units = |step: &Step| step.positions * step.padded;
        let at = steps.iter().map(|step| Derivatives {
            of: vec![[0.0; LANES]; units(step)],
            active: vec![false; step.positions],
        });
        let zeros = || steps.iter().map(|step| vec![0.0; units(step)]).collect();
        Self {
            arch,
            steps,
            at: at.collect(),
            squares: zeros(),
            apart: Vec::new(),
            errors: zeros(),
        }
    }

    /// Computes all gradients at a point.
    pub(super) fn run(&mut self, values: &PointValues<'_>) {
        self.squares
            .iter_mut()
            .for_each(|squares| squares.fill(0.0));
        self.apart.clear();
        self.apart.resize(values.zeros.len(), 0.0);
        let inputs = self.steps[0].channels * self.steps[0].positions;
        for first in (0..inputs).step_by(LANES) {
            for index in 0..self.steps.len() {
                self.step(index, first, values);
                let at = &self.at[index];
                let padded = self.steps[index].padded;
                let squares = self.squares[index].chunks_exact_mut(padded);
                let rows = at.of.chunks_exact(padded).zip(&at.active).zip(squares);
                for ((row, _), squares) in rows.filter(|((_, active), _)| **active) {
                    for (lanes, square) in row.iter().zip(squares) {
                        *square += lanes.iter().map(|d| d * d).sum::<f64>();
                    }
                }
            }
            for (zero, apart) in values.zeros.iter().zip(&mut self.apart) {
                if let Ok(less) = zero.less {
                    let [a, b] = [zero.unit, less].map(|(step, unit)| &self.at[step].of[unit]);
                    *apart += a.iter().zip(b).map(|(a, b)| (a - b) * (a - b)).sum::<f64>();
                }
            }
        }
        for index in 0..self.steps.len() {
            self.errors[index] = self.error(index, values);
        }
    }

    /// The norm of each zero's gradient, and a bound on its error.
    pub(super) fn norms(&self, zeros: &[Zero]) -> impl Iterator<Item = (f64, f64)> {
        let inputs = self.steps[0].channels * self.steps[0].positions;
        let rounding = gamma(inputs + 16);
        let of = |(step, unit): Unit| (self.squares[step][unit].sqrt(), self.errors[step][unit]);
        let norm = move |(zero, &apart): (&Zero, &f64)| {
            let (norm, error) = of(zero.unit);
            let (norm, error) = match zero.less {
                Err(_) => (norm, error),
                Ok(less) => {
                    let (other, more) = of(less);
                    (apart.sqrt(), error + more + (norm + other) * gamma(2))
                }
            };
            let own = if norm == 0.0 {
                0.0
            } else {
                norm * rounding + LEAST
            };
            (norm, (error + own) * SLACK)
        };
        let all: Vec<(f64, f64)> = zeros.iter().zip(&self.apart).map(norm).collect();
        all.into_iter()
    }

    #[allow(clippy::too_many_lines)] // a kind of step after the other
    fn step(&mut self, index: usize, first: usize, values: &PointValues<'_>) {
        let step = &self.steps[index];
        let (before, after) = self.at.split_at_mut(index);
        let Derivatives { of, active } = &mut after[0];
        for (row, active) in of.chunks_exact_mut(step.padded).zip(active.iter_mut()) {
            if std::mem::take(active) {
                row.fill([0.0; LANES]);
            }
        }
        let input = |input: usize| &before[step.inputs[input]];
        let rows = of.chunks_exact_mut(step.padded).zip(active).enumerate();
        match &step.kind {
            Kind::Input => {
                let elements = step.channels * step.positions;
                for (position, (row, active)) in rows {
                    for lane in 0..LANES.min(elements - first) {
                        let element = first + lane;
                        if element % step.positions == position {
                            row[element / step.positions][lane] = 1.0;
                            *active = true;
                        }
                    }
                }
            }
            Kind::Constant(_) => {}
            Kind::Mix(mix) => {
                let from = input(0);
                let padded = self.steps[step.inputs[0]].padded;
                let channels = self.steps[step.inputs[0]].channels;
                for (position, (row, active)) in rows {
                    for tap in mix.taps.of(position) {
                        let at = tap.position as usize;
                        if from.active[at] {
                            *active = true;
                            let from = &from.of[at * padded..(at + 1) * padded];
                            let row = &mut *row;
                            // A closure that is called only once is inlined, and so compiled for
                            // the machine's vectors.
                            self.arch.dispatch(
                                #[inline(always)]
                                move || {
                                    let row = row;
                                    add(mix, channels, tap.cell as usize, from, row);
                                },
                            );
                        }
                    }
                }
            }
            Kind::Diagonal(diagonal) => {
                for (position, (row, active)) in rows {
                    let range = diagonal.taps.range(position);
                    let taps = diagonal.taps.taps[range.clone()].iter();
                    for (tap, &factor) in taps.zip(&diagonal.factors[range]) {
                        let (from, at) = (input(tap.input as usize), tap.position as usize);
                        if from.active[at] {
                            *active = true;
                            let from = &from.of[at * step.padded..(at + 1) * step.padded];
                            for (to, from) in row.iter_mut().zip(from) {
                                plus(to, factor, from);
                            }
                        }
                    }
                    for (channel, to) in row.iter_mut().enumerate().take(step.channels) {
                        if !*active {
                            break;
                        }
                        let scale = scale(diagonal, step, position, channel);
                        for to in to {
                            *to *= scale;
                        }
                    }
                }
            }
            Kind::Move(moved) => {
                for (position, (row, active)) in rows {
                    let sources = &moved[position * step.channels..];
                    for (to, source) in row.iter_mut().zip(&sources[..step.channels]) {
                        let Some((from, at, unit)) = source_of(self.steps, step, source) else {
                            continue;
                        };
                        if before[from].active[at] {
                            *active = true;
                            *to = before[from].of[unit];
                        }
                    }
                }
            }
            Kind::Activate(pieces) => {
                let from = input(0);
                for (position, (row, active)) in rows.filter(|(at, _)| from.active[*at]) {
                    *active = true;
                    for (channel, to) in row.iter_mut().enumerate().take(step.channels) {
                        let unit = position * step.padded + channel;
                        plus(
                            to,
                            slope(pieces, values, index, unit, channel),
                            &from.of[unit],
                        );
                    }
                }
            }
            Kind::Largest(_) => {
                for (position, (row, active)) in rows {
                    for (channel, to) in row.iter_mut().enumerate().take(step.channels) {
                        let unit = position * step.padded + channel;
                        let (from, unit) = leader(step, values, index, unit);
                        if before[from].active[unit / step.padded] {
                            *active = true;
                            *to = before[from].of[unit];
                        }
                    }
                }
            }
        }
    }

    /// Bounds on the errors of a step's gradients.
    fn error(&self, index: usize, values: &PointValues<'_>) -> Vec<f64> {
        let step = &self.steps[index];
        let mut errors = vec![0.0; step.positions * step.padded];
        // The error of a gradient after it is multiplied and added to others.
        let reach = |(from, unit): Unit, terms: usize| {
            let norm = self.squares[from][unit].sqrt();
            let reach = self.errors[from][unit] + norm * (1.0 + 1e-6) * gamma(2 * terms + 8);
            if reach == 0.0 {
                0.0
            } else if reach.is_nan() {
                f64::INFINITY
            } else {
                reach.max(LEAST)
            }
        };
        let rows = errors.chunks_exact_mut(step.padded).enumerate();
        match &step.kind {
            Kind::Input | Kind::Constant(_) => {}
            Kind::Mix(mix) => {
                let (from, before) = (step.inputs[0], &self.steps[step.inputs[0]]);
                for (position, row) in rows {
                    for tap in mix.taps.of(position) {
                        for channel in 0..before.channels {
                            let unit = tap.position as usize * before.padded + channel;
                            let reach = reach((from, unit), mix.terms);
                            if reach == 0.0 {
                                continue;
                            }
                            let (weights, first) =
                                weights(mix, before.channels, tap.cell as usize, channel);
                            for (error, weight) in row[first..].iter_mut().zip(weights) {
                                if *weight != 0.0 {
                                    *error += weight.abs().max(LEAST) * reach * SLACK;
                                }
                            }
                        }
                    }
                }
            }
            Kind::Diagonal(diagonal) => {
                for (position, row) in rows {
                    let range = diagonal.taps.range(position);
                    let taps = &diagonal.taps.taps[range.clone()];
                    let factors = &diagonal.factors[range];
                    for (channel, error) in row.iter_mut().enumerate().take(step.channels) {
                        let scale = scale(diagonal, step, position, channel).abs();
                        for (tap, factor) in taps.iter().zip(factors) {
                            let unit = tap.position as usize * step.padded + channel;
                            let from = step.inputs[tap.input as usize];
                            let reach = reach((from, unit), diagonal.terms + 2);
                            if reach != 0.0 && *factor != 0.0 && scale != 0.0 {
                                *error += (factor.abs() * scale).max(LEAST) * reach * SLACK;
                            }
                        }
                    }
                }
            }
            Kind::Move(moved) => {
                for (position, row) in rows {
                    let sources = &moved[position * step.channels..];
                    for (error, source) in row.iter_mut().zip(&sources[..step.channels]) {
                        if let Some((from, _, unit)) = source_of(self.steps, step, source) {
                            *error = self.errors[from][unit];
                        }
                    }
                }
            }
            Kind::Activate(pieces) => {
                for (position, row) in rows {
                    for (channel, error) in row.iter_mut().enumerate().take(step.channels) {
                        let unit = position * step.padded + channel;
                        let slope = slope(pieces, values, index, unit, channel).abs();
                        *error = if slope == 0.0 {
                            0.0
                        } else if slope == 1.0 {
                            self.errors[step.inputs[0]][unit]
                        } else {
                            slope.max(LEAST) * reach((step.inputs[0], unit), 1) * SLACK
                        };
                    }
                }
            }
            Kind::Largest(_) => {
                for (position, row) in rows {
                    for (channel, error) in row.iter_mut().enumerate().take(step.channels) {
                        let unit = position * step.padded + channel;
                        let (from, unit) = leader(step, values, index, unit);
                        *error = self.errors[from][unit];
                    }
                }
            }
        }
        errors
    }
}

/// The slope of an activation on its piece.
fn slope(
    pieces: &[Pieces],
    values: &PointValues<'_>,
    index: usize,
    unit: usize,
    channel: usize,
) -> f64 {
    let pieces = &pieces[if pieces.len() == 1 { 0 } else { channel }];
    pieces.slope(values.pieces[index][unit] as u8)
}

/// The largest candidate of a maximum.
pub(super) fn leader(step: &Step, values: &PointValues<'_>, index: usize, unit: usize) -> Unit {
    candidates(step, unit)[usize::from(values.pieces[index][unit])]
}

/// The step, the position and the unit that an element is taken from.
fn source_of(steps: &[Step], step: &Step, source: &Moved) -> Option<(usize, usize, usize)> {
    let Moved::Element {
        input,
        position,
        channel,
    } = *source
    else {
        return None;
    };
    let (from, at) = (step.inputs[input as usize], position as usize);
    Some((from, at, at * steps[from].padded + channel as usize))
}

/// The factor of a channel after its sum.
fn scale(diagonal: &Diagonal, step: &Step, position: usize, channel: usize) -> f64 {
    diagonal.scale.as_ref().map_or(1.0, |scaled| {
        let row = if scaled.by_position { position } else { 0 };
        scaled.scale[row * step.padded + channel]
    })
}

/// The weights of an input channel at a tap, and the first output channel that they are for.
#[inline(always)]
fn weights(mix: &Mix, channels: usize, cell: usize, channel: usize) -> (&[f64], usize) {
    let begin = (cell * channels + channel) * mix.span;
    (
        &mix.weight[begin..begin + mix.span],
        mix.first[channel / mix.group],
    )
}

/// Adds one tap of a convolution.
#[inline(always)]
fn add(mix: &Mix, channels: usize, cell: usize, from: &[Lanes], row: &mut [Lanes]) {
    for (channel, from) in from.iter().enumerate().take(channels) {
        if *from == [0.0; LANES] {
            continue;
        }
        let (weights, first) = weights(mix, channels, cell, channel);
        for (to, &weight) in row[first..].iter_mut().zip(weights) {
            plus(to, weight, from);
        }
    }
}

#[inline(always)]
fn plus(to: &mut Lanes, factor: f64, from: &Lanes) {
    for (to, from) in to.iter_mut().zip(from) {
        *to += factor * from;
    }
}
