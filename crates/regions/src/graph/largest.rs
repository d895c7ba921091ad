//! Maxima: where the largest of several functions changes to another.
//!
//! As with activations, units whose largest candidate certainly stays the same are seen for all
//! channels at once, and the others are followed one by one. Candidates that are equal on a whole
//! piece, as two neurons that are both off, change nothing there.

#![allow(clippy::inline_always)] // what is not inlined is compiled without the machine's vectors

use super::event::{Element, Event, Events, Place, Source};
use super::exact::{Exact, Form};
use super::field::{Field, Levels, TINY, Union};
use super::points::{Points, values};
use super::stretch::Stretch;
use super::{MOST_JUMPS, Stop};
use crate::affine::{SLACK, UNIT};
use pulp::Arch;
use std::cmp::Ordering;
use std::collections::HashMap;

/// A maximum step at work.
pub(super) struct Largest<'a, 'b> {
    pub arch: Arch,
    pub inputs: &'a [&'a Field],
    /// By slot: the input and the slot of each candidate, none twice.
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
}

/// What became of one unit.
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
    /// Of each candidate: its values at all points, and where it is in its field.
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
    /// By how much a difference may be off because points were not in order.
    disorder: f64,
}

impl Largest<'_, '_> {
    pub(super) fn run(mut self) -> Result<Field, Stop> {
        let (channels, padded) = (self.channels, self.padded);
        let mut field = Field::new(channels, padded, self.candidates.len());
        let mut levels = self.wants_levels.then(Levels::default);
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
            let mut followed = Vec::new();
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
            self.assemble(
                slot,
                &union,
                &constant,
                &followed,
                &mut field,
                levels.as_mut(),
            );
            if field.jumps.len() > MOST_JUMPS {
                return Err(Stop::Large);
            }
        }
        field.levels = levels;
        field.finish();
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
                // In this order: what is not a number stays so.
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

    /// The sign of one candidate less another at a point, and whether floats decided it.
    fn compare(
        &mut self,
        unit: &mut Unit<'_>,
        points: &Points,
        index: usize,
        [a, b]: [usize; 2],
    ) -> (Ordering, bool) {
        let point = unit.at[index];
        let at = point * self.padded + unit.channel;
        let above = unit.values[a][at] - unit.values[b][at];
        let size = unit.size[a] + unit.size[b];
        let off = (unit.off[a] + unit.off[b] + size * points.error[point]) * SLACK;
        if above > off {
            return (Ordering::Greater, true);
        }
        if above < -off {
            return (Ordering::Less, true);
        }
        if off == 0.0 {
            return (Ordering::Equal, true);
        }
        unit.deviation += above.abs() + off;
        let levels = [a, b].map(|candidate| self.level_at(unit, points, index, candidate));
        if let [Some(a), Some(b)] = levels
            && points.w[point] > 0.0
        {
            return (a.total_cmp(&b), false);
        }
        unit.doubted = true;
        let pair = [a, b].map(|candidate| self.element_of(unit, candidate));
        let place = points.places[point];
        (self.exact.difference(self.events, place, pair), false)
    }

    fn element_of(&self, unit: &Unit<'_>, candidate: usize) -> Element {
        let (input, from) = self.candidates[unit.slot][candidate];
        (self.element)(input, from, unit.channel)
    }

    /// The constant that a candidate certainly is at a point: its own bends on both sides must be
    /// certainly apart from the point, or be the point.
    fn level_at(
        &self,
        unit: &Unit<'_>,
        points: &Points,
        index: usize,
        candidate: usize,
    ) -> Option<f64> {
        let (field, from) = self.field_of(unit.slot, candidate);
        field.levels.as_ref()?;
        let bends = &unit.bends[candidate];
        let own = bends[index] != 0.0;
        let point = unit.at[index];
        let apart = |other: usize| {
            let other = unit.at[other];
            points.is_before(other, point) || points.is_before(point, other)
        };
        let before = (1..index).rev().find(|&other| bends[other] != 0.0);
        let after = (index + 1..unit.at.len() - 1).find(|&other| bends[other] != 0.0);
        // The candidate's own row before or at the point: pieces are counted in rows of its slot.
        let rows = field.events_of(from);
        let piece_after = |index: usize| {
            let Place::Event(event) = points.places[unit.at[index]] else {
                return None;
            };
            rows.iter().position(|&row| row == event).map(|row| row + 1)
        };
        if own {
            let piece = piece_after(index)?;
            let after = field.level(from, piece, unit.channel);
            return after.or_else(|| field.level(from, piece - 1, unit.channel));
        }
        if !before.is_none_or(apart) || !after.is_none_or(apart) {
            return None;
        }
        let piece = match before {
            Some(before) => piece_after(before)?,
            None => 0,
        };
        field.level(from, piece, unit.channel)
    }

