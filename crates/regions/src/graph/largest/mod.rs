//! Maxima: where the largest of several functions changes.
//!
//! As with activations, units whose largest candidate certainly stays the same are found for all
//! channels at once, and the others are followed one by one. Candidates that are equal on a whole
//! piece, as two neurons that are both off, change nothing there.

#![allow(clippy::inline_always)] // what is not inlined is compiled without the machine's vectors

mod cross;
mod rows;
mod trace;

use super::demand::Element;
use super::event::Events;
use super::exact::Exact;
use super::field::{Field, Leaders, Levels, TINY};
use super::points::{Points, values};
use super::stretch::Stretch;
use super::union::Union;
use super::{MOST_JUMPS, Stop};
use crate::affine::SLACK;
use pulp::Arch;
use std::collections::HashMap;

/// A maximum step being computed.
pub(super) struct Largest<'a, 'b> {
    pub arch: Arch,
    pub inputs: &'a [&'a Field],
    /// By slot: the input and the slot of each candidate, without duplicates.
    pub candidates: &'a [Vec<(usize, usize)>],
    /// By input, slot and channel: the element.
    pub element: &'a dyn Fn(usize, usize, usize) -> Element,
    pub events: &'a mut Events,
    pub exact: &'a mut Exact<'b>,
    pub stretch: Stretch,
    pub wants_levels: bool,
    pub channels: usize,
    pub padded: usize,
    /// Events so far by the pair that changes: windows that overlap see the same ones.
    pub switches: HashMap<[Element; 2], Vec<u32>>,
    /// Its output, with no rows yet.
    pub field: Field,
}

/// The result for one unit.
struct Followed {
    channel: usize,
    /// The candidate at the beginning.
    first: usize,
    /// By event: the jump, and the largest candidate after it.
    rows: Vec<(u32, f64, usize)>,
    certain: bool,
}

/// A unit that is followed.
struct Unit<'a> {
    slot: usize,
    channel: usize,
    /// For each candidate: its values at all points, and its place in its field.
    values: &'a [Vec<f64>],
    /// Points where some candidate bends, with both ends.
    at: Vec<usize>,
    /// By candidate, then by index in `at`: its bend there.
    bends: Vec<Vec<f64>>,
    off: Vec<f64>,
    size: Vec<f64>,
    spread: Vec<f64>,
    doubted: bool,
    deviation: f64,
    /// The error of a difference because points were not in order.
    disorder: f64,
}

impl Largest<'_, '_> {
    pub(super) fn run(mut self) -> Result<Field, Stop> {
        let (channels, padded) = (self.channels, self.padded);
        let mut field = std::mem::take(&mut self.field);
        let mut levels = self.wants_levels.then(Levels::default);
        let mut leaders = Leaders::default();
        let (mut union, mut points) = (Union::default(), Points::default());
        for slot in 0..self.candidates.len() {
            let candidates = &self.candidates[slot];
            union.begin(self.events);
            for &(input, from) in candidates {
                union.add(self.events, self.inputs[input].events_of(from));
            }
            union.end(self.events);
            points.set(self.events, &union.events, &self.stretch);
            let mut at_points = vec![Vec::new(); candidates.len()];
            for (out, &(input, from)) in at_points.iter_mut().zip(candidates) {
                values(
                    self.arch,
                    self.inputs[input],
                    from,
                    &points,
                    &union.place,
                    out,
                );
            }
            let constant = self.constant(slot, &points, &at_points);
            field.begin_slot();
            let mut followed: Vec<Followed> = Vec::new();
            for channel in 0..channels {
                let to = slot * padded + channel;
                if let Some(candidate) = constant[channel] {
                    self.take(&mut field, to, slot, candidate, channel);
                } else {
                    let unit = self.unit(slot, channel, &at_points, &union, &points);
                    let before = self.events.all.len() as u32;
                    followed.push(self.follow(unit, &union, &points, &mut field)?);
                    self.remember(before);
                }
            }
            leaders = Leaders {
                first: constant[0].or_else(|| followed.first().map(|unit| unit.first)),
                changes: followed
                    .first()
                    .filter(|unit| unit.channel == 0)
                    .map(|unit| unit.rows.iter().map(|row| (row.0, row.2)).collect())
                    .unwrap_or_default(),
            };
            self.assemble(
                slot,
                &union,
                &constant,
                &followed,
                &mut field,
                levels.as_mut(),
            );
            field.end_slot(self.arch);
            if field.jumps.len() > MOST_JUMPS {
                return Err(Stop::Large);
            }
        }
        field.levels = levels;
        field.leaders = leaders;
        Ok(field)
    }

    fn field_of(&self, slot: usize, candidate: usize) -> (&Field, usize) {
        let (input, from) = self.candidates[slot][candidate];
        (self.inputs[input], from)
    }

