//! Activations and maxima: the forms of neurons on their pieces.

use super::form::Form;
use super::state::State;
use crate::affine::{SLACK, gamma};
use crate::graph::plan::Kind;
use crate::pattern::Pieces;

impl State<'_> {
    /// An activation or a maximum.
    pub(super) fn update_neurons(&mut self, index: usize) {
        let step = &self.steps[index];
        self.gather(index);
        let due = std::mem::take(&mut self.slots_due);
        let mask = match &step.kind {
            Kind::Activate(pieces) => pieces.iter().all(Pieces::is_relu),
            _ => false,
        };
        for &slot in &due {
            let mut changed = mask;
            if mask {
                self.update_relus(index, slot);
            } else {
                for channel in 0..step.channels {
                    changed |= self.update_neuron(index, slot as usize * step.padded + channel);
                }
            }
            if changed {
                self.mark_changed(index, slot);
            }
        }
        self.slots_due = due;
        let mut list = std::mem::take(&mut self.list);
        self.at[index].moved.take(&mut list);
        for &unit in &list {
            if self.update_neuron(index, unit as usize) {
                self.mark_changed(index, unit / step.padded as u32);
            }
        }
        self.list = list;
    }

    /// Computes the forms of a slot of `ReLU`s: those of the step before, or 0.
    fn update_relus(&mut self, index: usize, slot: u32) {
        let step = &self.steps[index];
        let units = slot as usize * step.padded..(slot as usize + 1) * step.padded;
        let (before, after) = self.at.split_at_mut(index);
        let (pre, at) = (&before[step.inputs[0]].values, &mut after[0]);
        let (out, pieces) = (&mut at.values.parts, &at.pieces[units.clone()]);
        // A closure that is called only once is inlined, and so compiled for the machine's vectors.
        self.arch.dispatch(
            #[inline(always)]
            move || {
                let (units, out) = (units, out);
                for (from, to) in pre.parts.iter().zip(out) {
                    let pairs = from[units.clone()].iter().zip(&mut to[units.clone()]);
                    for ((&from, to), &piece) in pairs.zip(pieces) {
                        *to = if piece == 0 { 0.0 } else { from };
                    }
                }
            },
        );
    }

    /// Computes the form of a neuron; returns whether it changed.
    fn update_neuron(&mut self, index: usize, unit: usize) -> bool {
        let form = self.neuron_form(index, unit);
        self.at[index].values.set(unit, &form)
    }

    /// The form of a neuron on its piece.
    fn neuron_form(&self, index: usize, unit: usize) -> Form {
        let step = &self.steps[index];
        let piece = self.at[index].pieces[unit];
        let Some(pieces) = step.pieces_of(unit) else {
            let (from, slot) = self.wired[index].candidates[unit / step.padded][piece as usize];
            return self.form(from, slot as usize, unit % step.padded);
        };
        let pre = self.at[step.inputs[0]].values.get(unit);
        let slope = pieces.slope(piece as u8);
        let mut post = if slope == 0.0 {
            // Not `0 * z`: a form that overflowed must not become NaN where it is dropped.
            Form::default()
        } else if slope == 1.0 {
            pre
        } else {
            let value = pre.value.map(|value| value * slope);
            let largest = value.iter().fold(0.0, |most: f64, v| most.max(v.abs()));
            let error = pre.error * slope.abs() + largest * gamma(1) + f64::MIN_POSITIVE;
            Form {
                value,
                error: if pre.is_zero() { 0.0 } else { error * SLACK },
            }
        };
        let (offset, error) = self.wired[index].offset(unit % step.padded, piece);
        if offset != 0.0 || error != 0.0 {
            let rounding = if post.value[2] == 0.0 { 0.0 } else { gamma(1) };
            post.value[2] += offset;
            if error != 0.0 || rounding != 0.0 {
                post.error = (post.error + error + post.value[2].abs() * rounding) * SLACK;
            }
        }
        post
    }
}
