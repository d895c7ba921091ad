//! Convolutions and dense layers: sums that follow the changes of their inputs.

use super::form::{Form, largest};
use super::mix::{Add, Change};
use super::state::State;
use crate::affine::{SLACK, gamma};
use crate::graph::norm::LEAST;
use crate::graph::plan::{Mix, Tap};

impl State<'_> {
    /// A convolution or a dense layer.
    pub(super) fn update_mix(&mut self, index: usize, mix: &Mix) {
        let step = &self.steps[index];
        let input = step.inputs[0];
        let before = &self.steps[input];
        let mut list = std::mem::take(&mut self.list);
        let mut due = std::mem::take(&mut self.slots_due);
        let (front, back) = self.at.split_at_mut(index);
        let (source, at) = (&front[input].values, &mut back[0]);
        at.pending[0].take(&mut list);
        let reads = &self.wired[index].reads[0];
        let layer = (before, mix.terms);
        at.sums
            .compare(self.arch, &list, source, layer, reads, &mut self.touched);
        if at.fresh {
            (0..self.slots[index].len() as u32).for_each(|slot| self.touched.push(slot));
        }
        self.touched.take(&mut due);
        let mut all: Vec<Vec<Change>> = Vec::new();
        for &slot in &due {
            let out = slot as usize;
            let units = out * step.padded..(out + 1) * step.padded;
            let read = mix.taps.of(self.slots[index].first[out] as usize);
            let slot_of = |position: u32| self.slots[input].of[position as usize] as usize;
            let count = std::mem::take(&mut at.sums.due[out]);
            let drift = at.sums.drift[out] + count;
            let most = 2 * mix.terms + 16;
            let anew = 3 * count as usize >= mix.terms || drift as usize > most || at.fresh;
            let taps: Vec<(u32, &[Change])> = if anew || at.sums.active[out] == 0 {
                for (unit, &bias) in units.clone().zip(&mix.bias) {
                    let value = [0.0, 0.0, bias];
                    at.values.set(unit, &Form { value, error: 0.0 });
                }
                at.sums.drift[out] = 0;
                let taps = if at.sums.active[out] == 0 { &[] } else { read };
                let whole = |tap: &Tap| {
                    let slot = slot_of(tap.position);
                    at.sums.whole(slot, before, mix.terms)
                };
                all.clear();
                all.extend(taps.iter().map(whole));
                let pairs = taps.iter().zip(&all);
                pairs.map(|(tap, all)| (tap.cell, &all[..])).collect()
            } else {
                at.sums.drift[out] = drift;
                let taps = read.iter().map(|tap| {
                    let changes = &at.sums.changes[slot_of(tap.position)];
                    (tap.cell, &changes[..])
                });
                taps.filter(|(_, changes)| !changes.is_empty()).collect()
            };
            self.arch.dispatch(Add {
                mix,
                channels: before.channels,
                taps: &taps,
                out: &mut at.values,
                at: units.start,
            });
            let terms = taps.iter().map(|(_, changes)| changes.len()).sum::<usize>();
            let rounding = 2.0 * gamma(terms + 4);
            for (unit, &bias) in units.zip(&mix.bias) {
                let form = at.values.get(unit);
                if form.error != 0.0 {
                    let size = largest(&form) + bias.abs();
                    let error = form.error * SLACK + rounding * size + terms as f64 * LEAST;
                    at.values.parts[3][unit] = error;
                }
            }
        }
        for &slot in &list {
            at.sums.changes[slot as usize].clear();
        }
        for &slot in &due {
            self.mark_changed(index, slot);
        }
        self.list = list;
        self.slots_due = due;
    }
}
