//! The piece of every neuron of a step in a cell, as far as the cell's [`Hull`] determines it.

use super::form::{FLOOR, Hull, SHORT};
use super::leaders::{Leaders, largest};
use super::state::State;
use super::values::Values;
use crate::affine::SLACK;
use crate::graph::plan::Kind;
use crate::vectors::BLOCK;
use smallvec::SmallVec;
use std::ops::Range;

/// Indices of candidates.
pub(super) type Candidates = SmallVec<[u16; 6]>;

/// A neuron that may change its piece within a cell.
#[derive(Clone, Debug)]
pub(super) enum Open {
    /// An activation on one of the pieces `low..=high`.
    Level { unit: u32, low: u16, high: u16 },
    /// A maximum: the candidates that may be the largest, and those that may be so on the boundary.
    Largest {
        unit: u32,
        left: Candidates,
        all: Candidates,
    },
}

/// Buffers of [`look`].
#[derive(Default)]
pub(super) struct Looks {
    slots: Vec<u32>,
    low: Vec<u8>,
    high: Vec<u8>,
    leaders: Leaders,
}

/// Where all pieces of a slot are certain: the rays no further than this from a middle.
#[derive(Clone, Copy)]
pub(super) struct Sure {
    middle: [f64; 3],
    pub radius: f64,
}

/// In a window all rays have the same `w`, and no certain part needs to reach beyond that.
pub(super) const FLAT: f64 = 1_048_576.0;

impl Sure {
    pub(super) const NOWHERE: Self = Self {
        middle: [0.0; 3],
        radius: -1.0,
    };

    /// Everywhere, as far as nothing narrows it.
    pub(super) fn around(hull: &Hull) -> Self {
        Self {
            middle: hull.middle,
            radius: f64::INFINITY,
        }
    }

    /// Limits it to where the signs of all units of a slot minus their levels are those in the
    /// middle.
    #[inline(always)]
    #[allow(clippy::inline_always)] // or it is compiled without the machine's vectors
    #[allow(clippy::needless_bitwise_bool)] // a branch has no vectors
    fn narrow_all(&mut self, pre: &Values, units: Range<usize>, levels: &[f64]) {
        let [mx, my, mw] = self.middle;
        let [x, y, w, e] = pre.parts.each_ref().map(|part| &part[units.clone()]);
        let mut least = [f64::INFINITY; BLOCK];
        for levels in levels.chunks_exact(units.len()) {
            for begin in (0..units.len()).step_by(BLOCK) {
                for (lane, least) in least.iter_mut().enumerate() {
                    let at = begin + lane;
                    let (x, y, w, level) = (x[at], y[at], w[at], levels[at]);
                    let w = w - level;
                    let value = x * mx + y * my + w * mw;
                    let steep = x.abs() + y.abs();
                    let margin =
                        value.abs() - (4.0 * e[at] + SHORT * (steep + w.abs()) + FLOOR) * SLACK;
                    let slope = (steep + w.abs() / FLAT) * SLACK + FLOOR;
                    let radius = margin / slope;
                    // An exact 0, or a unit without such a level, narrows nothing.
                    let nothing = (steep == 0.0) & (w == 0.0) & (e[at] == 0.0) | level.is_nan();
                    let radius = if radius > 0.0 { radius } else { -1.0 };
                    let radius = if nothing { f64::INFINITY } else { radius };
                    *least = if radius < *least { radius } else { *least };
                }
            }
        }
        self.radius = least.iter().fold(self.radius, |a, &b| a.min(b));
    }

    fn holds(&self, hull: &Hull) -> bool {
        let off = |i: usize| (hull.middle[i] - self.middle[i]).abs() + hull.reach[i];
        off(0).max(off(1)).max(off(2) * FLAT) * SLACK <= self.radius
    }
}

/// Sets the pieces that are certain, and lists the neurons for which that is open. Slots are not
/// checked again where they are certain until their forms change.
pub(super) fn look(
    state: &mut State<'_>,
    index: usize,
    hull: &Hull,
    looks: &mut Looks,
    open: &mut Vec<Open>,
) {
    open.clear();
    let (at, wired) = (&mut state.at[index], &state.wired[index]);
    for (pending, reads) in at.pending.iter().zip(&wired.reads) {
        for &slot in pending.list() {
            for &(own, _) in reads.of(slot) {
                at.sure[own as usize] = Sure::NOWHERE;
            }
        }
    }
    looks.slots.clear();
    let slots = at.sure.iter().zip(0..);
    let due = slots.filter(|(sure, _)| !sure.holds(hull));
    looks.slots.extend(due.map(|(_, slot)| slot));
    match &state.steps[index].kind {
        Kind::Activate(_) => levels(state, index, hull, looks, open),
        Kind::Largest(_) => {
            let Looks { slots, leaders, .. } = looks;
            largest(state, index, hull, (slots.as_slice(), leaders), open);
        }
        _ => {}
    }
}

