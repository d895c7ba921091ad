//! The functions of all units of a step along a stretch.
//!
//! A unit is `value + slope t + sum of jump_e max(0, t - t_e)` over the events `e` that bend it. The
//! numbers are floats, taken as exact; the unit's true function is at most `spread` away from that,
//! anywhere on the stretch. All slots of a step have the events of all their channels in common.
//! A jump that is 0 is truly 0: where a sum of others only rounds to 0, [`TINY`] stands for it.
//!
//! Where somebody asks whether the outputs truly bend, a bound on the error of each jump goes along.
//! A bend of an output is the bend of one neuron times the weights on the ways from it, on which every
//! other neuron is on one piece. So the computed jump is certainly not 0 if it is larger than what the
//! sums on these ways round, whatever the bend itself is off by: errors here count that as exact.

use super::event::Events;
use super::{MOST_JUMPS, Stop};
use crate::affine::{SLACK, UNIT};
use pulp::Arch;

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
    /// Whether anybody asks what the jumps are off by.
    pub bounded: bool,
    /// By row and channel what the jumps are off by, if so. Means nothing at events that are not those
    /// of one neuron alone.
    pub errors: Vec<f64>,
    /// Of a maximum: which candidate of its last slot's first channel is the largest.
    pub leaders: Leaders,
}

/// The memory of fields that nobody reads any more: what is new from the system costs more than what is
/// done with it.
#[derive(Default)]
pub(super) struct Memory {
    spare: Vec<Vec<f64>>,
}

impl Memory {
    /// An empty list, with the memory that was used last.
    fn take(&mut self) -> Vec<f64> {
        let mut list = self.spare.pop().unwrap_or_default();
        list.clear();
        list
    }

    /// Takes the memory of a field.
    pub(super) fn keep(&mut self, field: Field) {
        let lists = [field.jumps, field.errors];
        let lists = lists.into_iter().filter(|list| list.capacity() > 0);
        self.spare.extend(lists);
    }

    /// Takes the memory of fields.
    pub(super) fn keep_all(&mut self, fields: Vec<Field>) {
        for field in fields {
            self.keep(field);
        }
    }
}

/// The largest candidate along a stretch.
#[derive(Default)]
pub(super) struct Leaders {
    /// At the beginning.
    pub first: Option<usize>,
    /// From an event on; the same as before, often.
    pub changes: Vec<(u32, usize)>,
}

/// For every piece between rows of a slot, and every channel: 0, or 1 more than the index of the
/// constant, times `w`, that the function exactly is there.
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
    /// What a step makes of these inputs, with no rows yet.
    pub(super) fn after(
        inputs: &[&Self],
        [channels, padded]: [usize; 2],
        slots: usize,
        memory: &mut Memory,
    ) -> Self {
        let bounded = inputs.iter().any(|input| input.bounded);
        Self {
            bounded,
            jumps: memory.take(),
            errors: if bounded { memory.take() } else { Vec::new() },
            ..Self::new(channels, padded, slots)
        }
    }

    pub(super) fn new(channels: usize, padded: usize, slots: usize) -> Self {
        let mut starts = Vec::with_capacity(slots + 1);
        starts.push(0);
        Self {
            padded,
            channels,
            starts,
            value: vec![0.0; slots * padded],
            slope: vec![0.0; slots * padded],
            spread: vec![0.0; slots * padded],
            ..Self::default()
        }
    }

    /// Begins the next slot, with these events and no jumps yet; the first of its rows.
    ///
    /// # Errors
    /// If there are more jumps than memory should hold.
    pub(super) fn begin_slot(&mut self, union: &Union) -> Result<usize, Stop> {
        let first_row = self.events.len();
        self.events.extend_from_slice(&union.events);
        self.starts.push(self.events.len() as u32);
        let jumps = self.events.len() * self.padded;
        if jumps > MOST_JUMPS {
            return Err(Stop::Large);
        }
        self.jumps.resize(jumps, 0.0);
        if self.bounded {
            self.errors.resize(jumps, 0.0);
        }
        Ok(first_row)
    }

    pub(super) fn slots(&self) -> usize {
        self.value.len() / self.padded.max(1)
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

    /// The bounds of a row; nothing if nobody asks.
    pub(super) fn errors_of(&self, row: usize) -> &[f64] {
        if self.bounded {
            &self.errors[row * self.padded..(row + 1) * self.padded]
        } else {
            &[]
        }
    }

    /// Which numbers of `value`, `slope` and `spread` are a slot's.
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

    /// Adds up the sizes, once everything else is there.
    pub(super) fn finish(&mut self, arch: Arch) {
        let mut sizes = std::mem::take(&mut self.size);
        sizes.clear();
        let pairs = self.value.iter().zip(&self.slope);
        sizes.extend(pairs.map(|(v, s)| v.abs() + s.abs()));
        arch.dispatch(
            #[inline(always)]
            || {
                for (slot, size) in sizes.chunks_exact_mut(self.padded.max(1)).enumerate() {
                    let rows = self.rows(slot);
                    let jumps = &self.jumps[rows.start * self.padded..rows.end * self.padded];
                    for row in jumps.chunks_exact(self.padded) {
                        for (size, jump) in size.iter_mut().zip(row) {
                            *size += jump.abs();
                        }
                    }
                    for size in size {
                        *size *= SLACK;
                    }
                }
            },
        );
        self.size = sizes;
    }

    /// How far off a value or slope of a unit may be that is added up along the rows: no more than
    /// this times its size.
    pub(super) fn walking(&self, slot: usize) -> f64 {
        (2 * self.rows(slot).len() + 16) as f64 * UNIT
    }
}

/// Events of several slots taken together, in order.
#[derive(Default)]
pub(super) struct Union {
    words: Vec<u64>,
    /// The events.
    pub events: Vec<u32>,
    /// By event: its index in `events`, if it is there.
    pub place: Vec<u32>,
}

impl Union {
    pub(super) fn begin(&mut self, events: &Events) {
        self.words.resize(events.all.len().div_ceil(64), 0);
        self.place.resize(events.all.len(), 0);
        self.events.clear();
    }

    pub(super) fn add(&mut self, events: &Events, some: &[u32]) {
        for &event in some {
            let rank = events.rank[event as usize];
            self.words[(rank / 64) as usize] |= 1 << (rank % 64);
        }
    }

    pub(super) fn end(&mut self, events: &Events) {
        let sorted = events.sorted();
        for (index, word) in self.words.iter_mut().enumerate() {
            while *word != 0 {
                let rank = index * 64 + word.trailing_zeros() as usize;
                *word &= *word - 1;
                let event = sorted[rank];
                self.place[event as usize] = self.events.len() as u32;
                self.events.push(event);
            }
        }
    }
}
