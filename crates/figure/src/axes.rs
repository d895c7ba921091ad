//! The axes around a frame: ranges, ticks and labels measured, then drawn.

use crate::axis::Range;
use crate::canvas::{Anchor, Canvas, Group};
use crate::error::FigureError;
use crate::figure::Axis;
use crate::fonts::{CAPITAL, DESCENT, Face, Fonts, LINE};
use crate::geometry::{Frame, Place};
use crate::palette::{GRID, INK};
use crate::text::Block;
use crate::ticks::{Ticks, superscript};

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

/// Two axes with their ticks and margins known.
pub struct Axes {
    /// What the horizontal axis shows.
    pub x: Range,
    /// What the vertical axis shows.
    pub y: Range,
    x_ticks: Ticks,
    y_ticks: Ticks,
    x_label: Block,
    y_label: Block,
    y_numbers: f64,
    /// What lies left of the frame: numbers and the label.
    pub left: f64,
    /// How far the last number on the x axis reaches beyond the frame.
    pub right: f64,
    /// What lies below the frame.
    pub below: f64,
}

impl Axes {
    /// Measures the axes of a frame of this width and height, with at most about so many numbers.
    pub fn new(
        (x_axis, x): (&Axis, Range),
        (y_axis, y): (&Axis, Range),
        (width, height): (f64, f64),
        counts: (usize, usize),
        fonts: &Fonts,
    ) -> Result<Self, FigureError> {
        let x_ticks = fitting_x_ticks(&x, width, counts.0, fonts)?;
        let y_ticks = Ticks::new(&y, counts.1);
        let x_label = Block::new(
            &with_exponent(x_axis, &x_ticks),
            Face::Regular,
            width,
            fonts,
        )?;
        let y_label = Block::new(
            &with_exponent(y_axis, &y_ticks),
            Face::Regular,
            height,
            fonts,
        )?;
        let mut y_numbers: f64 = 0.0;
        for (_, label) in y_ticks.labels() {
            y_numbers = y_numbers.max(fonts.width(label, Face::Regular)?);
        }
        let (mut right, mut beyond_left): (f64, f64) = (0.0, 0.0);
        for (at, label) in x_ticks.labels() {
            let half = fonts.width(label, Face::Regular)? / 2.0;
            right = right.max(half - (1.0 - at) * width);
            beyond_left = beyond_left.max(half - at * width);
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
            x,
            y,
            x_ticks,
            y_ticks,
            x_label,
            y_label,
            y_numbers,
        })
    }

    /// Draws thin lines across the frame at the labelled ticks.
    pub fn draw_grid(&self, canvas: &mut Canvas, frame: &Frame) -> Result<(), FigureError> {
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

    /// Draws the frame's sides and the ticks.
    pub fn draw_lines(&self, canvas: &mut Canvas, frame: &Frame) -> Result<(), FigureError> {
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

    /// Draws the numbers and the labels.
    pub fn draw_texts(&self, canvas: &mut Canvas, frame: &Frame) -> Result<(), FigureError> {
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

/// As many ticks as have room for their numbers.
fn fitting_x_ticks(
    range: &Range,
    width: f64,
    most: usize,
    fonts: &Fonts,
) -> Result<Ticks, FigureError> {
    let mut count = most;
    loop {
        let ticks = Ticks::new(range, count);
        let mut spans = Vec::new();
        for (at, label) in ticks.labels() {
            let half = fonts.width(label, Face::Regular)? / 2.0;
            spans.push((at * width - half, at * width + half));
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
