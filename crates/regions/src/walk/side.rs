//! Corners of cells and the lines between them.

use super::line::LineId;

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
    /// Where the line comes from.
    pub of: LineId,
    /// Whether another unit is zero all along the side, too.
    pub shared: bool,
}

impl Side {
    pub(super) fn named_line(&self) -> (LineId, [f64; 3]) {
        (self.of, self.line)
    }
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

/// The error of a corner, with room for the rounding of a form's value there.
#[allow(clippy::inline_always)] // into the kernels
#[inline(always)]
pub(super) fn widened(epsilon: f64) -> f64 {
    epsilon + 8.0 * f64::EPSILON
}

pub(super) fn size(form: &[f64; 3]) -> f64 {
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
    let error = 2.0 * (sa * eb + ea * sb + ea * eb) * 1.001
        + 8.0 * f64::EPSILON * (sa * sb)
        + 4.0 * f64::MIN_POSITIVE;
    // Lines too nearly parallel, or NaN: nothing is known of their crossing, and no sign there will
    // be certain.
    let apart = size(&cross) > error;
    if !apart {
        return ([0.0; 3], f64::INFINITY);
    }
    let scale = 1.0 / size(&cross);
    let corner = cross.map(|coordinate| coordinate * scale);
    (corner, error * scale * 1.001 + 4.0 * f64::EPSILON)
}
