//! The axes around a frame: measured, then drawn.

use crate::canvas::{Anchor, Canvas, Group};
use crate::error::FigureError;
use crate::figure::Axis;
use crate::fonts::{CAPITAL, DESCENT, Face, Fonts, LINE};
use crate::geometry::{Frame, Margins, Place, Size};
use crate::palette::{GRID, INK};
use crate::range::Range;
use crate::side::{Show, Side};
use crate::ticks::{GAP, TICK};

/// The width of axes and ticks, and of the lines at ticks.
pub const AXIS_WIDTH: f64 = 0.6;
pub const GRID_WIDTH: f64 = 0.4;
/// Between the numbers and the axis' label.
pub const TO_LABEL: f64 = 4.5;

/// Two axes with their margins known.
pub struct Axes {
    /// The horizontal axis.
    pub x: Side,
    /// The vertical axis.
    pub y: Side,
    y_numbers: f64,
    /// What their ticks, numbers and labels take around the frame.
    pub margins: Margins,
}

impl Axes {
    /// Measures two axes of numbers, with at most about `counts` numbers side by side and one above
    /// the other.
    pub fn of_numbers(
        axes: [&Axis; 2],
        [x, y]: [Range; 2],
        size: Size,
        counts: [usize; 2],
        show: [Show; 2],
        fonts: &Fonts,
    ) -> Result<Self, FigureError> {
        let x = Side::horizontal(axes[0], x, (size.width, counts[0]), show[0], fonts)?;
        let y = Side::vertical(axes[1], y, (size.height, counts[1]), show[1], fonts)?;
        Self::new(x, y, size, fonts)
    }

    /// Measures the axes of a frame of this size.
    pub fn new(x: Side, y: Side, size: Size, fonts: &Fonts) -> Result<Self, FigureError> {
        let y_numbers = y.widest_number(fonts)?;
        let (mut right, mut beyond_left): (f64, f64) = (0.0, 0.0);
        for (at, label) in x.numbers() {
            let half = fonts.width(label, Face::Regular)? / 2.0;
            right = right.max(half - (1.0 - at) * size.width);
            beyond_left = beyond_left.max(half - at * size.width);
        }
        let left = ticks_room(&y) + y_numbers + label_room(&y);
        let numbers = if x.numbers().next().is_some() {
            LINE
        } else {
            0.0
        };
        let margins = Margins {
            left: left.max(beyond_left),
            right,
            below: ticks_room(&x) + numbers + label_room(&x),
        };
        Ok(Self {
            x,
            y,
            y_numbers,
            margins,
        })
    }

    /// Where a point lies in a frame, however far outside.
    pub fn place(&self, frame: &Frame, x: f64, y: f64) -> Place {
        Place::new(
            frame.left + self.x.range.share(x).clamp(-50.0, 50.0) * frame.width,
            self.height(frame, y),
        )
    }

    /// The height on the page of a value of the vertical axis, however far outside.
    pub fn height(&self, frame: &Frame, y: f64) -> f64 {
        // A band may reach below what a logarithmic axis can show.
        frame.bottom() - self.y.range.share(y).clamp(-50.0, 50.0) * frame.height
    }

    /// Draws thin lines across the frame at the labelled ticks.
    pub fn draw_grid(&self, canvas: &mut Canvas, frame: &Frame) -> Result<(), FigureError> {
        canvas.layer(Group::default(), |layer| {
            for (at, _) in self.x.ticks.labels() {
                let end = |y| Place::new(frame.left + at * frame.width, y);
                layer.line(&[end(frame.top), end(frame.bottom())], GRID_WIDTH, GRID)?;
            }
            for (at, _) in self.y.ticks.labels() {
                let end = |x| Place::new(x, frame.bottom() - at * frame.height);
                layer.line(&[end(frame.left), end(frame.right())], GRID_WIDTH, GRID)?;
            }
            Ok(())
        })
    }

    /// Draws the frame's sides and the ticks.
    pub fn draw_lines(&self, canvas: &mut Canvas, frame: &Frame) -> Result<(), FigureError> {
        canvas.layer(Group::default(), |layer| {
            let (left, bottom) = (frame.left, frame.bottom());
            layer.line(&frame.outline(), AXIS_WIDTH, INK)?;
            for tick in &self.x.ticks.ticks {
                let x = left + tick.at * frame.width;
                let end = Place::new(x, bottom + tick.length());
                layer.line(&[Place::new(x, bottom), end], AXIS_WIDTH, INK)?;
            }
            for tick in &self.y.ticks.ticks {
                let y = bottom - tick.at * frame.height;
                let end = Place::new(left - tick.length(), y);
                layer.line(&[Place::new(left, y), end], AXIS_WIDTH, INK)?;
            }
            Ok(())
        })
    }

    /// Draws the numbers and the labels.
    pub fn draw_texts(&self, canvas: &mut Canvas, frame: &Frame) -> Result<(), FigureError> {
        canvas.layer(Group::default(), |layer| {
            let numbers = frame.bottom() + TICK + GAP + CAPITAL;
            for (at, label) in self.x.numbers() {
                let place = Place::new(frame.left + at * frame.width, numbers);
                layer.text(label, place, Anchor::Middle, Face::Regular, INK)?;
            }
            for (at, label) in self.y.numbers() {
                let place = Place::new(
                    frame.left - TICK - GAP,
                    frame.bottom() - at * frame.height + CAPITAL / 2.0,
                );
                layer.text(label, place, Anchor::End, Face::Regular, INK)?;
            }
            let labels = frame.bottom() + self.margins.below
                - self.x.lines().len() as f64 * LINE
                - (LINE - CAPITAL);
            for (row, line) in self.x.lines().iter().enumerate() {
                let place = Place::new(
                    frame.left + frame.width / 2.0,
                    labels + (row + 1) as f64 * LINE,
                );
                layer.text(line, place, Anchor::Middle, Face::Regular, INK)?;
            }
            let beside = frame.left - ticks_room(&self.y) - self.y_numbers - TO_LABEL - DESCENT;
            for (row, line) in self.y.lines().iter().rev().enumerate() {
                let place = Place::new(beside - row as f64 * LINE, frame.top + frame.height / 2.0);
                layer.text(line, place, Anchor::Upwards, Face::Regular, INK)?;
            }
            Ok(())
        })
    }
}

/// What ticks take, with the gap to their numbers.
fn ticks_room(side: &Side) -> f64 {
    match (side.show.ticks, side.show.texts) {
        (true, true) => TICK + GAP,
        (true, false) => TICK,
        (false, _) => 0.0,
    }
}

fn label_room(side: &Side) -> f64 {
    match side.lines().len() {
        0 => 0.0,
        lines => lines as f64 * LINE + TO_LABEL,
    }
}
