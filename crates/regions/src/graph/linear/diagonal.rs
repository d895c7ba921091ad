//! Sums channel by channel.

use super::{LEAST, at_least, has_zero};
use crate::affine::{SLACK, gamma};
use crate::graph::Stop;
use crate::graph::duplicates::Slots;
use crate::graph::event::Events;
use crate::graph::field::{Field, TINY, Union};
use crate::graph::plan::{Diagonal, Scaled, Step, Tap};
use crate::graph::stretch::Stretch;
use pulp::Arch;

/// A sum over taps, channel by channel.
#[allow(clippy::too_many_arguments)]
pub(in crate::graph) fn diagonal(
    arch: Arch,
    step: &Step,
    diagonal: &Diagonal,
    inputs: &[&Field],
    (before, slots): (&[&Slots], &Slots),
    events: &Events,
    stretch: &Stretch,
    mut field: Field,
) -> Result<Field, Stop> {
    let mut union = Union::default();
    let mut terms: Vec<Term<'_>> = Vec::new();
    for (slot, &position) in slots.first.iter().enumerate() {
        let range = diagonal.taps.range(position as usize);
        let taps = diagonal.taps.taps[range.clone()].iter();
        terms.clear();
        terms.extend(taps.zip(&diagonal.factors[range]).map(|(tap, &factor)| {
            let Tap {
                input, position, ..
            } = *tap;
            Term {
                input: inputs[input as usize],
                from: before[input as usize].of[position as usize] as usize,
                factor,
            }
        }));
        union.begin(events);
        for term in &terms {
            union.add(events, term.input.events_of(term.from));
        }
        union.end(events);
        let first_row = field.begin_slot(&union)?;
        let sum = Sum {
            step,
            diagonal,
            terms: &terms,
            union: &union,
            slot,
            first_row,
            position: position as usize,
        };
        sum.values(&mut field, stretch);
        arch.dispatch(|| sum.jumps(&mut field));
        sum.mark_lost(arch, &mut field);
    }
    Ok(field)
}

/// A slot of an input and its factor.
struct Term<'a> {
    input: &'a Field,
    from: usize,
    factor: f64,
}

/// One slot of the output.
struct Sum<'a> {
    step: &'a Step,
    diagonal: &'a Diagonal,
    terms: &'a [Term<'a>],
    union: &'a Union,
    slot: usize,
    first_row: usize,
    position: usize,
}

impl Sum<'_> {
    /// The factors and summands of all channels, if there are any.
    fn scaled(&self) -> Option<[&[f64]; 2]> {
        let Scaled {
            scale,
            shift,
            by_position,
        } = self.diagonal.scale.as_ref()?;
        let begin = if *by_position {
            self.position * self.step.padded
        } else {
            0
        };
        let row = begin..begin + self.step.padded;
        Some([&scale[row.clone()], &shift[row]])
    }

    /// Values, slopes and spreads.
    fn values(&self, field: &mut Field, stretch: &Stretch) {
        let units = field.units(self.slot);
        let rounding = gamma(self.diagonal.terms + 4);
        let mut size = vec![0.0; self.step.padded];
        for term in self.terms {
            let (input, of) = (term.input, term.input.units(term.from));
            if term.factor == 0.0 {
                continue;
            }
            for channel in 0..self.step.channels {
                let (at, to) = (of.start + channel, units.start + channel);
                field.value[to] += term.factor * input.value[at];
                field.slope[to] += term.factor * input.slope[at];
                let weight = term.factor.abs().max(LEAST);
                let spread = input.spread[at];
                if spread != 0.0 {
                    field.spread[to] += weight * at_least(spread);
                }
                if input.size[at] != 0.0 {
                    size[channel] += weight * at_least(input.size[at]);
                }
            }
        }
        let exact = self.terms.len() == 1 && self.terms[0].factor.abs() == 1.0;
        let products = (self.diagonal.terms * (self.union.events.len() + 2)) as f64;
        for channel in 0..self.step.channels {
            let unit = units.start + channel;
            if !exact && size[channel] != 0.0 {
                field.spread[unit] += rounding * size[channel];
            }
            if let Some([scale, shift]) = self.scaled() {
                let (scale, shift) = (scale[channel], shift[channel]);
                field.value[unit] = field.value[unit] * scale + shift * stretch.w[0];
                field.slope[unit] =
                    field.slope[unit] * scale + shift * (stretch.w[1] - stretch.w[0]);
                if scale == 0.0 {
                    field.spread[unit] = 0.0;
                } else if field.spread[unit] != 0.0 || size[channel] != 0.0 {
                    field.spread[unit] = scale.abs().max(LEAST)
                        * at_least(field.spread[unit] + rounding * size[channel])
                        + rounding * 2.0 * shift.abs();
                }
            }
            if field.spread[unit] != 0.0 {
                field.spread[unit] = field.spread[unit] * SLACK + products * f64::MIN_POSITIVE;
            }
        }
    }

    /// Jumps, and what they are off by.
    #[inline(always)]
    #[allow(clippy::inline_always)] // what is not inlined is compiled without the machine's vectors
    fn jumps(&self, field: &mut Field) {
        let padded = self.step.padded;
        let rounding = gamma(self.diagonal.terms + 4);
        let begin = self.first_row * padded;
        for term in self.terms {
            let (input, factor) = (term.input, term.factor);
            if factor == 0.0 {
                continue;
            }
            for row in input.rows(term.from) {
                let place = self.union.place[input.events[row] as usize] as usize;
                let to = begin + place * padded..begin + (place + 1) * padded;
                let jumps = input.row(row);
                for (out, jump) in field.jumps[to.clone()].iter_mut().zip(jumps) {
                    *out += factor * jump;
                }
                if input.bounded {
                    let sizes = input.errors_of(row).iter().zip(jumps);
                    for (out, (before, jump)) in field.errors[to].iter_mut().zip(sizes) {
                        *out += factor.abs() * (before + rounding * jump.abs());
                    }
                }
            }
        }
        let floor = (self.diagonal.terms + 4) as f64 * f64::MIN_POSITIVE;
        if let Some([scale, _]) = self.scaled() {
            for row in field.jumps[begin..].chunks_exact_mut(padded) {
                for (jump, scale) in row.iter_mut().zip(scale) {
                    *jump *= scale;
                }
            }
            if field.bounded {
                for row in field.errors[begin..].chunks_exact_mut(padded) {
                    for (error, scale) in row.iter_mut().zip(scale) {
                        *error *= scale.abs();
                    }
                }
            }
        }
        if field.bounded {
            for error in &mut field.errors[begin..] {
                *error = *error * SLACK + floor;
            }
        }
    }

    /// Puts something in place of sums that came to 0 although not everything added is.
    fn mark_lost(&self, arch: Arch, field: &mut Field) {
        let (channels, padded) = (self.step.channels, self.step.padded);
        let begin = self.first_row * padded;
        if !has_zero(arch, &field.jumps[begin..], self.step) {
            return;
        }
        let scale = self.scaled().map(|[scale, _]| scale);
        for term in self.terms.iter().filter(|term| term.factor != 0.0) {
            let input = term.input;
            for row in input.rows(term.from) {
                let place = self.union.place[input.events[row] as usize] as usize;
                let out = &mut field.jumps[begin + place * padded..][..channels];
                for (channel, (out, jump)) in out.iter_mut().zip(input.row(row)).enumerate() {
                    let stays = scale.is_none_or(|scale| scale[channel] != 0.0);
                    if *out == 0.0 && *jump != 0.0 && stays {
                        *out = TINY;
                    }
                }
            }
        }
    }
}
