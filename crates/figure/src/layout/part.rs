//! A panel with its letter, title and legend.

use crate::canvas::{Anchor, Canvas, Group};
use crate::error::FigureError;
use crate::fonts::{Face, LINE};
use crate::geometry::{Frame, Place};
use crate::legend::Legend;
use crate::palette::INK;
use crate::panel::Measured;
use crate::text::Block;

/// Between a panel and its legend.
const TO_LEGEND: f64 = 8.0;
/// Between a panel's letter or title and what is below.
pub const ABOVE: f64 = 3.0;
/// Between a panel's letter and its title.
pub const TO_TITLE: f64 = 5.0;

/// A panel with everything around it.
pub struct Part<'a> {
    /// The panel.
    pub panel: Measured<'a>,
    /// The legend right of it.
    pub legend: Option<Legend>,
    /// Its letter, if the panels have letters, and its width.
    pub letter: Option<(String, f64)>,
    /// Above it.
    pub title: Block,
}

/// The place of one panel on the page.
pub struct Slot {
    /// The left end of its letter.
    pub left: f64,
    /// The first baseline of its letter and title.
    pub baseline: f64,
    /// Its frame.
    pub frame: Frame,
}

impl Part<'_> {
    /// Draws it in its place.
    pub fn draw(&self, canvas: &mut Canvas, slot: &Slot) -> Result<(), FigureError> {
        let frame = &slot.frame;
        canvas.layer(Group::default(), |layer| {
            let mut left = frame.left;
            if let Some((letter, width)) = &self.letter {
                let place = Place::new(slot.left, slot.baseline);
                layer.text(letter, place, Anchor::Start, Face::Bold, INK)?;
                left = left.max(slot.left + width + TO_TITLE);
            }
            let half = self.title.width / 2.0;
            let middle = (frame.left + frame.width / 2.0).max(left + half);
            for (row, line) in self.title.lines.iter().enumerate() {
                let place = Place::new(middle, slot.baseline + row as f64 * LINE);
                layer.text(line, place, Anchor::Middle, Face::Regular, INK)?;
            }
            Ok(())
        })?;
        self.panel.content.draw(canvas, frame)?;
        if let Some(legend) = &self.legend {
            let corner = Place::new(
                frame.right() + self.panel.margins.right + TO_LEGEND,
                frame.top,
            );
            legend.draw(canvas, corner)?;
        }
        Ok(())
    }

    /// How much stands right of the frame.
    pub fn right(&self) -> f64 {
        let legend = self.legend.as_ref();
        self.panel.margins.right + legend.map_or(0.0, |legend| TO_LEGEND + legend.width())
    }

    /// How much is needed from the frame's top downwards.
    pub fn height(&self) -> f64 {
        let legend = self.legend.as_ref().map_or(0.0, Legend::height);
        (self.panel.size.height + self.panel.margins.below).max(legend)
    }
}
