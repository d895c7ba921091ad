//! The derivatives of a step's units with respect to a few inputs.

#![allow(clippy::inline_always)] // what is not inlined is compiled without the machine's vectors

use super::{Derivatives, Gradients, LANES, Lanes, source_of};
use crate::graph::distance::values::PointValues;
use crate::graph::plan::{Kind, Mix};

impl Gradients<'_> {
    #[allow(clippy::too_many_lines)] // a kind of step after the other
    /// Computes the derivatives of a step from those of its inputs.
    pub(super) fn step(&mut self, index: usize, first: usize, values: &PointValues<'_>) {
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
                                    add(mix, channels, tap.cell, from, row);
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
                        let [scale, _] = diagonal.scale_and_shift(step.padded, position, channel);
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
            Kind::Activate(_) => {
                let from = input(0);
                for (position, (row, active)) in rows.filter(|(at, _)| from.active[*at]) {
                    *active = true;
                    for (channel, to) in row.iter_mut().enumerate().take(step.channels) {
                        let unit = position * step.padded + channel;
                        plus(to, values.slope(index, unit), &from.of[unit]);
                    }
                }
            }
            Kind::Largest(_) => {
                for (position, (row, active)) in rows {
                    for (channel, to) in row.iter_mut().enumerate().take(step.channels) {
                        let unit = position * step.padded + channel;
                        let (from, unit) = values.leader(index, unit);
                        if before[from].active[unit / step.padded] {
                            *active = true;
                            *to = before[from].of[unit];
                        }
                    }
                }
            }
        }
    }
}

/// Adds one tap of a convolution.
#[inline(always)]
fn add(mix: &Mix, channels: usize, cell: u32, from: &[Lanes], row: &mut [Lanes]) {
    for (channel, from) in from.iter().enumerate().take(channels) {
        if *from == [0.0; LANES] {
            continue;
        }
        let (weights, first) = mix.weights(channels, cell, channel);
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
