//! Linear steps: what they make of functions, and by how much floats are off.
//!
//! A sum of `n` products of computed numbers is off by at most `gamma(n + 1)` of the sum of
//! magnitudes, for values, slopes and jumps alike, so that the whole function is off by at most that
//! of the weighted sizes; and a function that is off by `E` before is off by at most `sum |W| E` after.

#![allow(clippy::inline_always)] // what is not inlined is compiled without the machine's vectors

use super::duplicates::Slots;
use super::event::Events;
use super::field::{Field, Levels, TINY, Union};
use super::plan::{Diagonal, Mix, Moved, Step};
use super::stretch::Stretch;
use super::{MOST_JUMPS, Stop};
use crate::Line;
use crate::affine::{SLACK, gamma};
use crate::vectors::in_blocks;
use pulp::{Arch, Simd, WithSimd};

/// Products with anything smaller might underflow, and bounds must not.
const LEAST: f64 = 1e-150;

/// The input along a stretch.
pub(super) fn input(step: &Step, slots: &Slots, line: &Line, stretch: &Stretch) -> Field {
    let mut field = Field::new(step.channels, step.padded, slots.len());
    for (slot, &position) in slots.first.iter().enumerate() {
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
        field.starts.push(0);
    }
    field.finish();
    field
}

/// Numbers that do not depend on the input.
pub(super) fn constant(step: &Step, slots: &Slots, values: &[f64], stretch: &Stretch) -> Field {
    let mut field = Field::new(step.channels, step.padded, slots.len());
    let mut levels = Levels::default();
    levels.of.resize(slots.len() * step.padded, 0);
    for (slot, &position) in slots.first.iter().enumerate() {
        for channel in 0..step.channels {
            let number = values[channel * step.positions + position as usize];
            let unit = slot * step.padded + channel;
            field.value[unit] = number * stretch.w[0];
            field.slope[unit] = number * (stretch.w[1] - stretch.w[0]);
            levels.of[unit] = levels.code(number);
        }
        field.starts.push(0);
    }
    field.levels = Some(levels);
    field.finish();
    field
}

/// What the error bounds of the next step begin with: the spread, and the rounding of its products.
fn reach(field: &Field, terms: usize) -> Vec<f64> {
    let gamma = gamma(terms + 3);
    let pairs = field.spread.iter().zip(&field.size);
    pairs
        .map(|(spread, size)| {
            let reach = spread + gamma * size;
            if reach == 0.0 { 0.0 } else { at_least(reach) }
        })
        .collect()
}

/// A bound that does not underflow, and does not vanish where nothing is known.
fn at_least(bound: f64) -> f64 {
    if bound.is_nan() {
        f64::INFINITY
    } else {
        bound.max(LEAST)
    }
}

/// The jumps of a field that are not 0, row by row.
struct Sparse {
    starts: Vec<u32>,
    entries: Vec<(u32, f64)>,
}

impl Sparse {
    fn new(field: &Field) -> Self {
        let (mut starts, mut entries) = (vec![0], Vec::new());
        for row in field.jumps.chunks_exact(field.padded) {
            for (channel, &jump) in row[..field.channels].iter().enumerate() {
                if jump != 0.0 {
                    entries.push((channel as u32, jump));
                }
            }
            starts.push(entries.len() as u32);
        }
        Self { starts, entries }
    }

    fn row(&self, row: usize) -> &[(u32, f64)] {
        &self.entries[self.starts[row] as usize..self.starts[row + 1] as usize]
    }
}

