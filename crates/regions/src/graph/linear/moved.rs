//! Steps that only move elements.

use super::{Before, LinearSlot};
use crate::affine::SLACK;
use crate::graph::Stop;
use crate::graph::field::Field;
use crate::graph::norm::LEAST;
use crate::graph::plan::Moved;
use crate::graph::union::Union;

impl LinearSlot<'_> {
    /// Makes the next slot of a field: elements in other places.
    pub(in crate::graph) fn moved(
        &self,
        moved: &[Moved],
        before: Before<'_>,
        union: &mut Union,
        field: &mut Field,
    ) -> Result<(), Stop> {
        let (step, events, stretch) = (self.step, self.events, self.stretch);
        let sources = &moved[self.position * step.channels..][..step.channels];
        union.begin(events);
        let mut last = None;
        for source in sources {
            if let Moved::Element {
                input, position, ..
            } = *source
            {
                let (field, from) = before.at(input, position);
                // Channels of one position often follow each other.
                if last != Some((input, from)) {
                    union.add(events, field.events_of(from));
                    last = Some((input, from));
                }
            }
        }
        union.end(events);
        let slot = field.begin_slot();
        let first_row = field.add_rows(&union.events)?;
        let pieces = field.pieces(slot);
        let mut levels = field.levels.take();
        if let Some(levels) = &mut levels {
            let end = pieces + (union.events.len() + 1) * step.padded;
            levels.of.resize(end, 0);
        }
        let units = field.units(slot);
        let jumps = &mut field.jumps[first_row * step.padded..];
        // The last source and channel: consecutive ones of one row share its error.
        let mut last = None;
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
                    let (source, from) = before.at(input, position);
                    let from_channel = from_channel as usize;
                    let at = source.units(from).start + from_channel;
                    field.value[to] = source.value[at];
                    field.slope[to] = source.slope[at];
                    field.spread[to] = source.spread[at];
                    let rows = source.rows(from);
                    let together = last.is_some_and(|(known, channel)| {
                        known == (input, from) && channel < from_channel
                    });
                    last = Some(((input, from), from_channel));
                    for row in rows.clone() {
                        let place = union.place[source.events[row] as usize] as usize;
                        let (to, from) = (
                            place * step.padded + channel,
                            row * source.padded + from_channel,
                        );
                        jumps[to] = source.jumps[from];
                        if source.bounded && !together {
                            field.errors[first_row + place] += source.errors[row].powi(2);
                        }
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
        if field.bounded {
            for error in &mut field.errors[first_row..] {
                *error = error.sqrt() * SLACK + step.channels as f64 * LEAST;
            }
        }
        field.levels = levels;
        field.end_slot(self.arch);
        Ok(())
    }
}
