//! Linear steps: the functions after them, and the errors of floats.
//!
//! A sum of `n` products of computed numbers is off by at most `gamma(n + 1)` of the sum of
//! magnitudes, for values, slopes and jumps alike, so that the whole function is off by at most that
//! of the weighted sizes; and a function that is off by `E` before is off by at most `sum |W| E` after.

#![allow(clippy::inline_always)] // what is not inlined is compiled without the machine's vectors

mod diagonal;
mod mix;
mod moved;
mod prepared;
mod product;

pub(super) use self::prepared::Prepared;
pub(super) use self::product::Mixing;

use super::duplicates::Slots;
use super::event::Events;
use super::field::{Field, Levels};
use super::plan::Step;
use super::stretch::Stretch;
use crate::Line;
use crate::affine::gamma;
use pulp::Arch;

/// A slot of a linear step, to be computed.
pub(super) struct LinearSlot<'a> {
    pub arch: Arch,
    pub step: &'a Step,
    /// The slot's first position.
    pub position: usize,
    pub events: &'a Events,
    pub stretch: &'a Stretch,
}

/// The inputs of a step.
#[derive(Clone, Copy)]
pub(super) struct Before<'a> {
    /// All fields so far, by step.
    pub fields: &'a [Field],
    pub steps: &'a [Step],
    pub slots: &'a [Slots],
    pub inputs: &'a [usize],
}

impl<'a> Before<'a> {
    /// The field of an input, and its slot at a position.
    pub(super) fn at(&self, input: u32, position: u32) -> (&'a Field, usize) {
        let step = self.inputs[input as usize];
        let slot = if self.steps[step].passing {
            // The contents are those of the current position.
            0
        } else {
            self.slots[step].of[position as usize] as usize
        };
        (&self.fields[step], slot)
    }
}

/// The input along a stretch.
pub(super) fn input(
    arch: Arch,
    step: &Step,
    slots: &Slots,
    line: &Line,
    stretch: &Stretch,
    bounded: bool,
) -> Field {
    let mut field = Field::new(step.channels, step.padded, slots.len());
    field.bounded = bounded;
    for &position in &slots.first {
        let slot = field.begin_slot();
        for channel in 0..step.channels {
            let element = channel * step.positions + position as usize;
            let (origin, direction) = (line.origin[element], line.direction[element]);
            let at = |end: usize| origin * stretch.w[end] + direction * stretch.x[end];
            let unit = slot * step.padded + channel;
            let [start, end] = [at(0), at(1)];
            field.value[unit] = start;
            field.slope[unit] = if direction == 0.0 {
                origin * (stretch.w[1] - stretch.w[0])
            } else {
                end - start
            };
            if direction != 0.0 {
                let reach = stretch.x[0].abs().max(stretch.x[1].abs());
                let size = origin.abs() + direction.abs() * reach;
                field.spread[unit] = size * gamma(8) + 8.0 * f64::MIN_POSITIVE;
            }
        }
        field.end_slot(arch);
    }
    field
}

/// Numbers that do not depend on the input.
pub(super) fn constant(
    arch: Arch,
    step: &Step,
    slots: &Slots,
    values: &[f64],
    stretch: &Stretch,
) -> Field {
    let mut field = Field::new(step.channels, step.padded, slots.len());
    let mut levels = Levels::default();
    levels.of.resize(slots.len() * step.padded, 0);
    for &position in &slots.first {
        let slot = field.begin_slot();
        for channel in 0..step.channels {
            let number = values[channel * step.positions + position as usize];
            let unit = slot * step.padded + channel;
            field.value[unit] = number * stretch.w[0];
            field.slope[unit] = number * (stretch.w[1] - stretch.w[0]);
            levels.of[unit] = levels.code(number);
        }
        field.end_slot(arch);
    }
    field.levels = Some(levels);
    field
}

/// Whether any channel of any row has a jump of 0.
fn has_zero(arch: Arch, jumps: &[f64], step: &Step) -> bool {
    arch.dispatch(
        #[inline(always)]
        || {
            let mut any = false;
            for row in jumps.chunks_exact(step.padded) {
                // No early exit, so that it is vectorised.
                for &jump in &row[..step.channels] {
                    any |= jump == 0.0;
                }
            }
            any
        },
    )
}
