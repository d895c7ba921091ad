//! The products of a convolution or dense layer, vector by vector.

#![allow(clippy::inline_always)] // what is not inlined is compiled without the machine's vectors

use super::prepared::Prepared;
use crate::graph::duplicates::Slots;
use crate::graph::field::Field;
use crate::graph::plan::Mix;
use crate::vectors::in_blocks;
use pulp::{Simd, WithSimd};

/// A convolution or a dense layer, and its input.
#[derive(Clone, Copy)]
pub(in crate::graph) struct Mixing<'a> {
    pub mix: &'a Mix,
    pub input: &'a Field,
    /// The slots of the input.
    pub before: &'a Slots,
    pub prepared: &'a Prepared,
}

/// The weights of a slot times the values, slopes, bounds and jumps that it sees.
pub(super) struct Product<'a> {
    pub mixing: Mixing<'a>,
    pub position: usize,
    pub place: &'a [u32],
    pub padded: usize,
    pub value: &'a mut [f64],
    pub slope: &'a mut [f64],
    pub spread: &'a mut [f64],
    pub jumps: &'a mut [f64],
}

impl WithSimd for Product<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Mixing {
            mix,
            input,
            before,
            prepared,
        } = self.mixing;
        for tap in mix.taps.of(self.position) {
            let from = before.of[tap.position as usize] as usize;
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
                    &prepared.reach[of],
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
                add(simd, mix, weight, prepared.row(row), out);
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