fn levels(
    state: &mut State<'_>,
    index: usize,
    hull: &Hull,
    looks: &mut Looks,
    open: &mut Vec<Open>,
) {
    let step = &state.steps[index];
    let Looks {
        slots, low, high, ..
    } = looks;
    let units = slots.len() * step.padded;
    low.resize(units.max(low.len()), 0);
    high.resize(units.max(high.len()), 0);
    let (before, after) = state.at.split_at_mut(index);
    let (pre, at) = (&before[step.inputs[0]].values, &mut after[0]);
    let levels = &state.wired[index].levels[..];
    let (low, high) = (&mut low[..], &mut high[..]);
    let codes = [&mut *low, &mut *high];
    state.arch.dispatch(
        #[inline(always)]
        || compare(pre, levels, step.padded, slots, hull, codes),
    );
    for (place, &slot) in slots.iter().enumerate() {
        let codes = place * step.padded..place * step.padded + step.channels;
        let settled = low[codes.clone()] == high[codes.clone()];
        let first = slot as usize * step.padded;
        at.sure[slot as usize] = if settled {
            let mut sure = Sure::around(hull);
            let units = first..first + step.padded;
            state.arch.dispatch(
                #[inline(always)]
                || sure.narrow_all(pre, units, levels),
            );
            sure
        } else {
            Sure::NOWHERE
        };
        for begin in codes.clone().step_by(BLOCK) {
            let block = begin..(begin + BLOCK).min(codes.end);
            let units = first + (begin - codes.start)..;
            let same = |code: usize, unit: usize| {
                u16::from(low[code] ^ high[code]) | (u16::from(low[code]) ^ at.pieces[unit])
            };
            // Mostly nothing is new.
            let pairs = block.clone().zip(units.clone());
            if pairs.fold(0, |all, (code, unit)| all | same(code, unit)) == 0 {
                continue;
            }
            for (code, unit) in block.zip(units) {
                let (low, high) = (u16::from(low[code]), u16::from(high[code]));
                if low != high {
                    let unit = unit as u32;
                    open.push(Open::Level { unit, low, high });
                } else if at.pieces[unit] != low {
                    at.pieces[unit] = low;
                    at.moved.push(unit as u32);
                }
            }
        }
    }
}

/// How many levels each unit is certainly above, and how many it may be above.
#[inline(always)]
#[allow(clippy::inline_always)] // or it is compiled without the machine's vectors
#[allow(clippy::needless_bitwise_bool)] // a branch has no vectors
fn compare(
    pre: &Values,
    levels: &[f64],
    padded: usize,
    slots: &[u32],
    hull: &Hull,
    [low, high]: [&mut [u8]; 2],
) {
    let ([mx, my, mw], [rx, ry, rw], size) = (hull.middle, hull.reach, hull.size);
    for (place, &slot) in slots.iter().enumerate() {
        let first = slot as usize * padded;
        let [x, y, w, e] = &pre.parts;
        let [x, y, w, e] = [x, y, w, e].map(|part| &part[first..first + padded]);
        let codes = place * padded..(place + 1) * padded;
        let (low, high) = (&mut low[codes.clone()], &mut high[codes]);
        low.fill(0);
        high.fill(0);
        for levels in levels.chunks_exact(padded) {
            for channel in 0..padded {
                let w = w[channel] - levels[channel];
                let value = x[channel] * mx + y[channel] * my + w * mw;
                let bound = x[channel].abs() * rx
                    + y[channel].abs() * ry
                    + w.abs() * rw
                    + e[channel] * size
                    + FLOOR;
                // An exact zero counts as below, and so does a unit without such a level.
                let below = (value < -bound) | (bound <= FLOOR) | levels[channel].is_nan();
                low[channel] += u8::from(value > bound);
                high[channel] += u8::from(!below);
            }
        }
    }
}
