//! What became of a slot, event by event.

use super::{Activation, Followed, times};
use crate::affine::{SLACK, UNIT};
use crate::dyadic::Dyadic;
use crate::graph::field::{Field, Levels, TINY};

impl Activation<'_, '_> {
    /// Writes the rows of a slot: old events that still bend something, and new ones.
    pub(super) fn assemble(
        &mut self,
        slot: usize,
        constant: &[Option<u8>],
        followed: &[Followed],
        field: &mut Field,
        levels: Option<&mut Levels>,
    ) {
        let input = self.input;
        let (channels, padded) = (input.channels, input.padded);
        let known = self.events.rank.len() as u32;
        let mut new: Vec<u32> = followed
            .iter()
            .flat_map(|neuron| neuron.rows.iter().map(|row| row.0))
            .filter(|&event| event >= known)
            .collect();
        new.sort_unstable_by(|&a, &b| self.events.order(a, b));
        let factors: Vec<f64> = (0..padded)
            .map(|channel| match constant.get(channel).copied().flatten() {
                Some(piece) => self.pieces_of(channel).slope(piece),
                None => 0.0,
            })
            .collect();
        // Where in its rows each followed neuron is: they come in the order of its true bends.
        let mut by_event: Vec<(u32, usize, f64, u8)> = Vec::new();
        for (index, neuron) in followed.iter().enumerate() {
            by_event.extend(
                neuron
                    .rows
                    .iter()
                    .map(|&(event, jump, piece)| (event, index, jump, piece)),
            );
        }
        by_event.sort_unstable_by_key(|entry| (entry.0, entry.1));
        let entries_of = |event: u32| {
            let begin = by_event.partition_point(|entry| entry.0 < event);
            by_event[begin..]
                .iter()
                .take_while(move |entry| entry.0 == event)
        };

        let mut pieces_now: Vec<u8> = (0..channels)
            .map(|channel| constant[channel].unwrap_or(0))
            .collect();
        let mut uncertain = vec![false; channels];
        for neuron in followed {
            pieces_now[neuron.channel] = neuron.piece;
            uncertain[neuron.channel] = !neuron.certain;
        }
        let mut levels = levels;
        if let Some(levels) = levels.as_deref_mut() {
            self.write_levels(levels, &pieces_now, &uncertain, padded);
        }
        let mut old = input.rows(slot).peekable();
        let mut new = new.into_iter().peekable();
        let mut buffer = vec![0.0; padded];
        let mut errors = vec![0.0; padded];
        loop {
            let mut taken = None;
            let event = match (old.peek(), new.peek()) {
                (None, None) => break,
                (Some(&row), Some(&event))
                    if self.events.order(event, input.events[row]).is_lt() =>
                {
                    new.next();
                    event
                }
                (None, Some(&event)) => {
                    new.next();
                    event
                }
                (Some(&row), _) => {
                    taken = old.next();
                    input.events[row]
                }
            };
            buffer.fill(0.0);
            if let Some(row) = taken {
                for ((out, &jump), &factor) in buffer.iter_mut().zip(input.row(row)).zip(&factors) {
                    *out = times(factor, jump);
                    if *out == 0.0 && factor != 0.0 && jump != 0.0 {
                        *out = TINY;
                    }
                }
            }
            if field.bounded {
                self.bound(taken, &mut errors);
            }
            for &(_, index, jump, piece) in entries_of(event) {
                let channel = followed[index].channel;
                buffer[channel] = jump;
                pieces_now[channel] = piece;
            }
            if buffer[..channels].iter().any(|&jump| jump != 0.0) {
                field.events.push(event);
                field.jumps.extend_from_slice(&buffer);
                if field.bounded {
                    field.errors.extend_from_slice(&errors);
                }
                if let Some(levels) = levels.as_deref_mut() {
                    self.write_levels(levels, &pieces_now, &uncertain, padded);
                }
            } else if let Some(levels) = levels.as_deref_mut() {
                // No row: what follows belongs to the piece before.
                let last = levels.of.len() - padded;
                levels.of.truncate(last);
                self.write_levels(levels, &pieces_now, &uncertain, padded);
            }
        }
        field.starts.push(field.events.len() as u32);
    }

    /// What the jumps of a row of the input are off by after the activation; new events count as exact.
    fn bound(&self, row: Option<usize>, errors: &mut [f64]) {
        errors.fill(0.0);
        let Some(row) = row else {
            return;
        };
        let before = self.input.errors_of(row).iter().zip(self.input.row(row));
        let channels = self.input.channels - 1;
        for (channel, (error, (before, jump))) in errors.iter_mut().zip(before).enumerate() {
            let slope = self.pieces_of(channel.min(channels)).largest_slope();
            let reach = before + UNIT * jump.abs();
            *error = slope * reach * SLACK + 4.0 * f64::MIN_POSITIVE;
        }
    }

    fn write_levels(&self, levels: &mut Levels, pieces: &[u8], uncertain: &[bool], padded: usize) {
        let begin = levels.of.len();
        levels.of.resize(begin + padded, 0);
        for (channel, (&piece, &uncertain)) in pieces.iter().zip(uncertain).enumerate() {
            let of = self.pieces_of(channel);
            let (offset, exact) = (of.offset(piece), of.exact_offset(piece));
            if !uncertain && of.slope(piece) == 0.0 && *exact == Dyadic::from(offset) {
                levels.of[begin + channel] = levels.code(offset);
            }
        }
    }
}
