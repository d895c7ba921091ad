//! Activations: where neurons pass their breakpoints, and what becomes of their functions.
//!
//! Most neurons stay on one piece over a whole stretch, which is seen for all channels at once. The
//! others are followed one by one: their signs at every point where they bend say between which of
//! them they pass a breakpoint. A sign is taken from floats only if the value is further from zero
//! than its function may be off, plus what the point may be off; see [`super`].

#![allow(clippy::inline_always)] // what is not inlined is compiled without the machine's vectors

mod follow;
mod rows;

use super::event::{Element, Events};
use super::exact::Exact;
use super::field::{Field, Levels, TINY};
use super::points::{Points, values};
use super::stretch::Stretch;
use super::{MOST_JUMPS, Stop};
use crate::affine::{SLACK, gamma};
use crate::pattern::Pieces;
use pulp::Arch;

/// An activation step at work.
pub(super) struct Activation<'a, 'b> {
    pub arch: Arch,
    pub input: &'a Field,
    /// One for all channels, or one a channel.
    pub pieces: &'a [Pieces],
    /// By slot and channel: the element before the activation.
    pub element: &'a dyn Fn(usize, usize) -> Element,
    pub events: &'a mut Events,
    pub exact: &'a mut Exact<'b>,
    pub stretch: Stretch,
    pub wants_levels: bool,
    /// Whether anybody reads what it makes, and not only its events.
    pub wants_rows: bool,
    /// What it makes, with no rows yet.
    pub field: Field,
}

/// What became of one neuron that does not stay on one piece for certain.
struct Followed {
    channel: usize,
    /// The piece at the beginning.
    piece: u8,
    /// By event that bends it: the jump after the activation, and the piece after it.
    rows: Vec<(u32, f64, u8)>,
    /// Whether all decisions were certain by floats or by known constants.
    certain: bool,
}

