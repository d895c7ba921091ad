//! Sums channel by channel.

use super::{LEAST, at_least};
use crate::affine::{SLACK, gamma};
use crate::graph::Stop;
use crate::graph::duplicates::Slots;
use crate::graph::event::Events;
use crate::graph::field::{Field, TINY, Union};
use crate::graph::plan::{Diagonal, Step, Tap};
use crate::graph::stretch::Stretch;

/// A sum over taps, channel by channel.
#[allow(clippy::too_many_lines)] // one pass over a slot
pub(in crate::graph) fn diagonal(
    step: &Step,
    diagonal: &Diagonal,
    inputs: &[&Field],
    before: &[&Slots],
    slots: &Slots,
    events: &Events,
    stretch: &Stretch,
) -> Result<Field, Stop> {
    let mut field = Field::after(inputs, [step.channels, step.padded], slots.len());
    let rounding = gamma(diagonal.terms + 4);
    let mut union = Union::default();
    // Sums that came to 0 although something was added.
    let mut touched: Vec<bool> = Vec::new();
    for (slot, &position) in slots.first.iter().enumerate() {
        let range = diagonal.taps.range(position as usize);
        let taps = &diagonal.taps.taps[range.clone()];
        let factors = &diagonal.factors[range];
        let slot_of = |tap: &Tap| {
            let input = tap.input as usize;
            (input, before[input].of[tap.position as usize] as usize)
        };
        union.begin(events);
        for tap in taps {
            let (input, from) = slot_of(tap);
            union.add(events, inputs[input].events_of(from));
        }
        union.end(events);
        let first_row = field.begin_slot(&union)?;
        touched.clear();
        touched.resize(union.events.len() * step.padded, false);
        let units = field.units(slot);
        let jumps = &mut field.jumps[first_row * step.padded..];
        let errors = if field.bounded {
            &mut field.errors[first_row * step.padded..]
        } else {
            &mut []
        };
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
                let sizes = input.errors_of(row).iter().zip(input.row(row));
                for (error, (before, jump)) in errors.iter_mut().skip(place).zip(sizes) {
                    *error += factor.abs() * (before + rounding * jump.abs());
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
                for row in errors.chunks_exact_mut(step.padded) {
                    row[channel] *= scale.abs();
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
        let floor = (diagonal.terms + 4) as f64 * f64::MIN_POSITIVE;
        for error in errors {
            *error = *error * SLACK + floor;
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