/// A convolution or a dense layer.
pub(super) fn mix(
    arch: Arch,
    step: &Step,
    mix: &Mix,
    input: &Field,
    [before, slots]: [&Slots; 2],
    events: &Events,
    stretch: &Stretch,
) -> Result<Field, Stop> {
    let mut field = Field::new(step.channels, step.padded, slots.len());
    let reach = reach(input, mix.terms);
    let sparse = Sparse::new(input);
    let rounding = gamma(mix.terms + 3);
    let mut union = Union::default();
    for (slot, &position) in slots.first.iter().enumerate() {
        let taps = mix.taps.of(position as usize);
        union.begin(events);
        for tap in taps {
            let from = before.of[tap.position as usize] as usize;
            union.add(events, input.events_of(from));
        }
        union.end(events);
        let first_row = field.events.len();
        field.events.extend_from_slice(&union.events);
        field.starts.push(field.events.len() as u32);
        if field.events.len() * step.padded > MOST_JUMPS {
            return Err(Stop::Large);
        }
        field.jumps.resize(field.events.len() * step.padded, 0.0);
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
        };
        arch.dispatch(pass);
        let products = (mix.terms * (union.events.len() + 2)) as f64;
        for (spread, &bias) in field.spread[units].iter_mut().zip(&mix.bias) {
            if *spread != 0.0 {
                *spread =
                    *spread * SLACK + rounding * 2.0 * bias.abs() + products * f64::MIN_POSITIVE;
            }
        }
        let jumps = &mut field.jumps[rows];
        let zeros = jumps
            .chunks_exact(step.padded)
            .any(|row| row[..step.channels].contains(&0.0));
        if zeros {
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
    field.finish();
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
                let out = &mut self.jumps[place * self.padded..(place + 1) * self.padded];
                let mut entries = self.sparse.row(row);
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
                    let out = &mut out[first..first + mix.span];
                    add(simd, &mix.weight[tap_weights..], mix.span, these, out);
                    entries = rest;
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

/// Adds weights times entries: channels count from the beginning of `weight`.
#[inline(always)]
fn add<S: Simd>(simd: S, weight: &[f64], span: usize, entries: &[(u32, f64)], out: &mut [f64]) {
    in_blocks!(
        S,
        span,
        at,
        add_block,
        (simd, weight, span, at, entries, out)
    );
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

/// A sum over taps, channel by channel.
#[allow(clippy::too_many_lines)] // one pass over a slot
pub(super) fn diagonal(
    step: &Step,
    diagonal: &Diagonal,
    inputs: &[&Field],
    before: &[&Slots],
    slots: &Slots,
    events: &Events,
    stretch: &Stretch,
) -> Result<Field, Stop> {
    let mut field = Field::new(step.channels, step.padded, slots.len());
    let rounding = gamma(diagonal.terms + 4);
    let mut union = Union::default();
    // Sums that came to 0 although something was added.
    let mut touched: Vec<bool> = Vec::new();
    for (slot, &position) in slots.first.iter().enumerate() {
        let range = diagonal.taps.range(position as usize);
        let taps = &diagonal.taps.taps[range.clone()];
        let factors = &diagonal.factors[range];
        let slot_of = |tap: &super::plan::Tap| {
            let input = tap.input as usize;
            (input, before[input].of[tap.position as usize] as usize)
        };
        union.begin(events);
        for tap in taps {
            let (input, from) = slot_of(tap);
            union.add(events, inputs[input].events_of(from));
        }
        union.end(events);
        let first_row = field.events.len();
        field.events.extend_from_slice(&union.events);
        field.starts.push(field.events.len() as u32);
        if field.events.len() * step.padded > MOST_JUMPS {
            return Err(Stop::Large);
        }
        field.jumps.resize(field.events.len() * step.padded, 0.0);
        touched.clear();
        touched.resize(union.events.len() * step.padded, false);
        let units = field.units(slot);
        let jumps = &mut field.jumps[first_row * step.padded..];
        let mut size = vec![0.0; step.padded];
        for (tap, &factor) in taps.iter().zip(factors) {
            let (input, from) = slot_of(tap);
            let (input, of) = (inputs[input], inputs[input].units(from));
            if factor == 0.0 {
                continue;
            }
            for channel in 0..step.channels {
                let (at, to) = (of.start + channel, units.start + channel);
                field.value[to] += factor * input.value[at];
                field.slope[to] += factor * input.slope[at];
                let weight = factor.abs().max(LEAST);
                let spread = input.spread[at];
                if spread != 0.0 {
                    field.spread[to] += weight * at_least(spread);
                }
                if input.size[at] != 0.0 {
                    size[channel] += weight * at_least(input.size[at]);
                }
            }
            for row in input.rows(from) {
                let place = union.place[input.events[row] as usize] as usize * step.padded;
                for (channel, &jump) in input.row(row)[..step.channels].iter().enumerate() {
                    jumps[place + channel] += factor * jump;
                    touched[place + channel] |= jump != 0.0;
                }
            }
        }
        let exact = taps.len() == 1 && factors[0].abs() == 1.0;
        for channel in 0..step.channels {
            let unit = units.start + channel;
            if !exact && size[channel] != 0.0 {
                field.spread[unit] += rounding * size[channel];
            }
            if let Some(scaled) = &diagonal.scale {
                let at = channel
                    + if scaled.by_position {
                        position as usize * step.padded
                    } else {
                        0
                    };
                let (scale, shift) = (scaled.scale[at], scaled.shift[at]);
                field.value[unit] = field.value[unit] * scale + shift * stretch.w[0];
                field.slope[unit] =
                    field.slope[unit] * scale + shift * (stretch.w[1] - stretch.w[0]);
                for row in jumps.chunks_exact_mut(step.padded) {
                    row[channel] *= scale;
                }
                if scale == 0.0 {
                    field.spread[unit] = 0.0;
                    touched
                        .iter_mut()
                        .skip(channel)
                        .step_by(step.padded)
                        .for_each(|t| *t = false);
                } else if field.spread[unit] != 0.0 || size[channel] != 0.0 {
                    field.spread[unit] = scale.abs().max(LEAST)
                        * at_least(field.spread[unit] + rounding * size[channel])
                        + rounding * 2.0 * shift.abs();
                }
            }
            if field.spread[unit] != 0.0 {
                field.spread[unit] = field.spread[unit] * SLACK
                    + (diagonal.terms * (union.events.len() + 2)) as f64 * f64::MIN_POSITIVE;
            }
        }
        for (jump, &touched) in jumps.iter_mut().zip(&touched) {
            if touched && *jump == 0.0 {
                *jump = TINY;
            }
        }
    }
    field.finish();
    Ok(field)
}

/// Elements in other places.
pub(super) fn moved(
    step: &Step,
    moved: &[Moved],
    inputs: &[&Field],
    before: &[&Slots],
    slots: &Slots,
    events: &Events,
    stretch: &Stretch,
) -> Result<Field, Stop> {
    let mut field = Field::new(step.channels, step.padded, slots.len());
    let mut levels = step.wants_levels.then(Levels::default);
    let mut union = Union::default();
    for (slot, &position) in slots.first.iter().enumerate() {
        let sources = &moved[position as usize * step.channels..][..step.channels];
        let slot_of = |input: u32, position: u32| {
            (
                inputs[input as usize],
                before[input as usize].of[position as usize] as usize,
            )
        };
        union.begin(events);
        let mut last = None;
        for source in sources {
            if let Moved::Element {
                input, position, ..
            } = *source
            {
                let (field, from) = slot_of(input, position);
                // Channels of one position come one after the other, often.
                if last != Some((input, from)) {
                    union.add(events, field.events_of(from));
                    last = Some((input, from));
                }
            }
        }
        union.end(events);
        let first_row = field.events.len();
        field.events.extend_from_slice(&union.events);
        field.starts.push(field.events.len() as u32);
        if field.events.len() * step.padded > MOST_JUMPS {
            return Err(Stop::Large);
        }
        field.jumps.resize(field.events.len() * step.padded, 0.0);
        let pieces = field.pieces(slot);
        if let Some(levels) = &mut levels {
            levels
                .of
                .resize(pieces + (union.events.len() + 1) * step.padded, 0);
        }
        let units = field.units(slot);
        let jumps = &mut field.jumps[first_row * step.padded..];
        for (channel, source) in sources.iter().enumerate() {
            let to = units.start + channel;
            match *source {
                Moved::Number(number) => {
                    field.value[to] = number * stretch.w[0];
                    field.slope[to] = number * (stretch.w[1] - stretch.w[0]);
                    if let Some(levels) = &mut levels {
                        let code = levels.code(number);
                        for piece in 0..=union.events.len() {
                            levels.of[pieces + piece * step.padded + channel] = code;
                        }
                    }
                }
                Moved::Element {
                    input,
                    position,
                    channel: from_channel,
                } => {
                    let (source, from) = slot_of(input, position);
                    let from_channel = from_channel as usize;
                    let at = source.units(from).start + from_channel;
                    field.value[to] = source.value[at];
                    field.slope[to] = source.slope[at];
                    field.spread[to] = source.spread[at];
                    let rows = source.rows(from);
                    for row in rows.clone() {
                        let place = union.place[source.events[row] as usize] as usize;
                        jumps[place * step.padded + channel] =
                            source.jumps[row * source.padded + from_channel];
                    }
                    if let Some(levels) = &mut levels {
                        let mut piece = 0;
                        for index in 0..=union.events.len() {
                            let passed = index > 0
                                && piece < rows.len()
                                && source.events[rows.start + piece] == union.events[index - 1];
                            piece += usize::from(passed);
                            let known = source.level(from, piece, from_channel);
                            let code = known.map_or(0, |constant| levels.code(constant));
                            levels.of[pieces + index * step.padded + channel] = code;
                        }
                    }
                }
            }
        }
    }
    field.levels = levels;
    field.finish();
    Ok(field)
}
