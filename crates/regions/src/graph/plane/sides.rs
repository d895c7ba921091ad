//! On which piece of every neuron of a step a cell lies, as far as the cell's [`Hull`] tells.

use super::form::{FLOOR, Form, Hull};
use super::state::State;
use super::values::Values;
use crate::graph::plan::Kind;
use crate::pattern::Pieces;
use smallvec::SmallVec;

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
    low: Vec<u8>,
    high: Vec<u8>,
}

/// Sets the pieces that are certain, and lists the neurons for which that is open.
pub(super) fn look(
    state: &mut State<'_>,
    index: usize,
    hull: &Hull,
    looks: &mut Looks,
    open: &mut Vec<Open>,
) {
    open.clear();
    match &state.steps[index].kind {
        Kind::Activate(pieces) => levels(state, index, pieces, hull, looks, open),
        Kind::Largest(_) => largest(state, index, hull, open),
        _ => {}
    }
}

fn levels(
    state: &mut State<'_>,
    index: usize,
    pieces: &[Pieces],
    hull: &Hull,
    looks: &mut Looks,
    open: &mut Vec<Open>,
) {
    let step = &state.steps[index];
    let pre = &state.at[step.inputs[0]].values;
    let units = pre.parts[0].len();
    for codes in [&mut looks.low, &mut looks.high] {
        codes.clear();
        codes.resize(units, 0);
    }
    let most = pieces.iter().map(|pieces| pieces.breakpoints().len()).max();
    let mut levels = vec![0.0; step.padded];
    for level in 0..most.unwrap_or(0) {
        for (channel, at) in levels.iter_mut().enumerate() {
            let pieces = if pieces.len() == 1 {
                pieces.first()
            } else {
                pieces.get(channel)
            };
            let breakpoints = pieces.map_or(&[][..], Pieces::breakpoints);
            *at = breakpoints.get(level).copied().unwrap_or(f64::NAN);
        }
        let (low, high) = (&mut looks.low[..], &mut looks.high[..]);
        let levels = &levels[..];
        pulp::Arch::new().dispatch(
            #[inline(always)]
            || compare(pre, levels, hull, low, high),
        );
    }
    let at = &mut state.at[index];
    for first in (0..units).step_by(step.padded) {
        for unit in first..first + step.channels {
            let (low, high) = (looks.low[unit], looks.high[unit]);
            if low != high {
                open.push(Open::Level {
                    unit: unit as u32,
                    low: low.into(),
                    high: high.into(),
                });
            } else if at.pieces[unit] != u16::from(low) {
                at.pieces[unit] = low.into();
                at.moved.push(unit as u32);
            }
        }
    }
}

/// Adds to `low` where a form is certainly above its level, to `high` where it may be.
#[inline(always)]
#[allow(clippy::inline_always)] // or it is compiled without the machine's vectors
#[allow(clippy::needless_bitwise_bool)] // a branch has no vectors
fn compare(pre: &Values, levels: &[f64], hull: &Hull, low: &mut [u8], high: &mut [u8]) {
    let [x, y, w, e] = &pre.parts;
    let ([mx, my, mw], [rx, ry, rw], size) = (hull.middle, hull.reach, hull.size);
    let padded = levels.len();
    for first in (0..x.len()).step_by(padded) {
        let [x, y, w, e] = [x, y, w, e].map(|part| &part[first..first + padded]);
        let low = &mut low[first..first + padded];
        let high = &mut high[first..first + padded];
        for channel in 0..padded {
            let w = w[channel] - levels[channel];
            let value = x[channel] * mx + y[channel] * my + w * mw;
            let bound = x[channel].abs() * rx
                + y[channel].abs() * ry
                + w.abs() * rw
                + e[channel] * size
                + FLOOR;
            // What is exactly zero is as good below, and so is where there is no such level.
            let below = (value < -bound) | (bound <= FLOOR) | levels[channel].is_nan();
            low[channel] += u8::from(value > bound);
            high[channel] += u8::from(!below);
        }
    }
}

fn largest(state: &mut State<'_>, index: usize, hull: &Hull, open: &mut Vec<Open>) {
    let step = &state.steps[index];
    let padded = step.padded;
    for slot in 0..state.slots[index].len() {
        let candidates = &state.wired[index].candidates[slot];
        for channel in 0..step.channels {
            let form = |&(from, slot): &(u32, u32)| state.form(from, slot as usize, channel);
            let (mut best, mut leader, mut value) = (0, Form::default(), f64::NEG_INFINITY);
            for (index, candidate) in candidates.iter().enumerate() {
                let form = form(candidate);
                let (at, _) = hull.look(&form);
                if index == 0 || at > value {
                    (best, leader, value) = (index as u16, form, at);
                }
            }
            let mut left = Candidates::new();
            for (index, candidate) in candidates.iter().enumerate() {
                if index == best as usize {
                    continue;
                }
                let ahead = leader.minus(&form(candidate));
                let (value, bound) = hull.look(&ahead);
                let certain = value > bound || ahead.is_nothing();
                if !certain {
                    left.push(index as u16);
                }
            }
            let unit = slot * padded + channel;
            if left.is_empty() {
                let at = &mut state.at[index];
                if at.pieces[unit] != best {
                    at.pieces[unit] = best;
                    at.moved.push(unit as u32);
                }
            } else {
                left.push(best);
                left.sort_unstable();
                open.push(Open::Largest {
                    unit: unit as u32,
                    all: left.clone(),
                    left,
                });
            }
        }
    }
}
