//! What a convolution or dense layer knows of its inputs: those in its sums, and what changed since.

use super::form::largest;
use super::mix::Change;
use super::pending::Pending;
use super::values::Values;
use super::wiring::Reads;
use crate::affine::gamma;
use crate::graph::norm::at_least;
use crate::graph::plan::Step;
use pulp::Arch;
use std::ops::Range;

/// The memory of a convolution or dense layer.
#[derive(Default)]
pub(super) struct Sums {
    /// The inputs that are in its sums.
    seen: Values,
    /// By slot: how many of the inputs in its sums are not 0.
    pub active: Vec<u32>,
    /// By slot: the number of changes since the sums were computed from scratch.
    pub drift: Vec<u32>,
    /// By input slot: the pending changes.
    pub changes: Vec<Vec<Change>>,
    /// By slot: the number of pending changes.
    pub due: Vec<u32>,
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
    pub(super) fn compare(
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
                more += u32::from(old.is_zero());
                less += u32::from(new.is_zero());
            }
            if changes.is_empty() {
                continue;
            }
            for &(out, _) in reads.of(slot) {
                self.due[out as usize] += changes.len() as u32;
                let active = &mut self.active[out as usize];
                *active = *active + more - less;
                touched.push(out);
            }
        }
    }

    /// All channels of an input slot that are not 0, as changes from 0.
    pub(super) fn whole(&self, slot: usize, before: &Step, terms: usize) -> Vec<Change> {
        let mut changes = Vec::new();
        for channel in 0..before.channels {
            let form = self.seen.get(slot * before.padded + channel);
            if !form.is_zero() {
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