    /// Finds out where the largest candidate changes.
    fn follow(
        &mut self,
        mut unit: Unit<'_>,
        union: &Union,
        points: &Points,
        field: &mut Field,
    ) -> Result<Followed, Stop> {
        let before = self.events.all.len();
        let mut followed = self.trace(&mut unit, union, points)?;
        if unit.doubted {
            // Points whose order floats do not tell are put in order, and all is done again.
            self.events.all.truncate(before);
            let most = unit.size.iter().fold(0.0, |a: f64, &b| a + b);
            unit.disorder = self.settle(&mut unit, points) * most;
            unit.deviation += unit.disorder;
            followed = self.trace(&mut unit, union, points)?;
            followed.certain = false;
        }
        let to = unit.slot * self.padded + unit.channel;
        self.take(field, to, unit.slot, followed.first, unit.channel);
        let mut changes = 0.0;
        let mut last = followed.first;
        for row in &followed.rows {
            if row.2 != last {
                (changes, last) = (changes + 1.0, row.2);
            }
        }
        if changes > 0.0 {
            let spread = unit
                .spread
                .iter()
                .fold(0.0, |a: f64, &b| if a >= b { a } else { b });
            let off = unit
                .off
                .iter()
                .fold(0.0, |a: f64, &b| if a >= b { a } else { b });
            field.spread[to] =
                (spread + (changes + 2.0) * 4.0 * (off - spread).max(0.0) + unit.deviation) * SLACK;
        } else {
            field.spread[to] = field.spread[to] * SLACK + unit.deviation;
        }
        Ok(followed)
    }

    fn trace(
        &mut self,
        unit: &mut Unit<'_>,
        union: &Union,
        points: &Points,
    ) -> Result<Followed, Stop> {
        let count = unit.values.len();
        let mut slopes: Vec<f64> = (0..count)
            .map(|candidate| {
                let (field, from) = self.field_of(unit.slot, candidate);
                field.slope[field.units(from).start + unit.channel]
            })
            .collect();
        let mut followed = Followed {
            channel: unit.channel,
            first: 0,
            rows: Vec::new(),
            certain: true,
        };
        let mut before: Option<(usize, f64)> = None;
        for from in 0..unit.at.len() - 1 {
            let to = from + 1;
            let bends: Vec<f64> = unit.bends.iter().map(|bends| bends[from]).collect();
            for (slope, bend) in slopes.iter_mut().zip(&bends) {
                *slope += bend;
            }
            // The largest just after the point.
            let mut leader = 0;
            for other in 1..count {
                let (here, _) = self.compare(unit, points, from, [other, leader]);
                let above = if here.is_eq() {
                    self.compare(unit, points, to, [other, leader]).0
                } else {
                    here
                };
                if above.is_gt() {
                    leader = other;
                }
            }
            match before {
                None => followed.first = leader,
                Some((last, slope)) => {
                    let jump = if last == leader {
                        bends[leader]
                    } else {
                        not_lost(slopes[leader] - slope)
                    };
                    let Place::Event(event) = points.places[unit.at[from]] else {
                        return Err(Stop::Unsound);
                    };
                    followed.rows.push((event, jump, leader));
                }
            }
            loop {
                let mut next: Option<Crossing> = None;
                for other in 0..count {
                    if other == leader {
                        continue;
                    }
                    let (there, _) = self.compare(unit, points, to, [other, leader]);
                    if to + 1 == unit.at.len() && there.is_eq() && self.stretch.cut[1] {
                        let (here, _) = self.compare(unit, points, from, [other, leader]);
                        if here.is_ne() {
                            return Err(Stop::Cut);
                        }
                    }
                    if there.is_gt() {
                        let this = self.cross(unit, points, [from, to], [leader, other], &slopes);
                        next = Some(match next {
                            None => this,
                            Some(known) => self.earlier(unit, points, to, known, this),
                        });
                    }
                }
                let Some(crossing) = next else { break };
                let other = crossing.other;
                let pair = [leader, other].map(|candidate| self.element_of(unit, candidate));
                let event = match self.known(pair, &crossing) {
                    Some(event) => event,
                    None => self.events.push(Event {
                        t: crossing.t,
                        error: crossing.error,
                        source: Source::Switch {
                            from: pair[0],
                            to: pair[1],
                        },
                        form: crossing.form.map(Into::into),
                        between: crossing.between,
                    }),
                };
                followed
                    .rows
                    .push((event, not_lost(slopes[other] - slopes[leader]), other));
                leader = other;
            }
            before = Some((leader, slopes[leader]));
        }
        debug_assert!(union.events.len() + 2 >= unit.at.len());
        Ok(followed)
    }

    /// The event at which another window saw this pair change. Between two certain crossings whose
    /// bounds overlap the difference is affine, so that they are one.
    fn known(&self, mut pair: [Element; 2], crossing: &Crossing) -> Option<u32> {
        pair.sort_unstable();
        let events = self.switches.get(&pair)?;
        let same = |&&event: &&u32| {
            let known = &self.events.all[event as usize];
            let plain = crossing.form.is_none() && crossing.between.is_none();
            plain
                && known.is_plain()
                && (known.t - crossing.t).abs() <= known.error + crossing.error
        };
        events.iter().find(same).copied()
    }

    fn remember(&mut self, before: u32) {
        for event in before..self.events.all.len() as u32 {
            if let Source::Switch { from, to } = self.events.all[event as usize].source {
                let mut pair = [from, to];
                pair.sort_unstable();
                self.switches.entry(pair).or_default().push(event);
            }
        }
    }

