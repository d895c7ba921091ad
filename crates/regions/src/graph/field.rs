//! The functions of all units of a step along a stretch.
//!
//! A unit is `value + slope t + sum of jump_e max(0, t - t_e)` over the events `e` that bend it.
//! The numbers are floats, taken as exact; the unit's true function is at most `spread` away from
//! that, anywhere on the stretch. All slots of a step have the events of all their channels in
//! common. A jump that is 0 is truly 0: if a sum of others only rounds to 0, it is replaced by
//! [`TINY`].
//!
//! If it matters whether the outputs truly bend, each row has a bound on its error. A bend of an
//! output is the bend of one neuron times the weights on the paths from it, on which every other
//! neuron is on one piece. So the computed jump is certainly not 0 if it exceeds the rounding
//! errors of the sums on these paths, whatever the error of the bend itself: errors here count the
//! bend as exact.

#![allow(clippy::inline_always)] // what is not inlined is compiled without the machine's vectors

use super::memory::Memory;
use super::norm::LEAST;
use super::{MOST_JUMPS, Stop};
use crate::affine::{SLACK, UNIT};
use crate::vectors::{BLOCK, in_blocks};
use pulp::{Arch, Simd, WithSimd};

/// A jump that may not be 0 although its float was.
pub(super) const TINY: f64 = f64::MIN_POSITIVE;

#[derive(Default)]
pub(super) struct Field {
    pub padded: usize,
    pub channels: usize,
    /// By slot: where its rows begin; one more at the end.
    pub starts: Vec<u32>,
    /// By row: the event, in the order of events within each slot.
    pub events: Vec<u32>,
    /// By row and channel.
    pub jumps: Vec<f64>,
    /// By slot and channel, as are the next three.
    pub value: Vec<f64>,
    pub slope: Vec<f64>,
    pub spread: Vec<f64>,
    /// `|value| + |slope| + sum |jump|`: no value or slope on the stretch is larger.
    pub size: Vec<f64>,
    /// Where functions are known to be constant.
    pub levels: Option<Levels>,
    /// Whether the errors of the jumps are needed.
    pub bounded: bool,
    /// By row a bound on the Euclidean norm of the errors of its jumps, if they are needed.
    /// Meaningless at events of more than one neuron.
    pub errors: Vec<f64>,
    /// By row a bound on the Euclidean norm of its jumps, if needed.
    pub norms: Vec<f64>,
    /// For a maximum: the largest candidate of its last slot's first channel.
    pub leaders: Leaders,
}

/// The largest candidate along a stretch.
#[derive(Default)]
pub(super) struct Leaders {
    /// At the beginning.
    pub first: Option<usize>,
    /// From an event on; often the same as before.
    pub changes: Vec<(u32, usize)>,
}

/// For every piece between rows of a slot, and every channel: 0, or, if the function is exactly a
/// constant times `w` there, 1 more than the index of that constant.
#[derive(Default)]
pub(super) struct Levels {
    pub of: Vec<u8>,
    pub constants: Vec<f64>,
}

impl Levels {
    /// The code of a constant; 0 if there is no room for it.
    pub(super) fn code(&mut self, constant: f64) -> u8 {
        let known = self.constants.iter().position(|&c| c == constant);
        let index = known.unwrap_or_else(|| {
            self.constants.push(constant);
            self.constants.len() - 1
        });
        u8::try_from(index + 1).unwrap_or(0)
    }
}

impl Field {
    /// The output of a step with these inputs, with no slots yet.
    pub(super) fn after(
        inputs: &[&Self],
        [channels, padded]: [usize; 2],
        slots: usize,
        memory: &mut Memory,
    ) -> Self {
        Self {
            bounded: inputs.iter().any(|input| input.bounded),
            jumps: memory.take(),
            ..Self::new(channels, padded, slots)
        }
    }

    pub(super) fn new(channels: usize, padded: usize, slots: usize) -> Self {
        let mut starts = Vec::with_capacity(slots + 1);
        starts.push(0);
        let numbers = || Vec::with_capacity(slots * padded);
        Self {
            padded,
            channels,
            starts,
            value: numbers(),
            slope: numbers(),
            spread: numbers(),
            size: numbers(),
            ..Self::default()
        }
    }

    /// Leaves its memory to the next ones.
    pub(super) fn end(self, memory: &mut Memory) {
        memory.keep(self.jumps);
    }

    /// Removes all slots.
    pub(super) fn clear(&mut self) {
        self.starts.truncate(1);
        self.events.clear();
        for list in [
            &mut self.jumps,
            &mut self.value,
            &mut self.slope,
            &mut self.spread,
            &mut self.size,
            &mut self.errors,
            &mut self.norms,
        ] {
            list.clear();
        }
    }

    /// Begins the next slot, whose functions are 0 so far; returns its index.
    pub(super) fn begin_slot(&mut self) -> usize {
        let slot = self.slots();
        let numbers = (slot + 1) * self.padded;
        self.value.resize(numbers, 0.0);
        self.slope.resize(numbers, 0.0);
        self.spread.resize(numbers, 0.0);
        slot
    }