    /// The candidate of each channel that certainly stays the largest.
    fn constant(&self, slot: usize, points: &Points, at_points: &[Vec<f64>]) -> Vec<Option<usize>> {
        let padded = self.padded;
        let count = at_points.len();
        if count == 1 {
            return vec![Some(0); self.channels];
        }
        let mut off = vec![0.0f64; padded];
        let mut size = vec![0.0f64; padded];
        for candidate in 0..count {
            let (field, from) = self.field_of(slot, candidate);
            let walking = field.walking(from);
            for (channel, unit) in field.units(from).enumerate() {
                let this = field.spread[unit] + walking * field.size[unit];
                let worse = |a: f64, b: f64| if a >= b { a } else { b };
                // In this order, so that NaN stays NaN.
                off[channel] = worse(off[channel], this * (2.0 * SLACK));
                size[channel] = worse(size[channel], field.size[unit] * (2.0 * SLACK));
            }
        }
        let mut leader = vec![0.0f64; padded];
        let mut sure = vec![1.0f64; padded];
        let (mut best, mut second, mut which) = (
            vec![0.0f64; padded],
            vec![0.0f64; padded],
            vec![0.0f64; padded],
        );
        self.arch.dispatch(
            #[inline(always)]
            || {
                for point in 0..points.len() {
                    let error = points.error[point];
                    let row = |candidate: usize| {
                        &at_points[candidate][point * padded..(point + 1) * padded]
                    };
                    best.copy_from_slice(row(0));
                    second.fill(f64::NEG_INFINITY);
                    which.fill(0.0);
                    for candidate in 1..count {
                        let values = row(candidate);
                        for channel in 0..padded {
                            let value = values[channel];
                            let above = value > best[channel];
                            let less = if above { best[channel] } else { value };
                            second[channel] = if less > second[channel] {
                                less
                            } else {
                                second[channel]
                            };
                            best[channel] = if above { value } else { best[channel] };
                            which[channel] = if above {
                                candidate as f64
                            } else {
                                which[channel]
                            };
                        }
                    }
                    for channel in 0..padded {
                        let gap = best[channel] - second[channel];
                        let clear = gap > off[channel] + size[channel] * error;
                        let same = point == 0 || which[channel] == leader[channel];
                        sure[channel] = if clear && same { sure[channel] } else { 0.0 };
                        leader[channel] = which[channel];
                    }
                }
            },
        );
        (0..self.channels)
            .map(|channel| {
                let nothing = off[channel] == 0.0 && size[channel] == 0.0;
                let finite = (off[channel] + size[channel]).is_finite();
                if nothing {
                    Some(0)
                } else {
                    (finite && sure[channel] == 1.0).then_some(leader[channel] as usize)
                }
            })
            .collect()
    }

    /// A unit that is one candidate.
    fn take(&self, field: &mut Field, to: usize, slot: usize, candidate: usize, channel: usize) {
        let (input, from) = self.field_of(slot, candidate);
        let at = input.units(from).start + channel;
        field.value[to] = input.value[at];
        field.slope[to] = input.slope[at];
        field.spread[to] = input.spread[at];
    }

    fn unit<'p>(
        &self,
        slot: usize,
        channel: usize,
        values: &'p [Vec<f64>],
        union: &Union,
        points: &Points,
    ) -> Unit<'p> {
        let count = values.len();
        let mut all = vec![vec![0.0; points.len()]; count];
        let mut bent = vec![false; points.len()];
        (bent[0], bent[points.len() - 1]) = (true, true);
        let (mut off, mut size, mut spread) = (Vec::new(), Vec::new(), Vec::new());
        for candidate in 0..count {
            let (field, from) = self.field_of(slot, candidate);
            for row in field.rows(from) {
                let jump = field.jumps[row * field.padded + channel];
                if jump != 0.0 {
                    let point = union.place[field.events[row] as usize] as usize + 1;
                    all[candidate][point] = jump;
                    bent[point] = true;
                }
            }
            let unit = field.units(from).start + channel;
            off.push(field.spread[unit] + field.walking(from) * field.size[unit]);
            size.push(field.size[unit]);
            spread.push(field.spread[unit]);
        }
        let at: Vec<usize> = (0..points.len()).filter(|&point| bent[point]).collect();
        let bends = all
            .iter()
            .map(|jumps| at.iter().map(|&point| jumps[point]).collect());
        Unit {
            slot,
            channel,
            values,
            bends: bends.collect(),
            at,
            off,
            size,
            spread,
            doubted: false,
            deviation: 0.0,
            disorder: 0.0,
        }
    }
}

/// A jump that is not 0 unless it truly is.
fn not_lost(jump: f64) -> f64 {
    if jump == 0.0 { TINY } else { jump }
}
