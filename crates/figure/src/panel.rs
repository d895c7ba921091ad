//! One panel: its ranges and texts measured, then drawn.

use crate::axis::Range;
use crate::band;
use crate::canvas::{Anchor, Canvas, Group};
use crate::curve::{self, Spot};
use crate::error::FigureError;
use crate::figure::{Axis, Panel, Point, Scale};
use crate::fonts::{CAPITAL, DESCENT, Face, Fonts, LINE};
use crate::geometry::{Frame, Place};
use crate::palette::{self, GRID, INK, REFERENCE};
use crate::reference::{self, Line};
use crate::text::Block;
use crate::ticks::{Ticks, superscript};

/// The width of the area between the axes, the same for all panels.
pub const WIDTH: f64 = 188.0;
/// The height of the area between the axes.
pub const HEIGHT: f64 = 146.0;

const TICK: f64 = 3.0;
const MINOR_TICK: f64 = 1.8;
const AXIS_WIDTH: f64 = 0.6;
const GRID_WIDTH: f64 = 0.4;
/// Between a tick and its number.
const GAP: f64 = 2.5;
/// Between the numbers and the axis' label.
const TO_LABEL: f64 = 4.5;
/// The least space between two numbers on the x axis.
const BETWEEN: f64 = 7.0;

/// A panel with its ranges, ticks and margins known.
pub struct Measured<'a> {
    panel: &'a Panel,
    x: Range,
    y: Range,
    x_ticks: Ticks,
    y_ticks: Ticks,
    x_label: Block,
    y_label: Block,
    references: Vec<(f64, Block)>,
    y_numbers: f64,
    /// What lies left of the axes: numbers and the label.
    pub left: f64,
    /// How far the last number on the x axis reaches beyond the axes.
    pub right: f64,
    /// What lies below the axes.
    pub below: f64,
}

impl<'a> Measured<'a> {
    /// Measures a panel.
    pub fn new(panel: &'a Panel, fonts: &Fonts) -> Result<Self, FigureError> {
        let shown = || panel.curves.iter().flat_map(|curve| &curve.points);
        let x = Range::new(&panel.x, shown().map(|point| point.x), &[], 0.0)?;
        let mut references = Vec::new();
        let mut room: f64 = 0.0;
        for reference in panel
            .references
            .iter()
            .filter(|reference| reference.y.is_finite())
        {
            let limit = reference::label_limit(WIDTH);
            let label = Block::new(&reference.label, Face::Italic, limit, fonts)?;
            room = room.max(reference::room(&label) / HEIGHT);
            references.push((reference.y, label));
        }
        let lines: Vec<f64> = references.iter().map(|(y, _)| *y).collect();
        let points = shown().filter(|point| x.can_show(point.x) && point.y.is_finite());
        let ends = points.flat_map(|point| band_ends(point, panel.y.scale));
        let y = Range::new(&panel.y, ends, &lines, room.min(0.4))?;
        references
            .retain(|(value, _)| y.can_show(*value) && (0.0..=1.0).contains(&y.share(*value)));

        let x_ticks = fitting_x_ticks(&x, fonts)?;
        let y_ticks = Ticks::new(&y, 7);
        let x_label = Block::new(
            &with_exponent(&panel.x, &x_ticks),
            Face::Regular,
            WIDTH,
            fonts,
        )?;
        let y_label = Block::new(
            &with_exponent(&panel.y, &y_ticks),
            Face::Regular,
            HEIGHT,
            fonts,
        )?;
        let mut y_numbers: f64 = 0.0;
        for (_, label) in y_ticks.labels() {
            y_numbers = y_numbers.max(fonts.width(label, Face::Regular)?);
        }
        let (mut right, mut beyond_left): (f64, f64) = (0.0, 0.0);
        for (at, label) in x_ticks.labels() {
            let half = fonts.width(label, Face::Regular)? / 2.0;
            right = right.max(half - (1.0 - at) * WIDTH);
            beyond_left = beyond_left.max(half - at * WIDTH);
        }
        let label_room = |label: &Block| {
            if label.lines.is_empty() {
                0.0
            } else {
                label.height() + TO_LABEL
            }
        };
        Ok(Self {
            left: (TICK + GAP + y_numbers + label_room(&y_label)).max(beyond_left),
            right,
            below: TICK + GAP + LINE + label_room(&x_label),
            panel,
            x,
            y,
            x_ticks,
            y_ticks,
            x_label,
            y_label,
            references,
            y_numbers,
        })
    }

    /// Draws the panel with its axes around `frame`.
    pub fn draw(&self, canvas: &mut Canvas, frame: &Frame) -> Result<(), FigureError> {
        let clip = canvas.clip(frame);
        let curves: Vec<Vec<Spot>> = self
            .panel
            .curves
            .iter()
            .map(|curve| curve::spots(curve, &self.x, &self.y, frame))
            .collect();
        let lines: Vec<Line> = self
            .references
            .iter()
            .map(|(value, label)| Line {
                y: frame.bottom() - self.y.share(*value) * frame.height,
                label: label.clone(),
            })
            .collect();
        let count = curves.len();

        self.draw_grid(canvas, frame)?;
        for (index, spots) in curves.iter().enumerate() {
            band::draw(canvas, clip, spots, palette::colour(index, count))?;
        }
        reference::draw_lines(canvas, frame, &lines)?;
        for (index, spots) in curves.iter().enumerate() {
            curve::draw_line(canvas, clip, spots, palette::colour(index, count))?;
        }
        canvas.layer(Group::default(), |layer| {
            for (index, spots) in curves.iter().enumerate() {
                for place in curve::marked(spots, frame, index, count) {
                    curve::draw_marker(
                        layer,
                        palette::marker(index),
                        place,
                        palette::colour(index, count),
                    )?;
                }
            }
            Ok(())
        })?;
        self.draw_axes(canvas, frame)?;
        self.draw_axis_texts(canvas, frame)?;
        reference::draw_labels(canvas, frame, &lines, &curves)?;
        if curves.iter().all(Vec::is_empty) {
            let middle = Place {
                x: frame.left + frame.width / 2.0,
                y: frame.top + frame.height / 2.0,
            };
            canvas.layer(Group::default(), |layer| {
                layer.text("no data", middle, Anchor::Middle, Face::Italic, REFERENCE)
            })?;
        }
        Ok(())
    }

