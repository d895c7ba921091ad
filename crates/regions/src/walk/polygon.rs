//! Cells as polygons, and the two parts that a form makes of one.

use super::cell::Crossing;
use super::form::WalkForm;
use super::line::LineId;
use super::side::{Side, crossing};
use super::signs::{Signs, all};
use std::cmp::Ordering;
use std::ops::Range;

/// What a form makes of a polygon that it cuts, on the stack of sides.
pub(super) struct Parts {
    pub negative: Range<usize>,
    pub positive: Range<usize>,
}

/// Where a form with these signs cuts a ring of corners: in sides, or in corners where it is zero.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cut {
    corners: usize,
    /// Where the form turns positive, and where it turns negative.
    pub rises: End,
    pub falls: End,
}

/// An end of a chord.
#[derive(Clone, Copy, Debug)]
pub(super) struct End {
    /// The last corner before it that has a sign.
    before: usize,
    /// The side that leaves the end: the side that is cut, or the one that begins at the corner where
    /// the form is zero.
    pub side: usize,
}

impl End {
    /// Whether the end is a corner of the ring.
    pub(super) fn is_corner(self) -> bool {
        self.before != self.side
    }
}

impl Cut {
    /// `None` for signs that no form has that cuts a convex ring.
    pub(super) fn new(signs: Signs, corners: usize) -> Option<Self> {
        let above = signs.above;
        // Bit k of `next` is the sign at corner k + 1.
        let next = |bits: u64| (bits >> 1) | ((bits & 1) << (corners - 1));
        let below = all(corners) & !(above | signs.zero);
        let end = |from: u64, to: u64| -> Option<End> {
            let side = from & next(to);
            let corner = from & next(signs.zero & next(to));
            let one = (side | corner).is_power_of_two() && side & corner == 0;
            one.then(|| {
                let before = (side | corner).trailing_zeros() as usize;
                let side = if corner == 0 || before + 1 < corners {
                    before + usize::from(corner != 0)
                } else {
                    0
                };
                End { before, side }
            })
        };
        Some(Self {
            corners,
            rises: end(below, above)?,
            falls: end(above, below)?,
        })
    }

    /// How many corners the ring has.
    pub(super) fn corners(&self) -> usize {
        self.corners
    }

    /// The same for any number of corners.
    pub(super) fn of(signs: &[Ordering]) -> Option<Self> {
        let corners = signs.len();
        let end = |to: Ordering| -> Option<End> {
            let after = |at: usize| if at + 1 == corners { 0 } else { at + 1 };
            let mut ends = (0..corners).filter_map(|before| {
                let (next, last) = (after(before), after(after(before)));
                if signs[before] != to.reverse() {
                    None
                } else if signs[next] == to {
                    Some(End {
                        before,
                        side: before,
                    })
                } else {
                    let at_corner = signs[next].is_eq() && signs[last] == to;
                    at_corner.then_some(End { before, side: next })
                }
            });
            let found = ends.next()?;
            ends.next().is_none().then_some(found)
        };
        Some(Self {
            corners,
            rises: end(Ordering::Greater)?,
            falls: end(Ordering::Less)?,
        })
    }

    /// Pushes both parts of the polygon. The negative part begins at the end of the chord where the
    /// form falls and ends where it rises, the positive part the other way round.
    pub(super) fn push_parts(
        &self,
        sides: &mut Vec<Side>,
        polygon: &Range<usize>,
        form: &WalkForm,
    ) -> Parts {
        let chord = form.value;
        // Where f falls along a side with line l, its zero is l x f; where it rises, f x l.
        let rising = sides[polygon.start + self.rises.side];
        let falling = sides[polygon.start + self.falls.side];
        let up = if self.rises.is_corner() {
            (rising.corner, rising.epsilon)
        } else {
            crossing(&chord, form.form_error, &rising.line, rising.line_error)
        };
        let down = if self.falls.is_corner() {
            (falling.corner, falling.epsilon)
        } else {
            crossing(&falling.line, falling.line_error, &chord, form.form_error)
        };
        let ahead = Side {
            corner: down.0,
            epsilon: down.1,
            line: chord,
            line_error: form.form_error,
            of: LineId::of_unit(form.id),
            shared: false,
        };
        let back = Side {
            corner: up.0,
            epsilon: up.1,
            line: chord.map(|coefficient| -coefficient),
            of: ahead.of.negated(),
            ..ahead
        };
        let start = sides.len();
        push_part(
            sides,
            polygon,
            [self.falls.side, self.rises.before],
            down,
            back,
        );
        let middle = sides.len();
        push_part(
            sides,
            polygon,
            [self.rises.side, self.falls.before],
            up,
            ahead,
        );
        Parts {
            negative: start..middle,
            positive: middle..sides.len(),
        }
    }

    /// The signs of another form around one of the parts.
    pub(super) fn signs(&self, positive: bool, other: &Crossing) -> Signs {
        let (first, last, begin, end) = if positive {
            (self.rises.side, self.falls.before, other.up, other.down)
        } else {
            (self.falls.side, self.rises.before, other.down, other.up)
        };
        // The corners after side `first` up to corner `last`.
        let start = if first + 1 == self.corners {
            0
        } else {
            first + 1
        };
        let kept = if start <= last {
            last + 1 - start
        } else {
            last + 1 + self.corners - start
        };
        let part = |bits: u64, wanted: Ordering| {
            let turned = (bits >> start) | (bits << (self.corners - start));
            let run = turned & all(kept);
            u64::from(begin == wanted) | (run << 1) | (u64::from(end == wanted) << (kept + 1))
        };
        Signs {
            above: part(other.signs.above, Ordering::Greater),
            zero: part(other.signs.zero, Ordering::Equal),
        }
    }
}

/// Pushes the part of a ring from a new corner on side `first` to the corner `last`, and back along
/// the chord.
#[inline]
fn push_part(
    sides: &mut Vec<Side>,
    polygon: &Range<usize>,
    [first, last]: [usize; 2],
    (corner, epsilon): ([f64; 3], f64),
    chord: Side,
) {
    let (first, last) = (polygon.start + first, polygon.start + last);
    sides.push(Side {
        corner,
        epsilon,
        ..sides[first]
    });
    if first < last {
        sides.extend_from_within(first + 1..=last);
    } else {
        sides.extend_from_within(first + 1..polygon.end);
        sides.extend_from_within(polygon.start..=last);
    }
    sides.push(chord);
}
