//! How the steps of a graph pass on a deviation.

use super::columns::{Column, Columns};
use super::state::State;
use crate::affine::{SLACK, UNIT, gamma};
use crate::graph::plan::{Diagonal, Kind, Mix};

impl Columns {
    /// Adds what one input of a step passes on. Returns a bound on the errors.
    pub(super) fn pass(
        &mut self,
        state: &State<'_>,
        index: usize,
        place: usize,
        from: &Column,
    ) -> f64 {
        let step = &state.steps[index];
        let input = step.inputs[place];
        let (reads, padded) = (&state.wired[index].reads[place], state.steps[input].padded);
        let most = from
            .factors
            .iter()
            .fold(0.0f64, |most, (_, factor)| most.max(factor.abs()));
        match &step.kind {
            Kind::Input | Kind::Constant(_) => 0.0,
            Kind::Mix(mix) => {
                self.mix(state, index, mix, from);
                let all = from
                    .factors
                    .iter()
                    .map(|(_, factor)| factor.abs())
                    .sum::<f64>();
                let count = from.factors.len();
                let few = self.weights[index]
                    * (count as f64 * from.error + gamma(count + 2) * all)
                    * SLACK;
                few.min(mix.norm * (from.error + gamma(mix.terms + 2) * most))
            }
            Kind::Diagonal(diagonal) => {
                self.diagonal(state, index, place, diagonal, from);
                diagonal.norm * (from.error + gamma(diagonal.terms + 4) * most)
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
                from.error
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
                steep * (from.error + UNIT * most)
            }
            Kind::Largest(_) => {
                // The same input twice is one candidate.
                if step.inputs[..place].contains(&input) {
                    return 0.0;
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
                from.error
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
