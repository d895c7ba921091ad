//! Convolutions and dense layers.

#![allow(clippy::inline_always)] // what is not inlined is compiled without the machine's vectors

use super::{has_zero, reach};
use crate::affine::{SLACK, gamma};
use crate::graph::Stop;
use crate::graph::duplicates::Slots;
use crate::graph::event::Events;
use crate::graph::field::{Field, TINY, Union};
use crate::graph::plan::{Mix, Step};
use crate::graph::stretch::Stretch;
use crate::vectors::in_blocks;
use pulp::{Arch, Simd, WithSimd};

/// The jumps of a field that are not 0, row by row.
struct Sparse {
    starts: Vec<u32>,
    entries: Vec<(u32, f64)>,
    /// For each entry what its products are off by, in parts of the weight; if anybody asks.
    errors: Vec<(u32, f64)>,
}

impl Sparse {
    fn new(field: &Field, rounding: f64) -> Self {
        let (mut starts, mut entries, mut errors) = (vec![0], Vec::new(), Vec::new());
        for (index, row) in field.jumps.chunks_exact(field.padded).enumerate() {
            for (channel, &jump) in row[..field.channels].iter().enumerate() {
                if jump != 0.0 {
                    entries.push((channel as u32, jump));
                }
            }
            let sizes = field.errors_of(index).iter().zip(row);
            for (channel, (error, jump)) in sizes.take(field.channels).enumerate() {
                if *jump != 0.0 {
                    errors.push((channel as u32, error + rounding * jump.abs()));
                }
            }
            starts.push(entries.len() as u32);
        }
        Self {
            starts,
            entries,
            errors,
        }
    }

    fn row(&self, row: usize) -> &[(u32, f64)] {
        &self.entries[self.starts[row] as usize..self.starts[row + 1] as usize]
    }

    fn errors_of(&self, row: usize) -> &[(u32, f64)] {
        if self.errors.is_empty() {
            return &[];
        }
        &self.errors[self.starts[row] as usize..self.starts[row + 1] as usize]
    }
}

/// A convolution or a dense layer.
#[allow(clippy::too_many_arguments)]
pub(in crate::graph) fn mix(
    arch: Arch,
    step: &Step,
    mix: &Mix,
    input: &Field,
    [before, slots]: [&Slots; 2],
    events: &Events,
    stretch: &Stretch,
    mut field: Field,
) -> Result<Field, Stop> {
    let reach = reach(input, mix.terms);
    let rounding = gamma(mix.terms + 3);
    let sparse = Sparse::new(input, rounding);
    let floor = (mix.terms + 4) as f64 * f64::MIN_POSITIVE;
    let mut union = Union::default();
    for (slot, &position) in slots.first.iter().enumerate() {
        let taps = mix.taps.of(position as usize);
        union.begin(events);
        for tap in taps {
            let from = before.of[tap.position as usize] as usize;
            union.add(events, input.events_of(from));
        }
        union.end(events);
        let first_row = field.begin_slot(&union)?;
        let units = field.units(slot);
        let rows = first_row * step.padded..field.jumps.len();
        for (at, &bias) in mix.bias.iter().enumerate() {
            field.value[units.start + at] = bias * stretch.w[0];
            field.slope[units.start + at] = bias * (stretch.w[1] - stretch.w[0]);
        }
        let pass = MixSlot {
            mix,
            input,
            reach: &reach,
            sparse: &sparse,
            before,
            position: position as usize,
            place: &union.place,
            padded: step.padded,
            value: &mut field.value[units.clone()],
            slope: &mut field.slope[units.clone()],
            spread: &mut field.spread[units.clone()],
            jumps: &mut field.jumps[rows.clone()],
            errors: if field.bounded {
                &mut field.errors[rows.clone()]
            } else {
                &mut []
            },
        };
        arch.dispatch(pass);
        let products = (mix.terms * (union.events.len() + 2)) as f64;
        for (spread, &bias) in field.spread[units].iter_mut().zip(&mix.bias) {
            if *spread != 0.0 {
                *spread =
                    *spread * SLACK + rounding * 2.0 * bias.abs() + products * f64::MIN_POSITIVE;
            }
        }
        if field.bounded {
            let errors = &mut field.errors[rows.clone()];
            arch.dispatch(
                #[inline(always)]
                || {
                    for error in errors {
                        *error = *error * SLACK + floor;
                    }
                },
            );
        }
        let jumps = &mut field.jumps[rows];
        if has_zero(arch, jumps, step) {
            mark_lost(
                mix,
                input,
                &sparse,
                before,
                position as usize,
                &union,
                step,
                jumps,
            );
        }
    }
    Ok(field)
}

