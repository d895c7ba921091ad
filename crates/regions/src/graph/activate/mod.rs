//! Activations: where neurons pass their breakpoints, and their functions after the activation.
//!
//! Most neurons stay on one piece over a whole stretch, which is decided for all channels at once.
//! The others are followed one by one: their signs at every point where they bend show between
//! which of these they pass a breakpoint. A sign is taken from floats only if the value is further
//! from zero than its function may be off, plus what the point may be off; see [`super`].

#![allow(clippy::inline_always)] // what is not inlined is compiled without the machine's vectors

mod buffers;
mod follow;
mod margins;
mod rows;

pub(super) use self::buffers::Buffers;

use self::margins::{Margins, Walk};
use super::demand::Element;
use super::event::Events;
use super::exact::Exact;
use super::field::{Field, TINY};
use super::points::Points;
use super::stretch::Stretch;
use super::{MOST_JUMPS, Stop};
use crate::affine::{SLACK, gamma};
use crate::pattern::Pieces;
use pulp::Arch;

/// An activation applied to one slot.
pub(super) struct Activation<'a, 'b> {
    pub arch: Arch,
    pub input: &'a Field,
    /// The slot of the input.
    pub slot: usize,
    /// One for all channels, or one per channel.
    pub pieces: &'a [Pieces],
    /// By channel: the element before the activation.
    pub element: &'a dyn Fn(usize) -> Element,
    pub events: &'a mut Events,
    pub exact: &'a mut Exact<'b>,
    pub stretch: Stretch,
    /// Whether a later step reads its functions, and not only its events.
    pub wants_rows: bool,
    pub buffers: &'a mut Buffers,
    /// Its output, up to the slot before this one.
    pub field: &'a mut Field,
}

/// The result for one neuron that may change its piece.
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
    /// Makes the next slot of the field.
    pub(super) fn run(mut self) -> Result<(), Stop> {
        let Buffers {
            mut points,
            mut values,
            mut rows,
        } = std::mem::take(self.buffers);
        let events = self.input.events_of(self.slot);
        points.set(self.events, events, &self.stretch);
        self.arch
            .dispatch(Walk::new(self.input, self.slot, &points.t, &mut values));
        let constant = self.constant_pieces(&points, &values);
        let unit = self.field.begin_slot() * self.input.padded;
        let mut followed = Vec::new();
        for (channel, piece) in constant.iter().enumerate() {
            if let Some(piece) = *piece {
                self.apply(unit, channel, piece);
            } else {
                followed.push(self.follow(unit, channel, &points, &values)?);
            }
        }
        if self.wants_rows {
            self.assemble(&constant, &followed, &mut rows)?;
        }
        self.field.end_slot(self.arch);
        *self.buffers = Buffers {
            points,
            values,
            rows,
        };
        if self.field.jumps.len() > MOST_JUMPS {
            return Err(Stop::Large);
        }
        Ok(())
    }

    fn pieces_of(&self, channel: usize) -> &'a Pieces {
        &self.pieces[if self.pieces.len() == 1 { 0 } else { channel }]
    }

    /// The piece of each channel that certainly stays on one.
    fn constant_pieces(&self, points: &Points, values: &[f64]) -> Vec<Option<u8>> {
        let (channels, padded) = (self.input.channels, self.input.padded);
        let units = self.input.units(self.slot);
        let (spread, size) = (&self.input.spread[units.clone()], &self.input.size[units]);
        let walking = self.input.walking(self.slot);
        let mut known = vec![Some(0u8); channels];
        let most = self.pieces.iter().map(|pieces| pieces.breakpoints().len());
        let mut margins = Margins::new(padded);
        for t in 0..most.max().unwrap_or(0) {
            let level = |channel: usize| {
                let breakpoints = self.pieces_of(channel.min(channels - 1)).breakpoints();
                breakpoints.get(t).copied()
            };
            for c in 0..padded {
                margins.breakpoint[c] = level(c).unwrap_or(0.0);
                margins.tolerance[c] =
                    tolerance(spread[c], walking, size[c], margins.breakpoint[c]);
            }
            self.arch.dispatch(margins.over(points, values, size));
            for (channel, known) in known.iter_mut().enumerate() {
                let Some(breakpoint) = level(channel) else {
                    continue;
                };
                let nothing = size[channel] == 0.0 && spread[channel] == 0.0;
                let above = if !(size[channel] + spread[channel]).is_finite() {
                    None
                } else if nothing {
                    Some(breakpoint < 0.0)
                } else if margins.least[channel] > 0.0 {
                    Some(true)
                } else if margins.largest[channel] < 0.0 {
                    Some(false)
                } else {
                    None
                };
                *known = match (*known, above) {
                    (Some(count), Some(above)) => Some(count + u8::from(above)),
                    _ => None,
                };
            }
        }
        known
    }

    /// The function of a unit that stays on one piece.
    fn apply(&mut self, first: usize, channel: usize, piece: u8) {
        let pieces = self.pieces_of(channel);
        let (slope, offset) = (pieces.slope(piece), pieces.offset(piece));
        let w = self.stretch.w;
        let (input, field) = (self.input, &mut *self.field);
        let (from, to) = (self.slot * input.padded + channel, first + channel);
        field.value[to] = times(slope, input.value[from]) + offset * w[0];
        field.slope[to] = times(slope, input.slope[from]) + offset * (w[1] - w[0]);
        field.spread[to] = times(slope.abs(), input.spread[from]) * SLACK
            + Self::rounding(pieces, piece, input.size[from]);
    }

    /// The rounding error of applying a piece.
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

/// The error of a value at a point if the point is exact; 0 if the value is exact.
fn tolerance(spread: f64, walking: f64, size: f64, breakpoint: f64) -> f64 {
    if spread == 0.0 && size == 0.0 {
        return 0.0;
    }
    (spread + walking * (size + 2.0 * breakpoint.abs())) * SLACK
}

/// A product that is 0 if the first factor is, whatever the second.
#[inline(always)]
fn times(factor: f64, number: f64) -> f64 {
    if factor == 0.0 { 0.0 } else { factor * number }
}

/// A jump that is not 0 unless it truly is.
fn not_lost(jump: f64, jumps: bool) -> f64 {
    if jump == 0.0 && jumps { TINY } else { jump }
}
