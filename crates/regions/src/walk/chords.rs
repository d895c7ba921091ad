//! The last layer in one cell: chords counted by how their ends interleave.

use super::active::UnitStates;
use super::decide::Decider;
use super::form::WalkForm;
use super::line::LineId;
use super::polygon::Cut;
use super::side::{self, Side};
use super::signs::Signs;
use std::cmp::Ordering;

/// Buffers for the chords of one cell.
#[derive(Default)]
pub(super) struct Chords {
    chords: Vec<Chord>,
}

/// A unit's zero line across a cell, from side to side.
struct Chord {
    form: WalkForm,
    bound: f64,
    signs: Signs,
    /// The two sides on which it ends, the earlier first.
    ends: [usize; 2],
}

/// Two ends or three chords meet in one point: the cell has to be cut.
pub(super) struct Tied;

/// A cell, and what decides where `f64` does not.
pub(super) struct Judge<'j, 'a, 'k> {
    pub sides: &'j [Side],
    pub decider: &'j mut Decider<'a>,
    pub known: UnitStates<'k>,
}

impl Chords {
    /// How many pairs of chords cross, given by their signs around the cell and their forms.
    pub(super) fn crossings(
        &mut self,
        chords: impl Iterator<Item = (Signs, WalkForm)>,
        judge: &mut Judge<'_, '_, '_>,
    ) -> Result<u64, Tied> {
        self.chords.clear();
        let epsilon = side::epsilon(judge.sides);
        for (signs, form) in chords {
            let cut = Cut::new(signs, judge.sides.len()).ok_or(Tied)?;
            if signs.zero != 0 {
                return Err(Tied);
            }
            let ends = [cut.rises.side, cut.falls.side];
            self.chords.push(Chord {
                form,
                bound: form.bound(epsilon),
                signs,
                ends: [ends[0].min(ends[1]), ends[0].max(ends[1])],
            });
        }
        let mut count = 0;
        for (i, a) in self.chords.iter().enumerate() {
            for (j, b) in self.chords[..i].iter().enumerate() {
                if !judge.cross(a, b)? {
                    continue;
                }
                count += 1;
                for c in &self.chords[..j] {
                    if judge.cross(a, c)? && judge.cross(b, c)? {
                        judge.apart([a, b, c])?;
                    }
                }
            }
        }
        Ok(count)
    }
}

impl Judge<'_, '_, '_> {
    /// Whether two chords cross: exactly one end of `b` lies between the ends of `a`.
    fn cross(&mut self, a: &Chord, b: &Chord) -> Result<bool, Tied> {
        let mut between = [false; 2];
        for (between, &end) in between.iter_mut().zip(&b.ends) {
            let after_first = match end.cmp(&a.ends[0]) {
                Ordering::Less => false,
                Ordering::Greater => true,
                Ordering::Equal => self.earlier(a, b, end)?,
            };
            let before_second = match end.cmp(&a.ends[1]) {
                Ordering::Less => true,
                Ordering::Greater => false,
                Ordering::Equal => !self.earlier(a, b, end)?,
            };
            *between = after_first && before_second;
        }
        Ok(between[0] != between[1])
    }

    /// Whether `a` meets this side, on which both end, before `b` does.
    fn earlier(&mut self, a: &Chord, b: &Chord, side: usize) -> Result<bool, Tied> {
        let next = if side + 1 == self.sides.len() {
            0
        } else {
            side + 1
        };
        let ends = [&self.sides[side].corner, &self.sides[next].corner];
        match order(&a.form, &b.form, [a.bound, b.bound], ends) {
            Some(earlier) => Ok(earlier),
            None => self.decide_order(a, b, side),
        }
    }

    #[cold]
    fn decide_order(&mut self, a: &Chord, b: &Chord, side: usize) -> Result<bool, Tied> {
        let order = self.decider.order_on(
            &self.known,
            self.sides[side].named_line(),
            (&a.form, a.signs.at(side)),
            (&b.form, b.signs.at(side)),
        );
        match order {
            Ordering::Equal => Err(Tied),
            order => Ok(order.is_lt()),
        }
    }

    /// Makes sure that three chords that cross each other do not meet in one point.
    fn apart(&mut self, chords: [&Chord; 3]) -> Result<(), Tied> {
        let [a, b, c] = chords.map(|chord| &chord.form);
        let (corner, epsilon) = side::crossing(&a.value, a.form_error, &b.value, b.form_error);
        if c.at(&corner).abs() > c.bound(epsilon) {
            return Ok(());
        }
        let lines = [a, b, c].map(WalkForm::named_line);
        match self.decider.sign(&self.known, lines) {
            Ordering::Equal => Err(Tied),
            _ => Ok(()),
        }
    }
}

/// Whether `a` meets the side between two corners before `b` does, if that is certain.
///
/// Between corners `u` and `v`, `f` is zero at the fraction `|f(u)| / (|f(u)| + |f(v)|)` of the way,
/// in suitable units that are the same for both; so `a` comes first if and only if
/// `|a(u)| |b(v)| < |b(u)| |a(v)|`.
pub(super) fn order(
    a: &WalkForm,
    b: &WalkForm,
    [ea, eb]: [f64; 2],
    [u, v]: [&[f64; 3]; 2],
) -> Option<bool> {
    let (au, av) = (a.at(u).abs(), a.at(v).abs());
    let (bu, bv) = (b.at(u).abs(), b.at(v).abs());
    let (left, right) = (au * bv, bu * av);
    let error = ea * (bu + bv) + eb * (au + av) + 2.0 * ea * eb;
    let bound = error * 1.001 + (left + right) * (8.0 * f64::EPSILON) + 4.0 * f64::MIN_POSITIVE;
    if left < right - bound {
        Some(true)
    } else if left > right + bound {
        Some(false)
    } else {
        None
    }
}

impl Decider<'_> {
    /// Which of two units is zero first along a side that both cross, given by their signs where the
    /// side begins.
    pub(super) fn order_on(
        &mut self,
        known: &UnitStates<'_>,
        side: (LineId, [f64; 3]),
        (a, a_begins): (&WalkForm, Ordering),
        (b, b_begins): (&WalkForm, Ordering),
    ) -> Ordering {
        let [a, b] = [a, b].map(WalkForm::named_line);
        // Where `a` rises along the side, its zero is `a x side`, else `side x a`.
        let lines = if a_begins.is_lt() {
            [a, side, b]
        } else {
            [side, a, b]
        };
        match self.sign(known, lines) {
            Ordering::Equal => Ordering::Equal,
            // There `b` still has the sign that it began with.
            sign if sign == b_begins => Ordering::Less,
            _ => Ordering::Greater,
        }
    }
}