/// Puts something in place of sums that came to 0 although not all products are.
#[allow(clippy::too_many_arguments)]
#[cold]
fn mark_lost(
    mix: &Mix,
    input: &Field,
    sparse: &Sparse,
    before: &Slots,
    position: usize,
    union: &Union,
    step: &Step,
    jumps: &mut [f64],
) {
    for tap in mix.taps.of(position) {
        let from = before.of[tap.position as usize] as usize;
        for row in input.rows(from) {
            let to = union.place[input.events[row] as usize] as usize * step.padded;
            for &(channel, _) in sparse.row(row) {
                let (weights, first) = weights(mix, input.channels, tap.cell, channel);
                for (jump, &weight) in jumps[to + first..].iter_mut().zip(weights) {
                    if *jump == 0.0 && weight != 0.0 {
                        *jump = TINY;
                    }
                }
            }
        }
    }
}

/// The weights of an input channel at a tap, and the first output channel that they are for.
#[inline(always)]
fn weights(mix: &Mix, channels: usize, tap: u32, channel: u32) -> (&[f64], usize) {
    let begin = (tap as usize * channels + channel as usize) * mix.span;
    let first = mix.first[channel as usize / mix.group];
    (&mix.weight[begin..begin + mix.span], first)
}

struct MixSlot<'a> {
    mix: &'a Mix,
    input: &'a Field,
    reach: &'a [f64],
    sparse: &'a Sparse,
    before: &'a Slots,
    position: usize,
    place: &'a [u32],
    padded: usize,
    value: &'a mut [f64],
    slope: &'a mut [f64],
    spread: &'a mut [f64],
    jumps: &'a mut [f64],
    errors: &'a mut [f64],
}

impl WithSimd for MixSlot<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let (mix, input) = (self.mix, self.input);
        for tap in mix.taps.of(self.position) {
            let from = self.before.of[tap.position as usize] as usize;
            let units = input.units(from);
            for (group, &first) in mix.first.iter().enumerate() {
                let channels = group * mix.group..(group + 1) * mix.group;
                let begin = (tap.cell as usize * input.channels + channels.start) * mix.span;
                let end = begin + mix.group * mix.span;
                let weight = &mix.weight[begin..end];
                let of = units.start + channels.start..units.start + channels.end;
                let to = first..first + mix.span;
                let from = [
                    &input.value[of.clone()],
                    &input.slope[of.clone()],
                    &self.reach[of],
                ];
                let out = [
                    &mut self.value[to.clone()],
                    &mut self.slope[to.clone()],
                    &mut self.spread[to],
                ];
                base(simd, weight, mix.span, from, out);
            }
            let tap_weights = tap.cell as usize * input.channels * mix.span;
            for row in input.rows(from) {
                let place = self.place[input.events[row] as usize] as usize;
                let to = place * self.padded..(place + 1) * self.padded;
                let weight = &mix.weight[tap_weights..];
                let out = &mut self.jumps[to.clone()];
                add::<S, false>(simd, mix, weight, self.sparse.row(row), out);
                if input.bounded {
                    let out = &mut self.errors[to];
                    add::<S, true>(simd, mix, weight, self.sparse.errors_of(row), out);
                }
            }
        }
    }
}

/// Values, slopes and bounds of one tap and group.
#[inline(always)]
fn base<S: Simd>(simd: S, weight: &[f64], span: usize, from: [&[f64]; 3], out: [&mut [f64]; 3]) {
    let [value, slope, spread] = out;
    in_blocks!(
        S,
        span,
        at,
        base_block,
        (simd, weight, span, at, from, [value, slope, spread])
    );
}

