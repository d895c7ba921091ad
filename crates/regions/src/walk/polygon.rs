//! Cells as polygons: corners and the lines between them.

use super::Crossing;
use super::layers::WalkForm;
use std::ops::Range;

/// A corner of a cell and the side that leaves it, counter-clockwise.
#[derive(Clone, Copy, Debug)]
pub(super) struct Side {
    /// A ray, scaled so that its largest coordinate is 1.
    pub corner: [f64; 3],
    /// How far each coordinate of the corner can be off.
    pub epsilon: f64,
    /// The side's line, positive inside.
    pub line: [f64; 3],
    /// How far each coefficient of the line can be off.
    pub line_error: f64,
    /// Whether the side is infinity or a side of the window.
    pub frame: bool,
}

/// The largest error of any corner.
#[allow(clippy::inline_always)] // into the kernels
#[inline(always)]
pub(super) fn epsilon(sides: &[Side]) -> f64 {
    let mut largest = 0.0;
    for side in sides {
        if side.epsilon > largest {
            largest = side.epsilon;
        }
    }
    largest
}

fn size(form: &[f64; 3]) -> f64 {
    form[0].abs().max(form[1].abs()).max(form[2].abs())
}

/// The ray `a x b` of two lines, scaled, and the error of its coordinates.
pub(super) fn crossing(a: &[f64; 3], ea: f64, b: &[f64; 3], eb: f64) -> ([f64; 3], f64) {
    let cross = [
        a[1] * b[2] - a[2] * b[1],
        a[2] * b[0] - a[0] * b[2],
        a[0] * b[1] - a[1] * b[0],
    ];
    let (sa, sb) = (size(a), size(b));
    // Two products a coordinate, each with the errors of both factors and its own rounding.
    let error = 2.0 * (sa * eb + ea * sb + ea * eb) * 1.001 + 8.0 * f64::EPSILON * (sa * sb);
    // Lines too nearly parallel, or no numbers any more: nothing is known of their crossing, and no
    // sign there will be certain.
    let apart = size(&cross) > error;
    if !apart {
        return ([0.0; 3], f64::INFINITY);
    }
    let scale = 1.0 / size(&cross);
    let corner = cross.map(|coordinate| coordinate * scale);
    (corner, error * scale * 1.001 + 4.0 * f64::EPSILON)
}

/// What a form makes of a polygon that it cuts, on the stack of sides.
pub(super) struct Parts {
    pub negative: Range<usize>,
    pub positive: Range<usize>,
    /// How many ends of the chord lie on the frame.
    pub frame_ends: u64,
}

/// Where a form with these signs cuts a ring of corners.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cut {
    corners: usize,
    /// The side on which the form turns positive.
    rises: usize,
    /// The side on which it turns negative.
    falls: usize,
}

/// Signs that are positive at this many corners.
pub(super) fn all(corners: usize) -> u64 {
    u64::MAX >> (64 - corners)
}

/// Rings of more corners are left to the mesh: their signs do not fit a word.
pub(super) const MOST_CORNERS: usize = 62;

impl Cut {
    /// `None` for signs that no form has around a convex ring, and for rings too large.
    pub(super) fn new(signs: u64, corners: usize) -> Option<Self> {
        if corners > MOST_CORNERS {
            return None;
        }
        // Bit k of `next` is the sign at corner k + 1.
        let next = (signs >> 1) | ((signs & 1) << (corners - 1));
        let (rises, falls) = (!signs & next & all(corners), signs & !next);
        let one = rises.is_power_of_two() && falls.is_power_of_two();
        one.then_some(Self {
            corners,
            rises: rises.trailing_zeros() as usize,
            falls: falls.trailing_zeros() as usize,
        })
    }

    /// Both sides that are cut.
    pub(super) fn ends(&self) -> [usize; 2] {
        [self.rises.min(self.falls), self.rises.max(self.falls)]
    }

    /// Pushes both parts of the polygon. The negative part begins at the end of the chord on
    /// `falls` and ends at the one on `rises`, the positive part the other way round.
    pub(super) fn push_parts(
        &self,
        sides: &mut Vec<Side>,
        polygon: &Range<usize>,
        form: &WalkForm,
    ) -> Parts {
        let (rises, falls) = (polygon.start + self.rises, polygon.start + self.falls);
        let (rising, falling) = (sides[rises], sides[falls]);
        // Where f falls along a side with line l, its zero is l x f; where it rises, f x l.
        let chord = form.value;
        let up = crossing(&chord, form.error, &rising.line, rising.line_error);
        let down = crossing(&falling.line, falling.line_error, &chord, form.error);
        let back = Side {
            line: chord.map(|coefficient| -coefficient),
            ..on_chord(form)
        };
        let start = sides.len();
        push_part(sides, polygon, [falls, rises], [down, up], &back);
        let middle = sides.len();
        push_part(sides, polygon, [rises, falls], [up, down], &on_chord(form));
        Parts {
            negative: start..middle,
            positive: middle..sides.len(),
            frame_ends: u64::from(rising.frame) + u64::from(falling.frame),
        }
    }

    /// The signs of another form around one of the parts.
    pub(super) fn signs(&self, positive: bool, other: &Crossing) -> u64 {
        let (first, last, begin, end) = if positive {
            (self.rises, self.falls, other.up, other.down)
        } else {
            (self.falls, self.rises, other.down, other.up)
        };
        // The corners behind side `first` up to side `last`.
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
        let turned = (other.signs >> start) | (other.signs << (self.corners - start));
        let run = turned & all(kept);
        u64::from(begin) | (run << 1) | (u64::from(end) << (kept + 1))
    }
}

fn on_chord(form: &WalkForm) -> Side {
    Side {
        corner: [0.0; 3],
        epsilon: 0.0,
        line: form.value,
        line_error: form.error,
        frame: false,
    }
}

/// Pushes the part of a ring from a new corner on side `first` to one on side `last`, and back
/// along the chord.
#[inline]
fn push_part(
    sides: &mut Vec<Side>,
    polygon: &Range<usize>,
    [first, last]: [usize; 2],
    [begin, end]: [([f64; 3], f64); 2],
    chord: &Side,
) {
    let at = |side: Side, (corner, epsilon): ([f64; 3], f64)| Side {
        corner,
        epsilon,
        ..side
    };
    sides.push(at(sides[first], begin));
    if first < last {
        sides.extend_from_within(first + 1..=last);
    } else {
        sides.extend_from_within(first + 1..polygon.end);
        sides.extend_from_within(polygon.start..=last);
    }
    sides.push(at(*chord, end));
}