    /// Where one candidate passes another on a piece.
    fn cross(
        &mut self,
        unit: &mut Unit<'_>,
        points: &Points,
        [from, to]: [usize; 2],
        [leader, other]: [usize; 2],
        slopes: &[f64],
    ) -> Crossing {
        let (_, here) = self.compare(unit, points, from, [other, leader]);
        let (_, there) = self.compare(unit, points, to, [other, leader]);
        let point = unit.at[from];
        let at = point * self.padded + unit.channel;
        let begin = unit.values[other][at] - unit.values[leader][at];
        let steep = slopes[other] - slopes[leader];
        let (low, high) = (points.t[point], points.t[unit.at[to]]);
        let off = unit.off[leader]
            + unit.off[other]
            + 4.0 * UNIT * (unit.size[leader] + unit.size[other]);
        let ordered = low <= high && steep > 2.0 * off;
        let plain = ordered && here && there;
        let (t, error, form) = if ordered {
            let t = (low - begin / steep).clamp(low, high);
            let reach = 2.0 * off + unit.disorder;
            let error = reach / (steep - off) * SLACK + 8.0 * UNIT;
            // The bends on both sides are not where they are computed either.
            let aside = points.error[point] + points.error[unit.at[to]];
            (t, error + if plain { 0.0 } else { aside * SLACK }, None)
        } else {
            let place = points.places[point];
            let pair = [other, leader].map(|candidate| self.element_of(unit, candidate));
            let form = self.exact.difference_form(self.events, place, pair);
            let (root, error) = self.exact.root(&form);
            let t = root.clamp(low.min(high), low.max(high));
            unit.deviation += (begin + steep * (t - low)).abs() + off;
            (t, error + (t - root).abs() * SLACK, Some(form))
        };
        let between = [points.places[point], points.places[unit.at[to]]];
        Crossing {
            leader,
            other,
            t,
            error,
            form,
            between: (!plain).then_some(between),
        }
    }

    /// The crossing that comes first; of two at one point, the one with the larger candidate after.
    fn earlier(
        &mut self,
        unit: &mut Unit<'_>,
        points: &Points,
        to: usize,
        a: Crossing,
        b: Crossing,
    ) -> Crossing {
        let gap = b.t - a.t;
        let error = (a.error + b.error) * 2.0;
        let order = if gap > error {
            Ordering::Less
        } else if gap < -error {
            Ordering::Greater
        } else {
            unit.doubted = true;
            let forms = [&a, &b].map(|crossing| {
                if let Some(form) = &crossing.form {
                    return form.clone();
                }
                let pair = [crossing.other, crossing.leader];
                let pair = pair.map(|candidate| self.element_of(unit, candidate));
                let at = Place::At(crossing.t.to_bits());
                let place = crossing.between.map_or(at, |[before, _]| before);
                self.exact.difference_form(self.events, place, pair)
            });
            self.exact.order_of_zeros(&forms[0], &forms[1])
        };
        match order {
            Ordering::Less => a,
            Ordering::Greater => b,
            Ordering::Equal => {
                let (above, _) = self.compare(unit, points, to, [b.other, a.other]);
                if above.is_gt() { b } else { a }
            }
        }
    }

    /// Puts the points of a unit in their true order; returns by how much floats were in disorder.
    fn settle(&mut self, unit: &mut Unit<'_>, points: &Points) -> f64 {
        let mut disorder = 0.0;
        for index in 2..unit.at.len().saturating_sub(1) {
            let mut place = index;
            while place > 1 {
                let (p, q) = (unit.at[place - 1], unit.at[place]);
                if points.is_before(p, q) {
                    break;
                }
                let truly = self
                    .exact
                    .order(self.events, points.places[p], points.places[q]);
                if !truly.is_gt() {
                    break;
                }
                disorder += 2.0 * (points.t[p] - points.t[q]).abs();
                unit.at.swap(place - 1, place);
                for bends in &mut unit.bends {
                    bends.swap(place - 1, place);
                }
                place -= 1;
            }
        }
        disorder
    }

    /// Writes the rows of a slot: old events that bend something, and new ones.
    fn assemble(
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
            if event < known {
                for candidate in 0..passed.len() {
                    let (input, from) = self.field_of(slot, candidate);
                    if input.events_of(from).get(passed[candidate]) != Some(&event) {
                        continue;
                    }
                    let row = input.row(input.rows(from).start + passed[candidate]);
                    passed[candidate] += 1;
                    for channel in 0..self.channels {
                        if constant[channel] == Some(candidate) {
                            buffer[channel] = row[channel];
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
        field.starts.push(field.events.len() as u32);
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

/// One candidate passing the largest one.
struct Crossing {
    leader: usize,
    other: usize,
    t: f64,
    error: f64,
    form: Option<Form>,
    between: Option<[Place; 2]>,
}

/// A jump that is not 0 unless it truly is.
fn not_lost(jump: f64) -> f64 {
    if jump == 0.0 { TINY } else { jump }
}
