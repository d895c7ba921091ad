//! Sums channel by channel.

use super::{Before, LinearSlot, has_zero};
use crate::affine::{SLACK, gamma};
use crate::graph::Stop;
use crate::graph::field::{Field, TINY};
use crate::graph::norm::{LEAST, at_least};
use crate::graph::plan::{Diagonal, Scaled, Step};
use crate::graph::stretch::Stretch;
use crate::graph::union::Union;
use pulp::Arch;
use smallvec::SmallVec;

impl LinearSlot<'_> {
    /// Makes the next slot of a field: sums over taps, channel by channel.
    pub(in crate::graph) fn diagonal(
        &self,
        diagonal: &Diagonal,
        before: Before<'_>,
        union: &mut Union,
        field: &mut Field,
    ) -> Result<(), Stop> {
        let (events, position) = (self.events, self.position);
        let range = diagonal.taps.range(position);
        let taps = diagonal.taps.taps[range.clone()].iter();
        let terms = taps.zip(&diagonal.factors[range]).map(|(tap, &factor)| {
            let (input, from) = before.at(tap.input, tap.position);
            Term {
                input,
                from,
                factor,
            }
        });
        let terms: SmallVec<[Term<'_>; 4]> = terms.collect();
        union.begin(events);
        for term in &terms {
            union.add(events, term.input.events_of(term.from));
        }
        union.end(events);
        let slot = field.begin_slot();
        let first_row = field.add_rows(&union.events)?;
        let sum = Sum {
            step: self.step,
            diagonal,
            terms: &terms,
            union,
            slot,
            first_row,
            position,
        };
        sum.values(field, self.stretch);
        self.arch.dispatch(|| sum.jumps(field));
        if field.bounded {
            sum.errors(&mut field.errors);
        }
        sum.mark_lost(self.arch, field);
        field.end_slot(self.arch);
        Ok(())
    }
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

    /// Jumps.
    #[inline(always)]
    #[allow(clippy::inline_always)] // what is not inlined is compiled without the machine's vectors
    fn jumps(&self, field: &mut Field) {
        let padded = self.step.padded;
        let begin = self.first_row * padded;
        for term in self.terms {
            let (input, factor) = (term.input, term.factor);
            if factor == 0.0 {
                continue;
            }
            for row in input.rows(term.from) {
                let place = self.union.place[input.events[row] as usize] as usize;
                let to = begin + place * padded..begin + (place + 1) * padded;
                for (out, jump) in field.jumps[to].iter_mut().zip(input.row(row)) {
                    *out += factor * jump;
                }
            }
        }
        if let Some([scale, _]) = self.scaled() {
            for row in field.jumps[begin..].chunks_exact_mut(padded) {
                for (jump, scale) in row.iter_mut().zip(scale) {
                    *jump *= scale;
                }
            }
        }
    }

    /// The errors of the jumps, row by row.
    fn errors(&self, errors: &mut [f64]) {
        let rounding = gamma(self.diagonal.terms + 4);
        let largest = self.scaled().map_or(1.0, |[scale, _]| {
            let sizes = scale.iter().map(|scale| scale.abs());
            sizes.fold(0.0, f64::max)
        });
        for term in self.terms {
            let weight = term.factor.abs() * largest * SLACK;
            for row in term.input.rows(term.from) {
                let place = self.union.place[term.input.events[row] as usize] as usize;
                let off = term.input.errors[row] + rounding * term.input.norms[row];
                errors[self.first_row + place] += weight * off + self.step.padded as f64 * LEAST;
            }
        }
    }

    /// Replaces sums that came to 0 although not all summands are 0.
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
