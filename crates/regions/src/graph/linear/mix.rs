//! Convolutions and dense layers.

#![allow(clippy::inline_always)] // what is not inlined is compiled without the machine's vectors

use super::{LEAST, has_zero, reach};
use crate::affine::{SLACK, gamma};
use crate::graph::Stop;
use crate::graph::duplicates::Slots;
use crate::graph::event::Events;
use crate::graph::field::{Field, TINY, Union};
use crate::graph::memory::Memory;
use crate::graph::plan::{Mix, Step};
use crate::graph::stretch::Stretch;
use crate::vectors::in_blocks;
use pulp::{Arch, Simd, WithSimd};

/// A convolution or a dense layer being computed.
pub(in crate::graph) struct Mixing<'a> {
    pub arch: Arch,
    pub step: &'a Step,
    pub mix: &'a Mix,
    pub input: &'a Field,
    pub before: &'a Slots,
    pub events: &'a Events,
    pub stretch: &'a Stretch,
}

/// Bounds on its input as a whole.
pub(in crate::graph) struct Prepared {
    /// The initial values of the error bounds.
    reach: Vec<f64>,
    /// The jumps that are not 0, row by row.
    starts: Vec<u32>,
    entries: Vec<(u32, f64)>,
}

impl Prepared {
    pub(in crate::graph) fn new(input: &Field, mix: &Mix, memory: &mut Memory) -> Self {
        let (mut starts, mut entries) = (vec![0], memory.take_entries());
        for row in input.jumps.chunks_exact(input.padded) {
            for (channel, &jump) in row[..input.channels].iter().enumerate() {
                if jump != 0.0 {
                    entries.push((channel as u32, jump));
                }
            }
            starts.push(entries.len() as u32);
        }
        Self {
            reach: reach(input, mix.terms),
            starts,
            entries,
        }
    }

    pub(in crate::graph) fn end(self, memory: &mut Memory) {
        memory.keep_entries(self.entries);
    }

    fn row(&self, row: usize) -> &[(u32, f64)] {
        &self.entries[self.starts[row] as usize..self.starts[row + 1] as usize]
    }
}

impl Mixing<'_> {
    /// Makes the next slot of a field, at a position.
    pub(in crate::graph) fn slot(
        &self,
        position: usize,
        prepared: &Prepared,
        union: &mut Union,
        field: &mut Field,
    ) -> Result<(), Stop> {
        let (mix, input, step) = (self.mix, self.input, self.step);
        let rounding = gamma(mix.terms + 3);
        let taps = mix.taps.of(position);
        union.begin(self.events);
        for tap in taps {
            let from = self.before.of[tap.position as usize] as usize;
            union.add(self.events, input.events_of(from));
        }
        union.end(self.events);
        let slot = field.begin_slot();
        let first_row = field.add_rows(&union.events)?;
        let units = field.units(slot);
        let w = self.stretch.w;
        for (at, &bias) in mix.bias.iter().enumerate() {
            field.value[units.start + at] = bias * w[0];
            field.slope[units.start + at] = bias * (w[1] - w[0]);
        }
        let jumps = &mut field.jumps[first_row * step.padded..];
        self.arch.dispatch(MixSlot {
            mix,
            input,
            prepared,
            before: self.before,
            position,
            place: &union.place,
            padded: step.padded,
            value: &mut field.value[units.clone()],
            slope: &mut field.slope[units.clone()],
            spread: &mut field.spread[units.clone()],
            jumps,
        });
        let products = (mix.terms * (union.events.len() + 2)) as f64;
        for (spread, &bias) in field.spread[units].iter_mut().zip(&mix.bias) {
            if *spread != 0.0 {
                *spread =
                    *spread * SLACK + rounding * 2.0 * bias.abs() + products * f64::MIN_POSITIVE;
            }
        }
        if field.bounded {
            let errors = &mut field.errors[first_row..];
            for tap in taps {
                let from = self.before.of[tap.position as usize] as usize;
                let [norm, sizes] = mix.norms()[tap.cell as usize];
                for row in input.rows(from) {
                    let place = union.place[input.events[row] as usize] as usize;
                    let off = norm * input.errors[row] + sizes * rounding * input.norms[row];
                    errors[place] += off * SLACK + step.padded as f64 * LEAST;
                }
            }
        }
        if has_zero(self.arch, jumps, step) {
            mark_lost(self, prepared, position, union, jumps);
        }
        field.end_slot(self.arch);
        Ok(())
    }
}

/// Replaces sums that came to 0 although not all products are 0.
#[cold]
fn mark_lost(
    mixing: &Mixing<'_>,
    prepared: &Prepared,
    position: usize,
    union: &Union,
    jumps: &mut [f64],
) {
    let (mix, input) = (mixing.mix, mixing.input);
    for tap in mix.taps.of(position) {
        let from = mixing.before.of[tap.position as usize] as usize;
        for row in input.rows(from) {
            let place = union.place[input.events[row] as usize] as usize;
            let to = place * mixing.step.padded;
            for &(channel, _) in prepared.row(row) {
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
    prepared: &'a Prepared,
    before: &'a Slots,
    position: usize,
    place: &'a [u32],
    padded: usize,
    value: &'a mut [f64],
    slope: &'a mut [f64],
    spread: &'a mut [f64],
    jumps: &'a mut [f64],
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
                    &self.prepared.reach[of],
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
                let out = &mut self.jumps[to];
                add(simd, mix, weight, self.prepared.row(row), out);
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

/// Adds the weights of a tap times entries.
#[inline(always)]
fn add<S: Simd>(simd: S, mix: &Mix, weight: &[f64], mut entries: &[(u32, f64)], out: &mut [f64]) {
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
        in_blocks!(S, span, at, add_block, (simd, weight, span, at, these, out));
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
            *sum = simd.mul_add_e_f64s(weight, jump, *sum);
        }
    }
    S::as_mut_simd_f64s(&mut out[at..at + width])
        .0
        .copy_from_slice(&sums);
}
