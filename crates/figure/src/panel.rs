//! One panel: its ranges and texts measured, then drawn.

use crate::axes::Axes;
use crate::axis::Range;
use crate::band;
use crate::canvas::{Anchor, Canvas, Group};
use crate::curve::{self, Spot};
use crate::error::FigureError;
use crate::figure::{Panel, Point, Scale};
use crate::fonts::{Face, Fonts};
use crate::geometry::{Frame, Place};
use crate::palette::{self, REFERENCE};
use crate::reference::{self, Line};
use crate::text::Block;

/// The width of the area between the axes, the same for all panels.
pub const WIDTH: f64 = 188.0;
/// The height of the area between the axes.
pub const HEIGHT: f64 = 146.0;

/// A panel with its ranges, ticks and margins known.
pub struct Measured<'a> {
    panel: &'a Panel,
    /// Its axes.
    pub axes: Axes,
    references: Vec<(f64, Block)>,
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

        let (size, ticks) = ((WIDTH, HEIGHT), (6, 7));
        Ok(Self {
            axes: Axes::new((&panel.x, x), (&panel.y, y), size, ticks, fonts)?,
            panel,
            references,
        })
    }

    /// Draws the panel with its axes around `frame`.
    pub fn draw(&self, canvas: &mut Canvas, frame: &Frame) -> Result<(), FigureError> {
        let clip = canvas.clip(frame);
        let curves: Vec<Vec<Spot>> = self
            .panel
            .curves
            .iter()
            .map(|curve| curve::spots(curve, &self.axes.x, &self.axes.y, frame))
            .collect();
        let lines: Vec<Line> = self
            .references
            .iter()
            .map(|(value, label)| Line {
                y: frame.bottom() - self.axes.y.share(*value) * frame.height,
                label: label.clone(),
            })
            .collect();
        let count = curves.len();

        self.axes.draw_grid(canvas, frame)?;
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
        self.axes.draw_lines(canvas, frame)?;
        self.axes.draw_texts(canvas, frame)?;
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
