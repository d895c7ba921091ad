//! The rows of a slot after a maximum, event by event.

use super::{Followed, Largest};
use crate::affine::SLACK;
use crate::graph::field::{Field, Levels};
use crate::graph::union::Union;

impl Largest<'_, '_> {
    /// Writes the rows of a slot: old events that bend something, and new ones.
    pub(super) fn assemble(
        &self,
        slot: usize,
        union: &Union,
        constant: &[Option<usize>],
        followed: &[Followed],
        field: &mut Field,
        mut levels: Option<&mut Levels>,
    ) {
        let known = self.events.rank.len() as u32;
        let mut new: Vec<u32> = followed
            .iter()
            .flat_map(|unit| unit.rows.iter().map(|row| row.0))
            .filter(|&event| event >= known)
            .collect();
        new.sort_unstable_by(|&a, &b| self.events.order(a, b));
        let mut by_event: Vec<(u32, usize, f64, usize)> = Vec::new();
        for unit in followed {
            let rows = unit.rows.iter();
            by_event.extend(rows.map(|&(event, jump, after)| (event, unit.channel, jump, after)));
        }
        by_event.sort_unstable_by_key(|entry| (entry.0, entry.1));
        let mut now: Vec<usize> = constant.iter().map(|known| known.unwrap_or(0)).collect();
        let mut uncertain = vec![false; self.channels];
        for unit in followed {
            now[unit.channel] = unit.first;
            uncertain[unit.channel] = !unit.certain;
        }
        // By candidate: how many of its own rows have come.
        let mut passed = vec![0usize; self.candidates[slot].len()];
        if let Some(levels) = levels.as_deref_mut() {
            self.write_levels(levels, slot, &now, &passed, &uncertain);
        }
        let mut buffer = vec![0.0; self.padded];
        let mut old = union.events.iter().copied().peekable();
        let mut new = new.into_iter().peekable();
        loop {
            let event = match (old.peek(), new.peek()) {
                (None, None) => break,
                (Some(&a), Some(&b)) if self.events.order(b, a).is_lt() => new.next().unwrap_or(b),
                (None, Some(&b)) => new.next().unwrap_or(b),
                (Some(&a), _) => old.next().unwrap_or(a),
            };
            buffer.fill(0.0);
            // The sum over all candidates: each channel is one of them.
            let mut error = 0.0;
            if event < known {
                for candidate in 0..passed.len() {
                    let (input, from) = self.field_of(slot, candidate);
                    if input.events_of(from).get(passed[candidate]) != Some(&event) {
                        continue;
                    }
                    let row = input.rows(from).start + passed[candidate];
                    error += input.errors.get(row).copied().unwrap_or(0.0) * SLACK;
                    passed[candidate] += 1;
                    for channel in 0..self.channels {
                        if constant[channel] == Some(candidate) {
                            buffer[channel] = input.row(row)[channel];
                        }
                    }
                }
            }
            let begin = by_event.partition_point(|entry| entry.0 < event);
            for &(_, channel, jump, after) in by_event[begin..]
                .iter()
                .take_while(|entry| entry.0 == event)
            {
                buffer[channel] = jump;
                now[channel] = after;
            }
            let bends = buffer[..self.channels].iter().any(|&jump| jump != 0.0);
            if bends {
                field.events.push(event);
                field.jumps.extend_from_slice(&buffer);
                if field.bounded {
                    field.errors.push(error);
                }
            }
            if let Some(levels) = levels.as_deref_mut() {
                if !bends {
                    // No row: what follows belongs to the piece before.
                    let last = levels.of.len() - self.padded;
                    levels.of.truncate(last);
                }
                self.write_levels(levels, slot, &now, &passed, &uncertain);
            }
        }
    }

    fn write_levels(
        &self,
        levels: &mut Levels,
        slot: usize,
        now: &[usize],
        passed: &[usize],
        uncertain: &[bool],
    ) {
        let begin = levels.of.len();
        levels.of.resize(begin + self.padded, 0);
        for channel in 0..self.channels {
            let candidate = now[channel];
            let (input, from) = self.field_of(slot, candidate);
            let known = input.level(from, passed[candidate], channel);
            if let Some(constant) = known.filter(|_| !uncertain[channel]) {
                levels.of[begin + channel] = levels.code(constant);
            }
        }
    }
}
