//! The signs of the other units at both ends of the chord that cuts a cell.

use super::cell::Crossed;
use super::polygon::{Cut, End, Parts};
use super::side::Side;
use super::walker::Walker;
use std::cmp::Ordering;
use std::ops::Range;

impl Walker<'_> {
    /// Finds the signs of these units of a cell.
    pub(super) fn look_at_ends(
        &mut self,
        at: &Crossed,
        units: &Range<usize>,
        cut: &Cut,
        parts: &Parts,
    ) {
        if cut.rises.is_corner() || cut.falls.is_corner() {
            return self.decide_ends(at, units, cut, parts);
        }
        let this = self.active.layer(self.layers, at.layer);
        let (up, down) = (
            &self.sides[parts.positive.start],
            &self.sides[parts.negative.start],
        );
        let order = |positive: bool| {
            if positive {
                Ordering::Greater
            } else {
                Ordering::Less
            }
        };
        let mut open = false;
        for crossing in &mut self.crossing[units.clone()] {
            let form = this.form(self.forms.at(at.forms), crossing.unit as usize);
            let (Some(up), Some(down)) = (form.sign(up), form.sign(down)) else {
                open = true;
                break;
            };
            (crossing.up, crossing.down) = (order(up), order(down));
        }
        if open {
            self.decide_ends(at, units, cut, parts);
        }
    }

    /// The same, where an end is a corner or a sign is not certain.
    #[cold]
    fn decide_ends(&mut self, at: &Crossed, units: &Range<usize>, cut: &Cut, parts: &Parts) {
        for unit in units.clone() {
            let form = self.form(at, self.crossing[unit].unit);
            let mut sign = |end: End, part: &Range<usize>| {
                if end.is_corner() {
                    self.crossing[unit].signs.at(end.side)
                } else {
                    self.sign_at(part, part.start, &form)
                }
            };
            let up = sign(cut.rises, &parts.positive);
            let down = sign(cut.falls, &parts.negative);
            (self.crossing[unit].up, self.crossing[unit].down) = (up, down);
            if up.is_eq() && down.is_eq() {
                // It is zero all along the chord.
                self.sides[parts.positive.end - 1].shared = true;
                self.sides[parts.negative.end - 1].shared = true;
            }
        }
        // Each of the two corners is in both parts, and may have been made more precise.
        for (begins, ends) in [
            (&parts.positive, &parts.negative),
            (&parts.negative, &parts.positive),
        ] {
            let Side {
                corner, epsilon, ..
            } = self.sides[begins.start];
            let other = &mut self.sides[ends.end - 1];
            (other.corner, other.epsilon) = (corner, epsilon);
        }
    }
}
