//! How the steps of a graph pass on a deviation.

use super::columns::{Column, Columns};
use super::factors::TINY;
use super::state::State;
use crate::affine::{SLACK, UNIT, gamma};
use crate::graph::plan::{Diagonal, Kind, Mix};

/// Bounds on the errors that a step passes on and makes: the largest, and the Euclidean norm of all.
pub(super) struct Errors {
    pub largest: f64,
    pub norm: f64,
}

impl Columns {
    /// Adds what one input of a step passes on. Returns bounds on the errors.
    pub(super) fn pass(
        &mut self,
        state: &State<'_>,
        index: usize,
        place: usize,
        from: &Column,
    ) -> Errors {
        let step = &state.steps[index];
        let input = step.inputs[place];
        let (reads, padded) = (&state.wired[index].reads[place], state.steps[input].padded);
        let (mut most, mut all, mut squares) = (0.0f64, 0.0, 0.0);
        for &(unit, factor) in &from.factors {
            most = most.max(factor.abs());
            all += factor.abs();
            squares += self.norms.copies[input][unit as usize / padded] * factor * factor;
        }
        let count = from.factors.len();
        // Of all elements. Squares of what is tiny may be 0.
        let length = (squares.sqrt() + count as f64 * TINY) * SLACK;
        let along = self.norms.of[index][place];
        let errors = |largest: f64, slope: f64, rounding: f64| Errors {
            largest,
            norm: along * (slope * from.norm + rounding * length),
        };
        match &step.kind {
            Kind::Input | Kind::Constant(_) => errors(0.0, 0.0, 0.0),
            Kind::Mix(mix) => {
                self.mix(state, index, mix, from);
                // A slot of several positions may be read at several of the window's.
                let apart = state.slots[input].len() == state.steps[input].positions;
                let times = if apart { 1 } else { mix.cells() };
                let few = self.weights[index]
                    * times as f64
                    * (count as f64 * from.error + gamma(count * times + 2) * all)
                    * SLACK;
                let rounding = gamma(mix.terms + 2);
                Errors {
                    largest: few.min(mix.norm * (from.error + rounding * most)),
                    norm: along * from.norm + mix.rough_norm() * rounding * length,
                }
            }
            Kind::Diagonal(diagonal) => {
                self.diagonal(state, index, place, diagonal, from);
                let rounding = gamma(diagonal.terms + 4);
                errors(
                    diagonal.norm * (from.error + rounding * most),
                    1.0,
                    rounding,
                )
            }
            Kind::Move(_) => {
                for &(unit, factor) in &from.factors {
                    let (slot, channel) = (unit / padded as u32, unit % padded as u32);
                    for &(out, of) in reads.of(slot) {
                        if of == channel {
                            self.add(index, out, factor);
                        }
                    }
                }
                errors(from.error, 1.0, 0.0)
            }
            Kind::Activate(_) => {
                let mut steep = 0.0f64;
                for &(unit, factor) in &from.factors {
                    let Some(pieces) = step.pieces_of(unit as usize) else {
                        continue;
                    };
                    let slope = pieces.slope(state.at[index].pieces[unit as usize] as u8);
                    if slope != 0.0 {
                        self.add(index, unit, factor * slope);
                        steep = steep.max(slope.abs());
                    }
                }
                errors(steep * (from.error + UNIT * most), steep, steep * UNIT)
            }
            Kind::Largest(_) => {
                // The same input twice is one candidate.
                if step.inputs[..place].contains(&input) {
                    return errors(0.0, 0.0, 0.0);
                }
                for &(unit, factor) in &from.factors {
                    let (slot, channel) = (unit / padded as u32, unit as usize % padded);
                    for &(out, _) in reads.of(slot) {
                        let unit = out as usize * step.padded + channel;
                        let piece = state.at[index].pieces[unit] as usize;
                        let leads = state.wired[index].candidates[out as usize][piece]
                            == (input as u32, slot);
                        if leads {
                            self.add(index, unit as u32, factor);
                        }
                    }
                }
                errors(from.error, 1.0, 0.0)
            }
        }
    }

    /// A convolution or dense layer.
    fn mix(&mut self, state: &State<'_>, index: usize, mix: &Mix, from: &Column) {
        let step = &state.steps[index];
        let before = &state.steps[step.inputs[0]];
        let reads = &state.wired[index].reads[0];
        let (sums, touched) = (&mut self.sums, &mut self.touched[index]);
        // A closure that is called only once is inlined, and so compiled for the machine's vectors.
        state.arch.dispatch(
            #[inline(always)]
            move || {
                let (sums, touched) = (sums, touched);
                for &(unit, factor) in &from.factors {
                    let unit = unit as usize;
                    let (slot, channel) = (unit / before.padded, unit % before.padded);
                    for &(out, cell) in reads.of(slot as u32) {
                        let row = (cell as usize * before.channels + channel) * mix.span;
                        let first = out as usize * step.padded + mix.first[channel / mix.group];
                        let units = first..first + mix.span;
                        let pairs = sums[units.clone()].iter_mut().zip(&mix.weight[row..]);
                        pairs.for_each(|(sum, weight)| *sum += weight * factor);
                        // Spans of several groups overlap.
                        if mix.first.len() > 1 || !touched.has(first as u32) {
                            units.for_each(|unit| touched.push(unit as u32));
                        }
                    }
                }
            },
        );
    }

    fn diagonal(
        &mut self,
        state: &State<'_>,
        index: usize,
        place: usize,
        diagonal: &Diagonal,
        from: &Column,
    ) {
        let step = &state.steps[index];
        let input = step.inputs[place];
        let padded = state.steps[input].padded;
        for &(unit, factor) in &from.factors {
            let (slot, channel) = (unit as usize / padded, unit as usize % padded);
            for &(out, _) in state.wired[index].reads[place].of(slot as u32) {
                let position = state.slots[index].first[out as usize] as usize;
                let range = diagonal.taps.range(position);
                let taps = diagonal.taps.taps[range.clone()].iter();
                for (tap, by) in taps.zip(&diagonal.factors[range]) {
                    let is_it = tap.input as usize == place
                        && state.slots[input].of[tap.position as usize] as usize == slot;
                    if !is_it || *by == 0.0 {
                        continue;
                    }
                    let [scale, _] = diagonal.scale_and_shift(step.padded, position, channel);
                    if scale != 0.0 {
                        let unit = out as usize * step.padded + channel;
                        self.add(index, unit as u32, factor * by * scale);
                    }
                }
            }
        }
    }
}
