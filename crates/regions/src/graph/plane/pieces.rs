//! The piece of every neuron of a step in a cell, as far as the cell's [`Hull`] determines it.

use super::certified::Certified;
use super::form::FLOOR;
use super::hull::Hull;
use super::leaders::{Leaders, largest};
use super::open::Open;
use super::state::State;
use super::values::Values;
use crate::graph::plan::Kind;
use crate::vectors::BLOCK;

/// Buffers of [`find_pieces`].
#[derive(Default)]
pub(super) struct PieceBuffers {
    slots: Vec<u32>,
    low: Vec<u8>,
    high: Vec<u8>,
    leaders: Leaders,
}

/// Sets the pieces that are certain, and lists the neurons for which that is open. Slots are not
/// checked again where they are certain until their forms change.
pub(super) fn find_pieces(
    state: &mut State<'_>,
    index: usize,
    hull: &Hull,
    buffers: &mut PieceBuffers,
    open: &mut Vec<Open>,
) {
    open.clear();
    let (at, wired) = (&mut state.at[index], &state.wired[index]);
    for (pending, reads) in at.pending.iter().zip(&wired.reads) {
        for &slot in pending.list() {
            for &(out, _) in reads.of(slot) {
                at.certified[out as usize] = Certified::NOWHERE;
            }
        }
    }
    buffers.slots.clear();
    let slots = at.certified.iter().zip(0..);
    let due = slots.filter(|(certified, _)| !certified.holds(hull));
    buffers.slots.extend(due.map(|(_, slot)| slot));
    match &state.steps[index].kind {
        Kind::Activate(_) => levels(state, index, hull, buffers, open),
        Kind::Largest(_) => {
            let PieceBuffers { slots, leaders, .. } = buffers;
            largest(state, index, hull, (slots.as_slice(), leaders), open);
        }
        _ => {}
    }
}

fn levels(
    state: &mut State<'_>,
    index: usize,
    hull: &Hull,
    buffers: &mut PieceBuffers,
    open: &mut Vec<Open>,
) {
    let step = &state.steps[index];
    let PieceBuffers {
        slots, low, high, ..
    } = buffers;
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
        at.certified[slot as usize] = if settled {
            let mut certified = Certified::around(hull);
            let units = first..first + step.padded;
            state.arch.dispatch(
                #[inline(always)]
                || certified.narrow_all(pre, units, levels),
            );
            certified
        } else {
            Certified::NOWHERE
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
