//! Reference lines, and a place for their labels where they hide no curve.

use crate::canvas::{Anchor, Canvas, Group};
use crate::curve::Spot;
use crate::error::FigureError;
use crate::fonts::{CAPITAL, DESCENT, Face, LINE};
use crate::geometry::{Frame, Place};
use crate::palette::REFERENCE;
use crate::text::Block;

/// The width of a reference line.
const LINE_WIDTH: f64 = 0.9;

/// Between line and label.
const GAP: f64 = 2.0;

/// Between a label and the ends of the panel.
const INSET: f64 = 3.0;

/// How many places along the line are tried.
const TRIALS: usize = 40;

/// A reference line on the page.
pub struct Line {
    /// Its height on the page.
    pub y: f64,
    /// Its label, broken to the panel's width.
    pub label: Block,
}

/// The height a label and its gaps take, for the range to leave room.
pub fn room(label: &Block) -> f64 {
    if label.lines.is_empty() {
        0.0
    } else {
        label.height() + GAP + 1.0
    }
}

/// The width a label can have in a panel.
pub fn label_limit(frame_width: f64) -> f64 {
    frame_width - 2.0 * INSET
}

/// Draws the lines, which the curves are to lie above.
pub fn draw_lines(canvas: &mut Canvas, frame: &Frame, lines: &[Line]) -> Result<(), FigureError> {
    let group = Group {
        dashes: Some((4.0, 2.5)),
        ..Group::default()
    };
    canvas.layer(group, |layer| {
        for line in lines {
            let end = |x| Place { x, y: line.y };
            layer.line(
                &[end(frame.left), end(frame.right())],
                LINE_WIDTH,
                REFERENCE,
            )?;
        }
        Ok(())
    })
}

/// Draws the labels where there is room among the curves.
pub fn draw_labels(
    canvas: &mut Canvas,
    frame: &Frame,
    lines: &[Line],
    curves: &[Vec<Spot>],
) -> Result<(), FigureError> {
    let mut taken = Vec::new();
    canvas.layer(Group::default(), |layer| {
        for line in lines.iter().filter(|line| !line.label.lines.is_empty()) {
            let place = best_place(frame, line, lines, curves, &taken);
            for (row, text) in line.label.lines.iter().enumerate() {
                let baseline = Place {
                    x: place.left,
                    y: place.top + CAPITAL + row as f64 * LINE,
                };
                layer.text(text, baseline, Anchor::Start, Face::Italic, REFERENCE)?;
            }
            taken.push(place);
        }
        Ok(())
    })
}

/// The rectangle for a label with the least in its way; the rightmost of equals.
fn best_place(
    frame: &Frame,
    line: &Line,
    lines: &[Line],
    curves: &[Vec<Spot>],
    taken: &[Frame],
) -> Frame {
    let height = (line.label.lines.len() - 1) as f64 * LINE + CAPITAL + DESCENT;
    let slack = (frame.width - 2.0 * INSET - line.label.width).max(0.0);
    let mut best: Option<(usize, Frame)> = None;
    for trial in 0..=TRIALS {
        let left = frame.left + INSET + slack * (1.0 - trial as f64 / TRIALS as f64);
        for top in [line.y - GAP - height + DESCENT / 2.0, line.y + GAP] {
            let place = Frame {
                left,
                top,
                width: line.label.width,
                height,
            };
            if place.top < frame.top || place.bottom() > frame.bottom() {
                continue;
            }
            let cost = cost(&place, line, lines, curves, taken);
            if best.is_none_or(|(least, _)| cost < least) {
                best = Some((cost, place));
            }
        }
    }
    // A line at the very edge of a panel with limits of its own: the label is just inside.
    best.map_or_else(
        || Frame {
            left: frame.left + INSET + slack,
            top: (line.y - GAP - height).clamp(
                frame.top + 1.0,
                (frame.bottom() - height).max(frame.top + 1.0),
            ),
            width: line.label.width,
            height,
        },
        |(_, place)| place,
    )
}

/// What a label would lie on: other labels and lines count most, then curves, then bands.
fn cost(
    place: &Frame,
    line: &Line,
    lines: &[Line],
    curves: &[Vec<Spot>],
    taken: &[Frame],
) -> usize {
    let near = place.grown(2.5);
    let mut cost = 100_000 * taken.iter().filter(|other| near.overlaps(other)).count();
    cost += 10_000
        * lines
            .iter()
            .filter(|other| other.y != line.y && (place.top..=place.bottom()).contains(&other.y))
            .count();
    for spots in curves {
        if let [only] = spots.as_slice() {
            cost += 100 * usize::from(near.meets_segment(only.place, only.place));
        }
        for pair in spots.windows(2) {
            cost += 100 * usize::from(near.meets_segment(pair[0].place, pair[1].place));
        }
        for spot in spots {
            if let Some((upper, lower)) = spot.band {
                let end = |y| Place { x: spot.place.x, y };
                cost += usize::from(place.meets_segment(end(upper), end(lower)));
            }
        }
    }
    cost
}
