//! Convolutions and dense layers: sums that follow the changes of their inputs.

use super::form::{Form, largest};
use super::mix::{Add, Change};
use super::pending::Pending;
use super::state::State;
use super::values::Values;
use super::wiring::Reads;
use crate::affine::{SLACK, gamma};
use crate::graph::plan::{Mix, Step};
use pulp::Arch;
use std::ops::Range;

/// The memory of a convolution or dense layer.
#[derive(Default)]
pub(super) struct Sums {
    /// The inputs that are in its sums.
    seen: Values,
    /// By slot: how many of the inputs in its sums are not 0.
    active: Vec<u32>,
    /// By slot: the number of changes since the sums were computed from scratch.
    drift: Vec<u32>,
    /// By input slot: the pending changes.
    changes: Vec<Vec<Change>>,
    /// By slot: the number of pending changes.
    due: Vec<u32>,
    /// A buffer.
    differs: Vec<bool>,
}

/// Which units have other forms than were seen.
#[inline(always)]
#[allow(clippy::inline_always)] // or it is compiled without the machine's vectors
#[allow(clippy::needless_bitwise_bool)] // a branch has no vectors
fn differ(seen: &Values, source: &Values, units: Range<usize>, differs: &mut [bool]) {
    let [x, y, w, e] = seen.parts.each_ref().map(|part| &part[units.clone()]);
    let [p, q, r, f] = source.parts.each_ref().map(|part| &part[units.clone()]);
    for (at, differs) in differs[..x.len()].iter_mut().enumerate() {
        *differs = (x[at] != p[at]) | (y[at] != q[at]) | (w[at] != r[at]) | (e[at] != f[at]);
    }
}

/// Products with anything smaller might underflow, and bounds must not.
const LEAST: f64 = 1e-150;

fn at_least(bound: f64) -> f64 {
    if bound.is_nan() {
        f64::INFINITY
    } else {
        bound.max(LEAST)
    }
}

impl Sums {
    /// For these numbers of slots, input slots and input units.
    pub(super) fn new(slots: usize, before: usize, units: usize) -> Self {
        Self {
            seen: Values::new(units),
            active: vec![0; slots],
            drift: vec![0; slots],
            changes: vec![Vec::new(); before],
            due: vec![0; slots],
            differs: Vec::new(),
        }
    }

    /// Notes what changed in these slots of the input, and which slots read it.
    fn compare(
        &mut self,
        arch: Arch,
        list: &[u32],
        source: &Values,
        (before, terms): (&Step, usize),
        reads: &Reads,
        touched: &mut Pending,
    ) {
        for &slot in list {
            let changes = &mut self.changes[slot as usize];
            changes.clear();
            let first = slot as usize * before.padded;
            let (mut more, mut less) = (0u32, 0u32);
            let units = first..first + before.padded;
            self.differs.resize(before.padded, false);
            let (differs, seen) = (&mut self.differs[..], &self.seen);
            arch.dispatch(
                #[inline(always)]
                || differ(seen, source, units, differs),
            );
            for channel in 0..before.channels {
                if !self.differs[channel] {
                    continue;
                }
                let (old, new) = (self.seen.get(first + channel), source.get(first + channel));
                self.seen.set(first + channel, &new);
                let [x, y, w] = std::array::from_fn(|i| new.value[i] - old.value[i]);
                let size = largest(&new) + largest(&old);
                let reach = at_least(new.error + old.error + size * gamma(2 * terms + 8));
                changes.push(Change {
                    channel: channel as u32,
                    by: [x, y, w, reach],
                });
                more += u32::from(old.is_nothing());
                less += u32::from(new.is_nothing());
            }
            if changes.is_empty() {
                continue;
            }
            for &(own, _) in reads.of(slot) {
                self.due[own as usize] += changes.len() as u32;
                let active = &mut self.active[own as usize];
                *active = *active + more - less;
                touched.push(own);
            }
        }
    }

    /// All channels of an input slot that are not 0, as changes from 0.
    fn whole(&self, slot: usize, before: &Step, terms: usize) -> Vec<Change> {
        let mut changes = Vec::new();
        for channel in 0..before.channels {
            let form = self.seen.get(slot * before.padded + channel);
            if !form.is_nothing() {
                let [x, y, w] = form.value;
                let reach = at_least(form.error + largest(&form) * gamma(terms + 4));
                changes.push(Change {
                    channel: channel as u32,
                    by: [x, y, w, reach],
                });
            }
        }
        changes
    }
}

impl State<'_> {
    /// A convolution or a dense layer.
    pub(super) fn mix(&mut self, index: usize, mix: &Mix) {
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
            let own = slot as usize;
            let units = own * step.padded..(own + 1) * step.padded;
            let read = mix.taps.of(self.slots[index].first[own] as usize);
            let slot_of = |position: u32| self.slots[input].of[position as usize] as usize;
            let count = std::mem::take(&mut at.sums.due[own]);
            let drift = at.sums.drift[own] + count;
            let most = 2 * mix.terms + 16;
            let anew = 3 * count as usize >= mix.terms || drift as usize > most || at.fresh;
            let taps: Vec<(u32, &[Change])> = if anew || at.sums.active[own] == 0 {
                for (unit, &bias) in units.clone().zip(&mix.bias) {
                    let value = [0.0, 0.0, bias];
                    at.values.set(unit, &Form { value, error: 0.0 });
                }
                at.sums.drift[own] = 0;
                let taps = if at.sums.active[own] == 0 { &[] } else { read };
                let whole = |tap: &crate::graph::plan::Tap| {
                    let slot = slot_of(tap.position);
                    at.sums.whole(slot, before, mix.terms)
                };
                all.clear();
                all.extend(taps.iter().map(whole));
                let pairs = taps.iter().zip(&all);
                pairs.map(|(tap, all)| (tap.cell, &all[..])).collect()
            } else {
                at.sums.drift[own] = drift;
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
            self.tell(index, slot);
        }
        self.list = list;
        self.slots_due = due;
    }
}
