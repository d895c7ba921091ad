//! Where one candidate passes another, and how two of them compare.

use super::{Largest, Unit};
use crate::affine::{SLACK, UNIT};
use crate::graph::demand::Element;
use crate::graph::event::{Place, Source};
use crate::graph::form::Form;
use crate::graph::points::Points;
use std::cmp::Ordering;

/// One candidate passing the largest one.
pub(super) struct Crossing {
    pub leader: usize,
    pub other: usize,
    pub t: f64,
    pub error: f64,
    pub form: Option<Form>,
    pub between: Option<[Place; 2]>,
}

impl Largest<'_, '_> {
    /// The sign of one candidate minus another at a point, and whether floats decided it.
    pub(super) fn compare(
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

    pub(super) fn element_of(&self, unit: &Unit<'_>, candidate: usize) -> Element {
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

    /// The event at which this pair changes in another window. Between two certain crossings whose
    /// bounds overlap the difference is affine, so that they are one.
    pub(super) fn known(&self, mut pair: [Element; 2], crossing: &Crossing) -> Option<u32> {
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

    pub(super) fn remember(&mut self, before: u32) {
        for event in before..self.events.all.len() as u32 {
            if let Source::Switch { from, to } = self.events.all[event as usize].source {
                let mut pair = [from, to];
                pair.sort_unstable();
                self.switches.entry(pair).or_default().push(event);
            }
        }
    }

    /// Where one candidate passes another on a piece.
    pub(super) fn cross(
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
            // The bends on both sides are also off their computed positions.
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
    pub(super) fn earlier(
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
}
