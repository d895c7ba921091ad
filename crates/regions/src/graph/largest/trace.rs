//! One unit, from one point where a candidate bends to the next.

use super::cross::Crossing;
use super::{Followed, Largest, Unit, not_lost};
use crate::affine::SLACK;
use crate::graph::Stop;
use crate::graph::event::{Event, Place, Source};
use crate::graph::field::Field;
use crate::graph::points::Points;
use crate::graph::union::Union;

impl Largest<'_, '_> {
    /// Finds where the largest candidate changes.
    pub(super) fn follow(
        &mut self,
        mut unit: Unit<'_>,
        union: &Union,
        points: &Points,
        field: &mut Field,
    ) -> Result<Followed, Stop> {
        let before = self.events.all.len();
        let mut followed = self.trace(&mut unit, union, points)?;
        if unit.doubted {
            // Points whose order floats leave open are put in order, and the search starts again.
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

    /// The bend at a point where one candidate follows another without passing it: both are the same
    /// constant on one side, and on the other side only one of them bends.
    fn only(
        &self,
        unit: &Unit<'_>,
        union: &Union,
        points: &Points,
        index: usize,
        [last, leader]: [usize; 2],
    ) -> Option<f64> {
        let beside = |candidate: usize, after: bool| {
            let (field, from) = self.field_of(unit.slot, candidate);
            let bends = &unit.bends[candidate];
            let apart = |other: usize| {
                let [a, b] = [other.min(index), other.max(index)].map(|index| unit.at[index]);
                points.is_before(a, b)
            };
            let mut inner = 1..unit.at.len() - 1;
            if !inner.all(|other| other == index || bends[other] == 0.0 || apart(other)) {
                return None;
            }
            let point = unit.at[index];
            let passed = |&event: &u32| {
                let at = union.place[event as usize] as usize + 1;
                at < point || (after && at == point)
            };
            let piece = field.events_of(from).partition_point(passed);
            field.level(from, piece, unit.channel)
        };
        if unit.doubted {
            return None;
        }
        let same = |after: bool| {
            let [a, b] = [last, leader].map(|candidate| beside(candidate, after));
            a.is_some() && a == b
        };
        if same(false) {
            Some(unit.bends[leader][index])
        } else if same(true) {
            Some(unit.bends[last][index])
        } else {
            None
        }
    }

    #[allow(clippy::too_many_lines)] // one walk along the points, whose state would be handed around
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
                    let Place::Event(event) = points.places[unit.at[from]] else {
                        return Err(Stop::Unsound);
                    };
                    let jump = if last == leader {
                        bends[leader]
                    } else if let Some(bends) = self.only(unit, union, points, from, [last, leader])
                    {
                        not_lost(bends)
                    } else {
                        self.events.all[event as usize].alone = false;
                        not_lost(slopes[leader] - slope)
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
                let jump = slopes[other] - slopes[leader];
                let event = match self.known(pair, &crossing) {
                    Some(event) => {
                        let known = &mut self.events.all[event as usize];
                        known.alone &= known.jump.to_bits() == jump.abs().to_bits();
                        event
                    }
                    None => self.events.push(Event {
                        t: crossing.t,
                        error: crossing.error,
                        source: Source::Switch {
                            from: pair[0],
                            to: pair[1],
                        },
                        form: crossing.form.map(Into::into),
                        between: crossing.between,
                        alone: true,
                        jump: jump.abs(),
                    }),
                };
                followed.rows.push((event, not_lost(jump), other));
                leader = other;
            }
            before = Some((leader, slopes[leader]));
        }
        debug_assert!(union.events.len() + 2 >= unit.at.len());
        Ok(followed)
    }

    /// Puts the points of a unit in their true order; returns by how much the floats were out of
    /// order.
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
}