    /// Sets the events of the slot that was begun, without jumps yet; returns the first of its
    /// rows.
    ///
    /// # Errors
    /// If there are more jumps than memory should hold.
    pub(super) fn add_rows(&mut self, events: &[u32]) -> Result<usize, Stop> {
        let first_row = self.events.len();
        self.events.extend_from_slice(events);
        let jumps = self.events.len() * self.padded;
        if jumps > MOST_JUMPS {
            return Err(Stop::Large);
        }
        self.jumps.resize(jumps, 0.0);
        if self.bounded {
            self.errors.resize(self.events.len(), 0.0);
        }
        Ok(first_row)
    }

    /// Ends the slot that was begun, once its functions and rows are complete.
    pub(super) fn end_slot(&mut self, arch: Arch) {
        let first_row = self.starts[self.slots()] as usize;
        let units = self.units(self.slots());
        self.size.resize(units.end, 0.0);
        let sizes = Sizes {
            value: &self.value[units.clone()],
            slope: &self.slope[units.clone()],
            jumps: &self.jumps[first_row * self.padded..],
            size: &mut self.size[units],
        };
        arch.dispatch(sizes);
        if self.bounded {
            let rows = &self.jumps[first_row * self.padded..];
            let (padded, norms) = (self.padded, &mut self.norms);
            arch.dispatch(
                #[inline(always)]
                || {
                    for row in rows.chunks_exact(padded) {
                        norms.push(norm(row));
                    }
                },
            );
        }
        self.starts.push(self.events.len() as u32);
    }

    pub(super) fn slots(&self) -> usize {
        self.starts.len().saturating_sub(1)
    }

    /// The rows of a slot.
    pub(super) fn rows(&self, slot: usize) -> std::ops::Range<usize> {
        self.starts[slot] as usize..self.starts[slot + 1] as usize
    }

    /// The events of a slot.
    pub(super) fn events_of(&self, slot: usize) -> &[u32] {
        &self.events[self.rows(slot)]
    }

    pub(super) fn row(&self, row: usize) -> &[f64] {
        &self.jumps[row * self.padded..(row + 1) * self.padded]
    }

    /// The range of a slot in `value`, `slope` and `spread`.
    pub(super) fn units(&self, slot: usize) -> std::ops::Range<usize> {
        slot * self.padded..(slot + 1) * self.padded
    }

    /// Where the pieces of a slot begin in the levels.
    pub(super) fn pieces(&self, slot: usize) -> usize {
        (self.starts[slot] as usize + slot) * self.padded
    }

    /// The constant that a channel of a slot exactly is on a piece, counted from the slot's first.
    pub(super) fn level(&self, slot: usize, piece: usize, channel: usize) -> Option<f64> {
        let levels = self.levels.as_ref()?;
        let code = levels.of[self.pieces(slot) + piece * self.padded + channel];
        let index = usize::from(code).checked_sub(1)?;
        Some(levels.constants[index])
    }

    /// A bound on the relative error of a unit's value or slope when it is added up along the rows,
    /// as a multiple of its size.
    pub(super) fn walking(&self, slot: usize) -> f64 {
        (2 * self.rows(slot).len() + 16) as f64 * UNIT
    }
}

/// A bound on the Euclidean norm of a row of jumps.
#[inline(always)]
fn norm(row: &[f64]) -> f64 {
    let mut sums = [0.0; BLOCK];
    for block in row.chunks_exact(BLOCK) {
        for (sum, jump) in sums.iter_mut().zip(block) {
            *sum += jump * jump;
        }
    }
    // The last term is for squares that underflow.
    sums.iter().sum::<f64>().sqrt() * SLACK + row.len() as f64 * LEAST
}

/// Adds up the sizes of a slot.
struct Sizes<'a> {
    value: &'a [f64],
    slope: &'a [f64],
    jumps: &'a [f64],
    size: &'a mut [f64],
}

impl WithSimd for Sizes<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let from = [self.value, self.slope, self.jumps];
        let padded = self.size.len();
        in_blocks!(S, padded, at, size_block, (simd, from, at, self.size));
    }
}

#[inline(always)]
fn size_block<S: Simd, const V: usize>(simd: S, from: [&[f64]; 3], at: usize, size: &mut [f64]) {
    let (padded, width) = (size.len(), V * S::F64_LANES);
    let [value, slope, jumps] = from;
    let mut sums = [simd.splat_f64s(0.0); V];
    for row in [value, slope].into_iter().chain(jumps.chunks_exact(padded)) {
        let (row, _) = S::as_simd_f64s(&row[at..at + width]);
        for (sum, &number) in sums.iter_mut().zip(row) {
            *sum = simd.add_f64s(*sum, simd.abs_f64s(number));
        }
    }
    let slack = simd.splat_f64s(SLACK);
    let (size, _) = S::as_mut_simd_f64s(&mut size[at..at + width]);
    for (size, &sum) in size.iter_mut().zip(&sums) {
        *size = simd.mul_f64s(sum, slack);
    }
}