#[inline(always)]
fn base_block<S: Simd, const V: usize>(
    simd: S,
    weight: &[f64],
    span: usize,
    at: usize,
    from: [&[f64]; 3],
    out: [&mut [f64]; 3],
) {
    let width = V * S::F64_LANES;
    let [value, slope, spread] = out;
    let mut sums = [[simd.splat_f64s(0.0); V]; 3];
    sums[0].copy_from_slice(S::as_simd_f64s(&value[at..at + width]).0);
    sums[1].copy_from_slice(S::as_simd_f64s(&slope[at..at + width]).0);
    sums[2].copy_from_slice(S::as_simd_f64s(&spread[at..at + width]).0);
    for channel in 0..from[0].len() {
        let [v, s, e] = [from[0][channel], from[1][channel], from[2][channel]];
        if e == 0.0 {
            // Then the size is 0, and so is everything.
            continue;
        }
        let (v, s, e) = (simd.splat_f64s(v), simd.splat_f64s(s), simd.splat_f64s(e));
        let begin = channel * span + at;
        let (row, _) = S::as_simd_f64s(&weight[begin..begin + width]);
        for lane in 0..V {
            sums[0][lane] = simd.mul_add_e_f64s(row[lane], v, sums[0][lane]);
            sums[1][lane] = simd.mul_add_e_f64s(row[lane], s, sums[1][lane]);
            let weight = simd.abs_f64s(row[lane]);
            sums[2][lane] = simd.mul_add_e_f64s(weight, e, sums[2][lane]);
        }
    }
    S::as_mut_simd_f64s(&mut value[at..at + width])
        .0
        .copy_from_slice(&sums[0]);
    S::as_mut_simd_f64s(&mut slope[at..at + width])
        .0
        .copy_from_slice(&sums[1]);
    S::as_mut_simd_f64s(&mut spread[at..at + width])
        .0
        .copy_from_slice(&sums[2]);
}

/// Adds the weights of a tap, or their magnitudes, times entries.
#[inline(always)]
fn add<S: Simd, const MAGNITUDES: bool>(
    simd: S,
    mix: &Mix,
    weight: &[f64],
    mut entries: &[(u32, f64)],
    out: &mut [f64],
) {
    let span = mix.span;
    while let Some(&(channel, _)) = entries.first() {
        let group = channel as usize / mix.group;
        let end = ((group + 1) * mix.group) as u32;
        let count = if mix.first.len() == 1 {
            entries.len()
        } else {
            entries.iter().take_while(|entry| entry.0 < end).count()
        };
        let (these, rest) = entries.split_at(count);
        let first = mix.first[group];
        let out = &mut out[first..first + span];
        in_blocks!(
            S,
            span,
            at,
            add_block,
            (simd, weight, span, at, these, MAGNITUDES, out)
        );
        entries = rest;
    }
}

#[inline(always)]
fn add_block<S: Simd, const V: usize>(
    simd: S,
    weight: &[f64],
    span: usize,
    at: usize,
    entries: &[(u32, f64)],
    magnitudes: bool,
    out: &mut [f64],
) {
    let width = V * S::F64_LANES;
    let mut sums = [simd.splat_f64s(0.0); V];
    sums.copy_from_slice(S::as_simd_f64s(&out[at..at + width]).0);
    for &(channel, jump) in entries {
        let begin = channel as usize * span + at;
        let (row, _) = S::as_simd_f64s(&weight[begin..begin + width]);
        let jump = simd.splat_f64s(jump);
        for (sum, &weight) in sums.iter_mut().zip(row) {
            let weight = if magnitudes {
                simd.abs_f64s(weight)
            } else {
                weight
            };
            *sum = simd.mul_add_e_f64s(weight, jump, *sum);
        }
    }
    S::as_mut_simd_f64s(&mut out[at..at + width])
        .0
        .copy_from_slice(&sums);
}
