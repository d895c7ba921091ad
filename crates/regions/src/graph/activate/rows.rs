//! The rows of a slot after an activation, event by event.

#![allow(clippy::inline_always)] // what is not inlined is compiled without the machine's vectors

use super::buffers::{Change, Rows};
use super::{Activation, Followed, times};
use crate::affine::{SLACK, UNIT};
use crate::dyadic::Dyadic;
use crate::graph::Stop;
use crate::graph::field::{Levels, TINY};
use crate::graph::norm::LEAST;
use crate::pattern::Pieces;

impl Activation<'_, '_> {
    /// Writes the rows of the slot: old events that still bend something, and new ones.
    pub(super) fn assemble(
        &mut self,
        constant: &[Option<u8>],
        followed: &[Followed],
        rows: &mut Rows,
    ) -> Result<(), Stop> {
        let (input, slot) = (self.input, self.slot);
        let padded = input.padded;
        self.gather(constant, followed, rows)?;
        let mut levels = self.field.levels.take();
        if let Some(levels) = &mut levels {
            rows.codes.clear();
            rows.codes.resize(padded, 0);
            for (channel, piece) in constant.iter().enumerate() {
                rows.codes[channel] = piece.map_or(0, |piece| self.code(levels, channel, piece));
            }
            for neuron in followed.iter().filter(|neuron| neuron.certain) {
                rows.codes[neuron.channel] = self.code(levels, neuron.channel, neuron.piece);
            }
            levels.of.extend_from_slice(&rows.codes);
        }
        let (mut old, mut new) = (rows.old.iter().peekable(), rows.new.iter().peekable());
        let mut left = input.rows(slot).peekable();
        loop {
            let taken = match (left.peek(), new.peek()) {
                (None, None) => break,
                (None, Some(_)) => None,
                (Some(&row), Some((event, _)))
                    if self.events.order(*event, input.events[row]).is_lt() =>
                {
                    None
                }
                (Some(_), _) => left.next(),
            };
            let begin = self.field.jumps.len();
            self.field.jumps.resize(begin + padded, 0.0);
            let out = &mut self.field.jumps[begin..];
            let (event, mut bends) = match (taken, new.peek()) {
                (Some(row), _) => {
                    let bend = Bend {
                        factors: &rows.factors,
                        jumps: input.row(row),
                    };
                    let bends = self.arch.dispatch(
                        #[inline(always)]
                        || bend.write(out),
                    );
                    (input.events[row], bends)
                }
                (None, Some((event, _))) => (*event, false),
                (None, None) => break,
            };
            loop {
                let next = match taken {
                    Some(row) => old.next_if(|(at, _)| *at as usize == row),
                    None => new.next_if(|(at, _)| *at == event),
                };
                let Some((_, change)) = next else { break };
                let neuron = &followed[change.neuron as usize];
                self.field.jumps[begin + neuron.channel] = change.jump;
                bends |= change.jump != 0.0;
                if let Some(levels) = &mut levels
                    && neuron.certain
                {
                    rows.codes[neuron.channel] = self.code(levels, neuron.channel, change.piece);
                }
            }
            if bends {
                self.field.events.push(event);
                if self.field.bounded {
                    let error = taken.map_or(0.0, |row| self.error(row));
                    self.field.errors.push(error);
                }
            } else {
                self.field.jumps.truncate(begin);
            }
            if let Some(levels) = &mut levels {
                if !bends {
                    // No row: what follows belongs to the piece before.
                    levels.of.truncate(levels.of.len() - padded);
                }
                levels.of.extend_from_slice(&rows.codes);
            }
        }
        self.field.levels = levels;
        Ok(())
    }

    /// The changes of the followed neurons, in order, and the jumps of the others.
    fn gather(
        &self,
        constant: &[Option<u8>],
        followed: &[Followed],
        rows: &mut Rows,
    ) -> Result<(), Stop> {
        let input = self.input;
        let known = self.events.rank.len() as u32;
        rows.factors.clear();
        rows.factors.resize(input.padded, 0.0);
        for (channel, piece) in constant.iter().enumerate() {
            rows.factors[channel] = piece.map_or(0.0, |piece| self.pieces_of(channel).slope(piece));
        }
        rows.old.clear();
        rows.new.clear();
        let first = input.rows(self.slot).start as u32;
        for (index, neuron) in followed.iter().enumerate() {
            // A neuron's rows are those of its slot, mostly in order.
            let slot = input.events_of(self.slot);
            let mut place = 0;
            for &(event, jump, piece) in &neuron.rows {
                let change = Change {
                    neuron: index as u32,
                    jump,
                    piece,
                };
                if event >= known {
                    rows.new.push((event, change));
                    continue;
                }
                let rest = slot[place..].iter().position(|&at| at == event);
                place = match rest {
                    Some(rest) => place + rest,
                    None => slot
                        .iter()
                        .position(|&at| at == event)
                        .ok_or(Stop::Unsound)?,
                };
                rows.old.push((first + place as u32, change));
            }
        }
        rows.old.sort_by_key(|(row, _)| *row);
        rows.new.sort_by(|a, b| self.events.order(a.0, b.0));
        Ok(())
    }

    /// The error of the jumps of a row of the input after the activation; new events count as
    /// exact.
    fn error(&self, row: usize) -> f64 {
        let slopes = self.pieces.iter().map(Pieces::largest_slope);
        let slope = slopes.fold(0.0, f64::max);
        let reach = self.input.errors[row] + UNIT * self.input.norms[row];
        slope * reach * SLACK + self.input.padded as f64 * LEAST
    }

    /// The code of the constant that a channel is on a piece; 0 if it is not constant.
    fn code(&self, levels: &mut Levels, channel: usize, piece: u8) -> u8 {
        let pieces = self.pieces_of(channel);
        let offset = pieces.offset(piece);
        if pieces.slope(piece) == 0.0 && *pieces.exact_offset(piece) == Dyadic::from(offset) {
            levels.code(offset)
        } else {
            0
        }
    }
}

/// The jumps of neurons that stay on their pieces.
struct Bend<'a> {
    factors: &'a [f64],
    jumps: &'a [f64],
}

impl Bend<'_> {
    /// Writes them, and returns whether any is not 0.
    #[inline(always)]
    fn write(&self, out: &mut [f64]) -> bool {
        let mut any = false;
        for ((out, &jump), &factor) in out.iter_mut().zip(self.jumps).zip(self.factors) {
            let product = times(factor, jump);
            let lost = product == 0.0 && factor != 0.0 && jump != 0.0;
            *out = if lost { TINY } else { product };
            any |= *out != 0.0;
        }
        any
    }
}
