//! Activations: where neurons pass their breakpoints, and what becomes of their functions.
//!
//! Most neurons stay on one piece over a whole stretch, which is seen for all channels at once. The
//! others are followed one by one: their signs at every point where they bend say between which of
//! them they pass a breakpoint. A sign is taken from floats only if the value is further from zero
//! than its function may be off, plus what the point may be off; see [`super`].

#![allow(clippy::inline_always)] // what is not inlined is compiled without the machine's vectors

use super::event::{Element, Event, Events, Place, Source};
use super::exact::Exact;
use super::field::{Field, Levels, TINY};
use super::points::{Points, values};
use super::stretch::Stretch;
use super::{MOST_JUMPS, Stop};
use crate::affine::{SLACK, UNIT, gamma};
use crate::pattern::Pieces;
use pulp::Arch;
use std::cmp::Ordering;

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
        let mut field = Field::new(channels, padded, self.input.slots());
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
            self.assemble(slot, &constant, &followed, &mut field, levels.as_mut());
            if field.jumps.len() > MOST_JUMPS {
                return Err(Stop::Large);
            }
        }
        field.levels = levels;
        field.finish();
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

    /// Finds out where one neuron passes its breakpoints.
    #[allow(clippy::too_many_lines)] // one walk along the pieces, whose state would be handed around
    fn follow(
        &mut self,
        slot: usize,
        channel: usize,
        points: &Points,
        at_points: &[f64],
        field: &mut Field,
    ) -> Result<Followed, Stop> {
        let input = self.input;
        let padded = input.padded;
        let unit = slot * padded + channel;
        let rows = input.rows(slot);
        let jump = |point: usize| input.jumps[(rows.start + point - 1) * padded + channel];
        let last = points.len() - 1;
        // Points where the unit bends, with both ends.
        let mut at = vec![0];
        at.extend((1..last).filter(|&point| jump(point) != 0.0));
        at.push(last);
        let element = (self.element)(slot, channel);
        let breakpoints = self.pieces_of(channel).breakpoints().to_vec();
        let (spread, size) = (input.spread[unit], input.size[unit]);
        let walking = input.walking(slot);
        let [w0, w1] = self.stretch.w;

        // Signs at all points where the unit bends, by breakpoint.
        let mut deviation = 0.0;
        let mut doubtful = vec![false; at.len()];
        let mut by_float = vec![true; at.len()];
        let mut signs: Vec<Vec<Ordering>> = Vec::with_capacity(breakpoints.len());
        for &breakpoint in &breakpoints {
            let tolerance = tolerance(spread, walking, size, breakpoint);
            let mut these = Vec::with_capacity(at.len());
            for (index, &point) in at.iter().enumerate() {
                let above = at_points[point * padded + channel] - breakpoint * points.w[point];
                let off = tolerance + size * points.error[point] * SLACK;
                let sign = if above > off {
                    Ordering::Greater
                } else if above < -off {
                    Ordering::Less
                } else if off == 0.0 {
                    Ordering::Equal
                } else {
                    by_float[index] = false;
                    deviation += above.abs() + off;
                    match self.level_at(slot, channel, point, last) {
                        Some(level) if points.w[point] > 0.0 => level.total_cmp(&breakpoint),
                        _ => {
                            doubtful[index] = true;
                            let place = points.places[point];
                            self.exact.level(self.events, place, element, breakpoint)
                        }
                    }
                };
                these.push(sign);
            }
            let end = these.len() - 1;
            if self.stretch.cut[1] && these[end].is_eq() && these[end - 1].is_ne() {
                return Err(Stop::Cut);
            }
            signs.push(these);
        }
        let certain = !doubtful.contains(&true);
        let mut order: Vec<usize> = (0..at.len()).collect();
        let mut disorder = 0.0;
        if !certain {
            disorder = size * self.settle(&mut order, &at, &doubtful, points);
            deviation += disorder;
        }

        // Along the pieces.
        let mut followed = Followed {
            channel,
            piece: 0,
            rows: Vec::new(),
            certain,
        };
        let mut slope = input.slope[unit];
        let mut before: Option<(u8, f64)> = None;
        let (mut crossings, mut steepest) = (0, 0.0f64);
        for pair in order.windows(2) {
            let [from, to] = [pair[0], pair[1]];
            let point = at[from];
            let bend = if from == 0 { 0.0 } else { jump(point) };
            slope += bend;
            let begins = signs.iter().filter(|s| beside(s[from], s[to])).count() as u8;
            let ends = signs.iter().filter(|s| beside(s[to], s[from])).count() as u8;
            let pieces = self.pieces_of(channel);
            if let Some((piece, slope_before)) = before {
                let after = if piece == begins {
                    not_lost(times(pieces.slope(piece), bend), pieces.slope(piece) != 0.0)
                } else {
                    let bent = times(pieces.slope(begins), slope)
                        - times(pieces.slope(piece), slope_before)
                        + (pieces.offset(begins) - pieces.offset(piece)) * (w1 - w0);
                    not_lost(bent, true)
                };
                let Place::Event(event) = points.places[point] else {
                    return Err(Stop::Unsound);
                };
                followed.rows.push((event, after, begins));
            } else {
                followed.piece = begins;
            }
            let mut piece = begins;
            while piece != ends {
                let rises = ends > piece;
                let t = usize::from(if rises { piece } else { piece - 1 });
                let breakpoint = breakpoints[t];
                let next = if rises { piece + 1 } else { piece - 1 };
                let (steep, off) = (
                    slope - breakpoint * (w1 - w0),
                    walking * (size + 2.0 * breakpoint.abs()),
                );
                let begin = at_points[point * padded + channel] - breakpoint * points.w[point];
                let ends_at = [points.t[point], points.t[at[to]]];
                let ordered = ends_at[0] <= ends_at[1] && steep.abs() > 2.0 * off;
                let plain = ordered && by_float[from] && by_float[to];
                let (t, error, form) = if ordered {
                    let t = (ends_at[0] - begin / steep).clamp(ends_at[0], ends_at[1]);
                    let reach = spread + 2.0 * off + disorder;
                    let error = reach / (steep.abs() - off) * SLACK + 8.0 * UNIT;
                    // The bends on both sides are not where they are computed either.
                    let aside = points.error[point] + points.error[at[to]];
                    (t, error + if plain { 0.0 } else { aside * SLACK }, None)
                } else {
                    let place = points.places[point];
                    let form = self
                        .exact
                        .level_form(self.events, place, element, breakpoint);
                    let (root, error) = self.exact.root(&form);
                    let t = root.clamp(ends_at[0].min(ends_at[1]), ends_at[0].max(ends_at[1]));
                    deviation += (begin + steep * (t - ends_at[0])).abs() + off;
                    (t, error + (t - root).abs() * SLACK, Some(form.into()))
                };
                let between = [points.places[point], points.places[at[to]]];
                let pieces = self.pieces_of(channel);
                let jump = (pieces.slope(next) - pieces.slope(piece)) * steep;
                let event = self.events.push(Event {
                    t,
                    error,
                    source: Source::Level {
                        element,
                        breakpoint,
                    },
                    form,
                    between: (!plain).then_some(between),
                });
                followed.rows.push((event, not_lost(jump, true), next));
                steepest = steepest.max(off);
                crossings += 1;
                piece = next;
            }
            before = Some((ends, slope));
        }
        self.apply(field, unit, channel, followed.piece);
        let pieces = self.pieces_of(channel);
        let bent = crossings > 0 || followed.rows.iter().any(|row| row.2 != followed.piece);
        if bent || deviation > 0.0 {
            let most = pieces.largest_slope();
            let rounded: f64 = (0..=breakpoints.len())
                .map(|piece| Self::rounding(pieces, piece as u8, size))
                .fold(0.0, f64::max);
            let changes = (followed.rows.len().min(crossings + at.len()) + 2) as f64;
            let walked =
                walking * (size + 2.0 * breakpoints.iter().fold(0.0, |m: f64, b| m.max(b.abs())));
            let shaken = if bent {
                changes_of(&followed, changes) * 2.0 * walked
            } else {
                0.0
            };
            field.spread[unit] =
                (most * (spread + shaken.max(steepest) + deviation) + rounded) * SLACK;
        }
        Ok(followed)
    }

    /// The constant that a unit is known to be at a point where it bends, or at an end.
    fn level_at(&self, slot: usize, channel: usize, point: usize, last: usize) -> Option<f64> {
        let after = (point < last).then(|| self.input.level(slot, point, channel));
        let before = (point > 0).then(|| self.input.level(slot, point - 1, channel));
        after.flatten().or(before.flatten())
    }

    /// Puts points in their true order, as far as doubtful ones are concerned; returns by how much
    /// floats were in disorder.
    fn settle(
        &mut self,
        order: &mut [usize],
        at: &[usize],
        doubtful: &[bool],
        points: &Points,
    ) -> f64 {
        let mut disorder = 0.0;
        for index in 2..order.len().saturating_sub(1) {
            let mut place = index;
            while place > 1 {
                let (a, b) = (order[place - 1], order[place]);
                let (p, q) = (at[a], at[b]);
                let asked = doubtful[a] || doubtful[b];
                if !asked || points.is_before(p, q) {
                    break;
                }
                let truly = self
                    .exact
                    .order(self.events, points.places[p], points.places[q]);
                if !truly.is_gt() {
                    break;
                }
                disorder += 2.0 * (points.t[p] - points.t[q]).abs();
                order.swap(place - 1, place);
                place -= 1;
            }
        }
        disorder
    }

    /// Writes the rows of a slot: old events that still bend something, and new ones.
    fn assemble(
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
            for &(_, index, jump, piece) in entries_of(event) {
                let channel = followed[index].channel;
                buffer[channel] = jump;
                pieces_now[channel] = piece;
            }
            if buffer[..channels].iter().any(|&jump| jump != 0.0) {
                field.events.push(event);
                field.jumps.extend_from_slice(&buffer);
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

    fn write_levels(&self, levels: &mut Levels, pieces: &[u8], uncertain: &[bool], padded: usize) {
        let begin = levels.of.len();
        levels.of.resize(begin + padded, 0);
        for (channel, (&piece, &uncertain)) in pieces.iter().zip(uncertain).enumerate() {
            let of = self.pieces_of(channel);
            let (offset, exact) = (of.offset(piece), of.exact_offset(piece));
            if !uncertain && of.slope(piece) == 0.0 && *exact == crate::dyadic::Dyadic::from(offset)
            {
                levels.of[begin + channel] = levels.code(offset);
            }
        }
    }
}

/// How many times a function may have been shaken by rounding.
fn changes_of(followed: &Followed, most: f64) -> f64 {
    let mut piece = followed.piece;
    let mut changes = 2.0;
    for row in &followed.rows {
        if row.2 != piece {
            changes += 1.0;
            piece = row.2;
        }
    }
    most.min(changes)
}

/// On which side a function is next to a point, from its signs there and at the end of the piece.
fn beside(here: Ordering, there: Ordering) -> bool {
    here.then(there).is_gt()
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
