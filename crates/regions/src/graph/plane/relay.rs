//! Steps that sum channel by channel, and steps that move elements.

use super::form::Form;
use super::state::State;
use crate::affine::{SLACK, gamma};
use crate::graph::plan::Diagonal;

impl State<'_> {
    pub(super) fn update_diagonal(&mut self, index: usize, diagonal: &Diagonal, slot: u32) {
        let step = &self.steps[index];
        let position = self.slots[index].first[slot as usize] as usize;
        let range = diagonal.taps.range(position);
        let taps = &diagonal.taps.taps[range.clone()];
        let factors = &diagonal.factors[range];
        let rounding = gamma(diagonal.terms + 4);
        let mut changed = false;
        for channel in 0..step.channels {
            let mut sum = Form::default();
            let mut terms = 0;
            for (tap, &factor) in taps.iter().zip(factors) {
                let input = step.inputs[tap.input as usize];
                let from = self.slots[input].of[tap.position as usize] as usize;
                let form = self.form(input as u32, from, channel);
                if factor == 0.0 || form.is_zero() {
                    continue;
                }
                terms += 1;
                if terms == 1 && factor == 1.0 {
                    // Unchanged.
                    sum = form;
                    continue;
                }
                let mut largest: f64 = 0.0;
                for i in 0..3 {
                    let product = factor * form.value[i];
                    largest = largest.max(product.abs()).max(sum.value[i].abs());
                    sum.value[i] += product;
                }
                let more = form.error * factor.abs() + 2.0 * rounding * largest;
                sum.error = (sum.error + more) * SLACK + f64::MIN_POSITIVE;
            }
            if diagonal.scale.is_some() {
                let [scale, shift] = diagonal.scale_and_shift(step.padded, position, channel);
                let exact = sum.is_zero() || scale == 0.0;
                if exact {
                    sum = Form::default();
                } else {
                    let largest = sum.value.map(|v| (v * scale).abs());
                    let largest = largest.iter().fold(shift.abs(), |most, &v| most.max(v));
                    sum.value = sum.value.map(|value| value * scale);
                    sum.error = (sum.error * scale.abs() + 4.0 * gamma(2) * largest) * SLACK
                        + f64::MIN_POSITIVE;
                }
                sum.value[2] += shift;
            }
            let unit = slot as usize * step.padded + channel;
            changed |= self.at[index].values.set(unit, &sum);
        }
        if changed {
            self.mark_changed(index, slot);
        }
    }

    pub(super) fn update_moved(&mut self, index: usize) {
        let step = &self.steps[index];
        if self.at[index].fresh {
            // Constants.
            (0..self.slots[index].len() as u32).for_each(|slot| self.touched.push(slot));
        }
        let mut list = std::mem::take(&mut self.list);
        for input in 0..step.inputs.len() {
            self.at[index].pending[input].take(&mut list);
            for &slot in &list {
                for &(unit, channel) in self.wired[index].reads[input].of(slot) {
                    let from = step.inputs[input] as u32;
                    let form = self.form(from, slot as usize, channel as usize);
                    if self.at[index].values.set(unit as usize, &form) {
                        self.touched.push(unit / step.padded as u32);
                    }
                }
            }
        }
        self.touched.take(&mut list);
        for &slot in &list {
            self.mark_changed(index, slot);
        }
        self.list = list;
    }
}
