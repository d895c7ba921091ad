//! Cells of a heatmap that need words instead of a number.

use crate::canvas::{Canvas, Group};
use crate::geometry::{Frame, Place};
use crate::palette::{INK, MISSING, MISSING_HATCH, PAPER};

const LINE_WIDTH: f64 = 0.6;
/// Between the lines of a hatch.
const HATCH: f64 = 4.0;
/// The sides of a corner that is cut off.
const CORNER: f64 = 5.0;

/// Cuts off the upper right corner of rectangles: the corner is as white as the page, and outlined,
/// so that it shows on every colour and in grey print.
pub fn cut_corners(canvas: &mut Canvas, frames: &[Frame]) {
    let corner = |frame: &Frame| {
        let side = CORNER.min(frame.width / 2.0).min(frame.height / 2.0);
        [
            Place::new(frame.right() - side, frame.top),
            Place::new(frame.right(), frame.top),
            Place::new(frame.right(), frame.top + side),
        ]
    };
    let corners: Vec<[Place; 3]> = frames.iter().map(corner).collect();
    canvas.polygons(Group::default(), &corners, PAPER);
    let cuts = corners.iter().map(|[a, _, b]| [*a, *b]);
    canvas.lines(Group::default(), cuts, LINE_WIDTH, INK);
}

/// Fills rectangles as missing values: grey and hatched, unlike any colour of the bar, in grey
/// print too.
pub fn fill_missing(canvas: &mut Canvas, frames: &[Frame]) {
    canvas.polygons(Group::default(), frames.iter().map(Frame::corners), MISSING);
    let hatch = frames.iter().flat_map(hatch);
    canvas.lines(Group::default(), hatch, 0.7, MISSING_HATCH);
}

/// Lines that rise to the right across a rectangle.
fn hatch(frame: &Frame) -> Vec<[Place; 2]> {
    // Along each line x + y is the same; multiples of the distance continue in the next rectangle.
    let (first, last) = (frame.left + frame.top, frame.right() + frame.bottom());
    let mut lines = Vec::new();
    let mut sum = (first / HATCH).floor() * HATCH + HATCH;
    while sum < last {
        let left = frame.left.max(sum - frame.bottom());
        let right = frame.right().min(sum - frame.top);
        let place = |x| Place::new(x, sum - x);
        lines.push([place(left), place(right)]);
        sum += HATCH;
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hatch_stays_in_its_rectangle() {
        let frame = Frame {
            left: 3.0,
            top: 7.0,
            width: 21.0,
            height: 9.0,
        };
        let lines = hatch(&frame);
        assert!(lines.len() >= 7, "{lines:?}");
        for place in lines.as_flattened() {
            assert!(frame.grown(1e-9).contains(*place), "{place:?}");
        }
    }
}
