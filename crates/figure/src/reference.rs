//! Reference lines, and a place for their labels where they hide no curve.

use crate::axes::Axes;
use crate::canvas::{Anchor, Canvas, Group};
use crate::curve::Trace;
use crate::error::FigureError;
use crate::figure::ReferenceLine;
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
    /// Its places, from end to end.
    path: Vec<Place>,
    /// Its label, broken to the panel's width.
    label: Block,
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

impl Line {
    /// The line in a frame, or `None` when nothing of it can be seen.
    pub fn new(line: &ReferenceLine, label: &Block, axes: &Axes, frame: &Frame) -> Option<Self> {
        let (x, y) = (&axes.x.range, &axes.y.range);
        let path = match line {
            ReferenceLine::Horizontal(value) => {
                let y = y.can_show(*value).then(|| axes.height(frame, *value))?;
                vec![Place::new(frame.left, y), Place::new(frame.right(), y)]
            }
            ReferenceLine::Vertical(value) => {
                let share = x.can_show(*value).then(|| x.share(*value))?;
                let x = frame.left + share.clamp(-50.0, 50.0) * frame.width;
                vec![Place::new(x, frame.top), Place::new(x, frame.bottom())]
            }
            ReferenceLine::Through(points) => points
                .iter()
                .filter(|point| x.can_show(point[0]) && y.can_show(point[1]))
                .map(|point| axes.place(frame, point[0], point[1]))
                .collect(),
        };
        let seen = frame.grown(1e-6);
        let is_seen = path.windows(2).any(|p| seen.meets_segment(p[0], p[1]));
        is_seen.then(|| Self {
            path,
            label: label.clone(),
        })
    }

    /// The highest and the lowest height of the line between two abscissas, if it gets there.
    fn heights(&self, left: f64, right: f64) -> Option<(f64, f64)> {
        let mut found: Option<(f64, f64)> = None;
        for pair in self.path.windows(2) {
            let (a, b) = (pair[0], pair[1]);
            let (from, to) = (a.x.min(b.x).max(left), a.x.max(b.x).min(right));
            if from > to {
                continue;
            }
            let at = |x: f64| a.y + (b.y - a.y) * ((x - a.x) / (b.x - a.x));
            let ends = if a.x == b.x {
                [a.y, b.y]
            } else {
                [at(from), at(to)]
            };
            for y in ends {
                let (top, bottom) = found.unwrap_or((y, y));
                found = Some((top.min(y), bottom.max(y)));
            }
        }
        found
    }

    /// Whether the line runs from top to bottom rather than from left to right.
    fn is_upright(&self) -> bool {
        self.path.iter().all(|place| place.x == self.path[0].x)
    }

    /// Places where the label could be; among equally good ones, the first is the best.
    fn candidates(&self, frame: &Frame) -> Vec<Frame> {
        let height = (self.label.lines.len() - 1) as f64 * LINE + CAPITAL + DESCENT;
        let place = |left, top| Frame {
            left,
            top,
            width: self.label.width,
            height,
        };
        let slack = (frame.width - 2.0 * INSET - self.label.width).max(0.0);
        let mut places = Vec::new();
        for trial in 0..=TRIALS {
            let share = trial as f64 / TRIALS as f64;
            if self.is_upright() {
                let x = self.path[0].x;
                let top = frame.top + INSET + share * (frame.height - 2.0 * INSET - height);
                places.push(place(x + GAP + 1.0, top));
                places.push(place(x - GAP - 1.0 - self.label.width, top));
            } else {
                let left = frame.left + INSET + slack * (1.0 - share);
                if let Some((top, bottom)) = self.heights(left, left + self.label.width) {
                    places.push(place(left, top - GAP - height + DESCENT / 2.0));
                    places.push(place(left, bottom + GAP));
                }
            }
        }
        let inside = |place: &Frame| {
            place.top >= frame.top
                && place.bottom() <= frame.bottom()
                && place.left >= frame.left
                && place.right() <= frame.right()
        };
        places.retain(inside);
        if places.is_empty() {
            // A line at the very edge of a panel with limits of its own: the label is just inside.
            let last = self.path[self.path.len() / 2];
            let within = |wanted: f64, low: f64, high: f64| wanted.clamp(low, high.max(low));
            places.push(place(
                within(
                    if self.is_upright() {
                        last.x - GAP - 1.0 - self.label.width
                    } else {
                        frame.left + INSET + slack
                    },
                    frame.left + INSET,
                    frame.right() - INSET - self.label.width,
                ),
                within(
                    last.y - GAP - height,
                    frame.top + 1.0,
                    frame.bottom() - height,
                ),
            ));
        }
        places
    }
}

/// Draws the lines, below the curves.
pub fn draw_lines(canvas: &mut Canvas, clip: usize, lines: &[Line]) -> Result<(), FigureError> {
    let group = Group {
        clip: Some(clip),
        dashes: &[4.0, 2.5],
        ..Group::default()
    };
    canvas.layer(group, |layer| {
        for line in lines {
            layer.line(&line.path, LINE_WIDTH, REFERENCE)?;
        }
        Ok(())
    })
}

/// Draws the labels where there is room among the curves.
pub fn draw_labels(
    canvas: &mut Canvas,
    frame: &Frame,
    lines: &[Line],
    curves: &[Trace],
) -> Result<(), FigureError> {
    let mut taken = Vec::new();
    canvas.layer(Group::default(), |layer| {
        for line in lines.iter().filter(|line| !line.label.lines.is_empty()) {
            let mut best: Option<(usize, Frame)> = None;
            for place in line.candidates(frame) {
                let cost = cost(&place, line, lines, curves, &taken);
                if best.is_none_or(|(least, _)| cost < least) {
                    best = Some((cost, place));
                }
            }
            let Some((_, place)) = best else {
                continue;
            };
            for (row, text) in line.label.lines.iter().enumerate() {
                let baseline = Place::new(place.left, place.top + CAPITAL + row as f64 * LINE);
                layer.text(text, baseline, Anchor::Start, Face::Italic, REFERENCE)?;
            }
            taken.push(place);
        }
        Ok(())
    })
}

/// What a label would lie on: other labels and lines count most, then curves, then bands; last how
/// far it is from its line.
fn cost(place: &Frame, line: &Line, lines: &[Line], curves: &[Trace], taken: &[Frame]) -> usize {
    let near = place.grown(2.5);
    let mut cost = 100_000_000 * taken.iter().filter(|other| near.overlaps(other)).count();
    for other in lines {
        let met = |pair: &&[Place]| place.meets_segment(pair[0], pair[1]);
        cost += 10_000_000 * other.path.windows(2).filter(met).count();
    }
    for curve in curves {
        if curve.spots.len() == 1 || curve.segments().next().is_none() {
            let met = curve.spots.iter();
            cost += 100_000
                * met
                    .filter(|spot| near.meets_segment(spot.place, spot.place))
                    .count();
        }
        for [a, b] in curve.segments() {
            cost += 100_000 * usize::from(near.meets_segment(a, b));
        }
        for spot in &curve.spots {
            if let Some((upper, lower)) = spot.band {
                let end = |y| Place::new(spot.place.x, y);
                cost += 1000 * usize::from(place.meets_segment(end(upper), end(lower)));
            }
        }
    }
    let middle = place.centre();
    let away = line.heights(middle.x, middle.x);
    cost + away.map_or(0, |(top, bottom)| {
        (middle.y - f64::midpoint(top, bottom)).abs().min(500.0) as usize
    })
}