impl<'a> Activation<'a, '_> {
    pub(super) fn run(mut self) -> Result<Field, Stop> {
        let (channels, padded) = (self.input.channels, self.input.padded);
        let mut field = std::mem::take(&mut self.field);
        let mut levels = self.wants_levels.then(Levels::default);
        let mut points = Points::default();
        let mut place = vec![0; self.events.all.len()];
        let mut at_points = Vec::new();
        for slot in 0..self.input.slots() {
            let rows = self.input.events_of(slot);
            for (index, &event) in rows.iter().enumerate() {
                place[event as usize] = index as u32;
            }
            points.set(self.events, rows, &self.stretch);
            values(self.arch, self.input, slot, &points, &place, &mut at_points);
            let constant = self.constant_pieces(slot, &points, &at_points);
            let mut followed = Vec::new();
            for channel in 0..channels {
                let unit = slot * padded + channel;
                if let Some(piece) = constant[channel] {
                    self.apply(&mut field, unit, channel, piece);
                } else {
                    let neuron = self.follow(slot, channel, &points, &at_points, &mut field)?;
                    followed.push(neuron);
                }
            }
            if self.wants_rows {
                self.assemble(slot, &constant, &followed, &mut field, levels.as_mut());
            } else {
                field.starts.push(0);
            }
            if field.jumps.len() > MOST_JUMPS {
                return Err(Stop::Large);
            }
        }
        field.levels = levels;
        Ok(field)
    }

    fn pieces_of(&self, channel: usize) -> &'a Pieces {
        &self.pieces[if self.pieces.len() == 1 { 0 } else { channel }]
    }

    /// The piece of each channel that certainly stays on one.
    fn constant_pieces(&self, slot: usize, points: &Points, at_points: &[f64]) -> Vec<Option<u8>> {
        let (channels, padded) = (self.input.channels, self.input.padded);
        let units = self.input.units(slot);
        let (spread, size) = (&self.input.spread[units.clone()], &self.input.size[units]);
        let walking = self.input.walking(slot);
        let mut counts = vec![0u8; channels];
        let mut sure = vec![true; channels];
        let most = self.pieces.iter().map(|pieces| pieces.breakpoints().len());
        for t in 0..most.max().unwrap_or(0) {
            let level = |channel: usize| {
                let breakpoints = self.pieces_of(channel.min(channels - 1)).breakpoints();
                breakpoints.get(t).copied()
            };
            let breakpoints: Vec<f64> = (0..padded).map(|c| level(c).unwrap_or(0.0)).collect();
            let tolerance: Vec<f64> = (0..padded)
                .map(|c| tolerance(spread[c], walking, size[c], breakpoints[c]))
                .collect();
            // The least and the largest of what is certainly left of the distance.
            let mut least = vec![f64::INFINITY; padded];
            let mut largest = vec![f64::NEG_INFINITY; padded];
            self.arch.dispatch(
                #[inline(always)]
                || {
                    for (point, row) in at_points.chunks_exact(padded).enumerate() {
                        let (w, error) = (points.w[point], points.error[point] * SLACK);
                        for channel in 0..padded {
                            let above = row[channel] - breakpoints[channel] * w;
                            let off = tolerance[channel] + size[channel] * error;
                            least[channel] = least[channel].min(above - off);
                            largest[channel] = largest[channel].max(above + off);
                        }
                    }
                },
            );
            for channel in 0..channels {
                if level(channel).is_none() {
                    continue;
                }
                let nothing = size[channel] == 0.0 && spread[channel] == 0.0;
                if !(size[channel] + spread[channel]).is_finite() {
                    sure[channel] = false;
                } else if nothing {
                    counts[channel] += u8::from(breakpoints[channel] < 0.0);
                } else if least[channel] > 0.0 {
                    counts[channel] += 1;
                } else if largest[channel] >= 0.0 || largest[channel].is_nan() {
                    sure[channel] = false;
                }
            }
        }
        let known = counts.into_iter().zip(sure);
        known.map(|(count, sure)| sure.then_some(count)).collect()
    }

    /// The function of a unit that stays on one piece.
    fn apply(&self, field: &mut Field, unit: usize, channel: usize, piece: u8) {
        let pieces = self.pieces_of(channel);
        let (slope, offset) = (pieces.slope(piece), pieces.offset(piece));
        let w = self.stretch.w;
        let input = self.input;
        field.value[unit] = times(slope, input.value[unit]) + offset * w[0];
        field.slope[unit] = times(slope, input.slope[unit]) + offset * (w[1] - w[0]);
        field.spread[unit] = times(slope.abs(), input.spread[unit]) * SLACK
            + Self::rounding(pieces, piece, input.size[unit]);
    }

    /// What applying a piece rounds.
    fn rounding(pieces: &Pieces, piece: u8, size: f64) -> f64 {
        let (slope, offset) = (pieces.slope(piece), pieces.offset(piece));
        if slope == 0.0 && pieces.exact_offset(piece).is_zero() {
            return 0.0;
        }
        let error = pieces.largest_offset().error;
        if offset == 0.0 && slope.abs() == 1.0 {
            return error;
        }
        gamma(6) * (slope.abs() * size + 2.0 * offset.abs()) + 2.0 * error + 1e-300
    }
}

/// By how much a value at a point may be off, if the point is exact; 0 if nothing is.
fn tolerance(spread: f64, walking: f64, size: f64, breakpoint: f64) -> f64 {
    if spread == 0.0 && size == 0.0 {
        return 0.0;
    }
    (spread + walking * (size + 2.0 * breakpoint.abs())) * SLACK
}

/// A product that is 0 where the first factor is, whatever the second.
#[inline(always)]
fn times(factor: f64, number: f64) -> f64 {
    if factor == 0.0 { 0.0 } else { factor * number }
}

/// A jump that is not 0 unless it truly is.
fn not_lost(jump: f64, jumps: bool) -> f64 {
    if jump == 0.0 && jumps { TINY } else { jump }
}
