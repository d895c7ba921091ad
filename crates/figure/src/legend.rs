//! The legend, outside the panels, so that it hides no curve.

use crate::canvas::{Anchor, Canvas, Group};
use crate::curve::{self, LINE_WIDTH};
use crate::error::FigureError;
use crate::figure::Panel;
use crate::fonts::{CAPITAL, Face, Fonts, LINE};
use crate::geometry::Place;
use crate::palette::{self, INK};
use crate::text::Block;

/// The length of the piece of curve shown.
const SAMPLE: f64 = 18.0;

/// Between that piece and its label.
const GAP: f64 = 4.0;

/// Labels wider than this are broken.
const LIMIT: f64 = 120.0;

/// From one entry to the next, beyond the lines of its label.
const LEADING: f64 = 1.5;

/// A legend with its texts measured.
pub struct Legend {
    title: Block,
    /// The curve's index, and its label.
    entries: Vec<(usize, Block)>,
    /// How many curves the panel has, which sets the colours.
    count: usize,
}

impl Legend {
    /// The legend of a panel, or `None` when no curve has a label.
    pub fn of(panel: &Panel, fonts: &Fonts) -> Result<Option<Self>, FigureError> {
        let mut entries = Vec::new();
        for (index, curve) in panel.curves.iter().enumerate() {
            let label = Block::new(&curve.label, Face::Regular, LIMIT, fonts)?;
            if !label.lines.is_empty() {
                entries.push((index, label));
            }
        }
        let title = panel.legend_title.as_deref().unwrap_or_default();
        let title = Block::new(title, Face::Regular, LIMIT + GAP + SAMPLE, fonts)?;
        let count = panel.curves.len();
        Ok((!entries.is_empty()).then_some(Self {
            title,
            entries,
            count,
        }))
    }

    /// Whether one legend serves both panels.
    pub fn is_shared(one: &Panel, other: &Panel) -> bool {
        let labels = |panel: &Panel| -> Vec<String> {
            panel
                .curves
                .iter()
                .map(|curve| curve.label.clone())
                .collect()
        };
        one.legend_title == other.legend_title && labels(one) == labels(other)
    }

    /// Its width.
    pub fn width(&self) -> f64 {
        let widest = self
            .entries
            .iter()
            .map(|(_, label)| label.width)
            .fold(0.0, f64::max);
        self.title.width.max(SAMPLE + GAP + widest)
    }

    /// Its height.
    pub fn height(&self) -> f64 {
        let entries: f64 = self
            .entries
            .iter()
            .map(|(_, label)| label.height() + LEADING)
            .sum();
        self.title.height() + LEADING + entries
    }

    /// Draws it with its top left corner at `corner`.
    pub fn draw(&self, canvas: &mut Canvas, corner: Place) -> Result<(), FigureError> {
        canvas.layer(Group::default(), |layer| {
            let mut baseline = corner.y + CAPITAL;
            for line in &self.title.lines {
                let place = Place {
                    x: corner.x,
                    y: baseline,
                };
                layer.text(line, place, Anchor::Start, Face::Regular, INK)?;
                baseline += LINE;
            }
            if !self.title.lines.is_empty() {
                baseline += LEADING;
            }
            for (index, label) in &self.entries {
                let colour = palette::colour(*index, self.count);
                let middle = baseline - CAPITAL / 2.0;
                let end = |x| Place {
                    x: corner.x + x,
                    y: middle,
                };
                layer.line(&[end(0.0), end(SAMPLE)], LINE_WIDTH, colour)?;
                curve::draw_marker(layer, palette::marker(*index), end(SAMPLE / 2.0), colour)?;
                for line in &label.lines {
                    let place = Place {
                        x: corner.x + SAMPLE + GAP,
                        y: baseline,
                    };
                    layer.text(line, place, Anchor::Start, Face::Regular, INK)?;
                    baseline += LINE;
                }
                baseline += LEADING;
            }
            Ok(())
        })
    }
}