    fn draw_grid(&self, canvas: &mut Canvas, frame: &Frame) -> Result<(), FigureError> {
        canvas.layer(Group::default(), |layer| {
            for (at, _) in self.x_ticks.labels() {
                let end = |y| Place {
                    x: frame.left + at * frame.width,
                    y,
                };
                layer.line(&[end(frame.top), end(frame.bottom())], GRID_WIDTH, GRID)?;
            }
            for (at, _) in self.y_ticks.labels() {
                let end = |x| Place {
                    x,
                    y: frame.bottom() - at * frame.height,
                };
                layer.line(&[end(frame.left), end(frame.right())], GRID_WIDTH, GRID)?;
            }
            Ok(())
        })
    }

    fn draw_axes(&self, canvas: &mut Canvas, frame: &Frame) -> Result<(), FigureError> {
        let length = |label: Option<&String>| if label.is_some() { TICK } else { MINOR_TICK };
        canvas.layer(Group::default(), |layer| {
            let corner = |x, y| Place { x, y };
            let (left, right) = (frame.left, frame.right());
            let (top, bottom) = (frame.top, frame.bottom());
            // The first side twice, so that all four corners are joined.
            let around = [
                (left, top),
                (left, bottom),
                (right, bottom),
                (right, top),
                (left, top),
                (left, bottom),
            ];
            layer.line(&around.map(|(x, y)| corner(x, y)), AXIS_WIDTH, INK)?;
            for tick in &self.x_ticks.ticks {
                let x = left + tick.at * frame.width;
                let end = corner(x, bottom + length(tick.label.as_ref()));
                layer.line(&[corner(x, bottom), end], AXIS_WIDTH, INK)?;
            }
            for tick in &self.y_ticks.ticks {
                let y = bottom - tick.at * frame.height;
                let end = corner(left - length(tick.label.as_ref()), y);
                layer.line(&[corner(left, y), end], AXIS_WIDTH, INK)?;
            }
            Ok(())
        })
    }

    fn draw_axis_texts(&self, canvas: &mut Canvas, frame: &Frame) -> Result<(), FigureError> {
        canvas.layer(Group::default(), |layer| {
            let numbers = frame.bottom() + TICK + GAP + CAPITAL;
            for (at, label) in self.x_ticks.labels() {
                let place = Place {
                    x: frame.left + at * frame.width,
                    y: numbers,
                };
                layer.text(label, place, Anchor::Middle, Face::Regular, INK)?;
            }
            for (at, label) in self.y_ticks.labels() {
                let place = Place {
                    x: frame.left - TICK - GAP,
                    y: frame.bottom() - at * frame.height + CAPITAL / 2.0,
                };
                layer.text(label, place, Anchor::End, Face::Regular, INK)?;
            }
            for (row, line) in self.x_label.lines.iter().enumerate() {
                let place = Place {
                    x: frame.left + frame.width / 2.0,
                    y: numbers + TO_LABEL + (row + 1) as f64 * LINE,
                };
                layer.text(line, place, Anchor::Middle, Face::Regular, INK)?;
            }
            let beside = frame.left - TICK - GAP - self.y_numbers - TO_LABEL - DESCENT;
            for (row, line) in self.y_label.lines.iter().rev().enumerate() {
                let place = Place {
                    x: beside - row as f64 * LINE,
                    y: frame.top + frame.height / 2.0,
                };
                layer.text(line, place, Anchor::Upwards, Face::Regular, INK)?;
            }
            Ok(())
        })
    }
}

/// A point and the ends of its band, for the range to show them.
fn band_ends(point: &Point, scale: Scale) -> [f64; 3] {
    let spread = point
        .spread
        .filter(|spread| spread.is_finite() && *spread >= 0.0)
        .unwrap_or(0.0);
    let lower = match scale {
        Scale::Linear => point.y - spread,
        // A band that nearly reaches zero would take the whole height of the axis.
        Scale::Logarithmic => (point.y - spread).max(point.y / 3.0),
    };
    [lower, point.y, point.y + spread]
}

/// As many ticks as have room for their numbers.
fn fitting_x_ticks(range: &Range, fonts: &Fonts) -> Result<Ticks, FigureError> {
    let mut count = 6;
    loop {
        let ticks = Ticks::new(range, count);
        let mut spans = Vec::new();
        for (at, label) in ticks.labels() {
            let half = fonts.width(label, Face::Regular)? / 2.0;
            spans.push((at * WIDTH - half, at * WIDTH + half));
        }
        spans.sort_by(|a, b| a.0.total_cmp(&b.0));
        if count <= 2
            || spans
                .windows(2)
                .all(|pair| pair[0].1 + BETWEEN <= pair[1].0)
        {
            return Ok(ticks);
        }
        count -= 1;
    }
}

/// The axis' label, with the power of ten its numbers are to be multiplied by.
fn with_exponent(axis: &Axis, ticks: &Ticks) -> String {
    if ticks.exponent == 0 {
        axis.label.clone()
    } else {
        format!("{} (×10{})", axis.label, superscript(ticks.exponent))
    }
}
