//! Elements in other places.

use crate::graph::Stop;
use crate::graph::duplicates::Slots;
use crate::graph::event::Events;
use crate::graph::field::{Field, Levels, Union};
use crate::graph::plan::{Moved, Step};
use crate::graph::stretch::Stretch;

/// Elements in other places.
#[allow(clippy::too_many_arguments)]
pub(in crate::graph) fn moved(
    step: &Step,
    moved: &[Moved],
    inputs: &[&Field],
    before: &[&Slots],
    slots: &Slots,
    events: &Events,
    stretch: &Stretch,
    mut field: Field,
) -> Result<Field, Stop> {
    let mut levels = step.wants_levels.then(Levels::default);
    let mut union = Union::default();
    for (slot, &position) in slots.first.iter().enumerate() {
        let sources = &moved[position as usize * step.channels..][..step.channels];
        let slot_of = |input: u32, position: u32| {
            (
                inputs[input as usize],
                before[input as usize].of[position as usize] as usize,
            )
        };
        union.begin(events);
        let mut last = None;
        for source in sources {
            if let Moved::Element {
                input, position, ..
            } = *source
            {
                let (field, from) = slot_of(input, position);
                // Channels of one position come one after the other, often.
                if last != Some((input, from)) {
                    union.add(events, field.events_of(from));
                    last = Some((input, from));
                }
            }
        }
        union.end(events);
        let first_row = field.begin_slot(&union)?;
        let pieces = field.pieces(slot);
        if let Some(levels) = &mut levels {
            levels
                .of
                .resize(pieces + (union.events.len() + 1) * step.padded, 0);
        }
        let units = field.units(slot);
        let jumps = &mut field.jumps[first_row * step.padded..];
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
                    let (source, from) = slot_of(input, position);
                    let from_channel = from_channel as usize;
                    let at = source.units(from).start + from_channel;
                    field.value[to] = source.value[at];
                    field.slope[to] = source.slope[at];
                    field.spread[to] = source.spread[at];
                    let rows = source.rows(from);
                    for row in rows.clone() {
                        let place = union.place[source.events[row] as usize] as usize;
                        let (to, from) = (
                            place * step.padded + channel,
                            row * source.padded + from_channel,
                        );
                        jumps[to] = source.jumps[from];
                        if source.bounded {
                            field.errors[first_row * step.padded + to] = source.errors[from];
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
    }
    field.levels = levels;
    Ok(field)
}
