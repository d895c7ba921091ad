//! Convolutions and dense layers.

use super::product::{Mixing, Product};
use super::{LinearSlot, has_zero};
use crate::affine::{SLACK, gamma};
use crate::graph::Stop;
use crate::graph::field::{Field, TINY};
use crate::graph::norm::LEAST;
use crate::graph::union::Union;

impl LinearSlot<'_> {
    /// Makes the next slot of a field: of a convolution or a dense layer.
    pub(in crate::graph) fn mix(
        &self,
        mixing: Mixing<'_>,
        union: &mut Union,
        field: &mut Field,
    ) -> Result<(), Stop> {
        let Mixing {
            mix, input, before, ..
        } = mixing;
        let (step, position) = (self.step, self.position);
        let rounding = gamma(mix.terms + 3);
        let taps = mix.taps.of(position);
        union.begin(self.events);
        for tap in taps {
            let from = before.of[tap.position as usize] as usize;
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
        self.arch.dispatch(Product {
            mixing,
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
                let from = before.of[tap.position as usize] as usize;
                let [norm, sizes] = mix.norms()[tap.cell as usize];
                for row in input.rows(from) {
                    let place = union.place[input.events[row] as usize] as usize;
                    let off = norm * input.errors[row] + sizes * rounding * input.norms[row];
                    errors[place] += off * SLACK + step.padded as f64 * LEAST;
                }
            }
        }
        if has_zero(self.arch, jumps, step) {
            mark_lost(self, mixing, union, jumps);
        }
        field.end_slot(self.arch);
        Ok(())
    }
}

/// Replaces sums that came to 0 although not all products are 0.
#[cold]
fn mark_lost(slot: &LinearSlot<'_>, mixing: Mixing<'_>, union: &Union, jumps: &mut [f64]) {
    let Mixing { mix, input, .. } = mixing;
    for tap in mix.taps.of(slot.position) {
        let from = mixing.before.of[tap.position as usize] as usize;
        for row in input.rows(from) {
            let place = union.place[input.events[row] as usize] as usize;
            let to = place * slot.step.padded;
            for &(channel, _) in mixing.prepared.row(row) {
                let (weights, first) = mix.weights(input.channels, tap.cell, channel as usize);
                for (jump, &weight) in jumps[to + first..].iter_mut().zip(weights) {
                    if *jump == 0.0 && weight != 0.0 {
                        *jump = TINY;
                    }
                }
            }
        }
    }
}
