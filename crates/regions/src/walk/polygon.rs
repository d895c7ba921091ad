//! Cells as polygons: corners and the lines between them.

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
    let scale = 1.0 / size(&cross);
    let corner = cross.map(|coordinate| coordinate * scale);
    (corner, error * scale * 1.001 + 4.0 * f64::EPSILON)
}

/// Pushes the part of a polygon on one side of a form that cuts it. Returns how many ends of the
/// chord lie on the frame, or `None` if a corner is too close to the form to call.
pub(super) fn cut(
    sides: &mut Vec<Side>,
    polygon: Range<usize>,
    form: &WalkForm,
    positive: bool,
) -> Option<u64> {
    let bound = form.bound(epsilon(&sides[polygon.clone()]));
    let sign = if positive { 1.0 } else { -1.0 };
    let chord = form.value.map(|coefficient| coefficient * sign);
    let value = |side: &Side| form.at(&side.corner) * sign;
    let first = value(&sides[polygon.start]);
    let mut here = first;
    let mut frame_ends = 0;
    for at in polygon.clone() {
        let side = sides[at];
        let there = if at + 1 == polygon.end {
            first
        } else {
            value(&sides[at + 1])
        };
        // Not `<=`: what is no number is no sign either.
        if !(here.abs() > bound) {
            return None;
        }
        if here > 0.0 {
            sides.push(side);
        }
        if (here > 0.0) != (there > 0.0) {
            frame_ends += u64::from(side.frame);
        }
        // Where f falls along a side with line l, its zero is l x f; where it rises, f x l.
        if here > 0.0 && there < 0.0 {
            let (corner, epsilon) = crossing(&side.line, side.line_error, &chord, form.error);
            // From here the boundary follows the chord, with this part at its left.
            sides.push(Side {
                corner,
                epsilon,
                line: chord,
                line_error: form.error,
                frame: false,
            });
        } else if here < 0.0 && there > 0.0 {
            let (corner, epsilon) = crossing(&chord, form.error, &side.line, side.line_error);
            sides.push(Side {
                corner,
                epsilon,
                ..side
            });
        }
        here = there;
    }
    Some(frame_ends)
}
