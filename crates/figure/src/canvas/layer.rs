//! Shapes and texts of one layer.

use plotters::backend::{DrawingBackend, SVGBackend};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{
    Color, FontDesc, FontFamily, FontStyle, FontTransform, RGBColor, ShapeStyle,
};

use super::units::{UNITS, unit, units};
use crate::error::FigureError;
use crate::fonts::{FAMILY, Face, SIZE};
use crate::geometry::Place;

/// A layer being drawn; all lengths are in points.
pub struct Layer<'a> {
    pub(super) backend: SVGBackend<'a>,
    pub(super) texts: &'a mut Vec<String>,
}

/// How a line of text is placed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anchor {
    /// It starts there.
    Start,
    /// Its middle is there.
    Middle,
    /// It ends there.
    End,
    /// Its middle is there, and it runs upwards.
    Upwards,
}

impl Layer<'_> {
    /// A line through the places.
    pub fn line(
        &mut self,
        places: &[Place],
        width: f64,
        colour: RGBColor,
    ) -> Result<(), FigureError> {
        let style = ShapeStyle {
            color: colour.to_rgba(),
            filled: false,
            stroke_width: unit(width).unsigned_abs(),
        };
        self.backend
            .draw_path(places.iter().map(|&place| units(place)), &style)
            .map_err(|error| FigureError::Plot(error.to_string()))
    }

    /// A filled polygon.
    pub fn polygon(&mut self, corners: &[Place], colour: RGBColor) -> Result<(), FigureError> {
        self.backend
            .fill_polygon(corners.iter().map(|&place| units(place)), &colour)
            .map_err(|error| FigureError::Plot(error.to_string()))
    }

    /// A filled disc.
    pub fn disc(
        &mut self,
        centre: Place,
        radius: f64,
        colour: RGBColor,
    ) -> Result<(), FigureError> {
        self.backend
            .draw_circle(units(centre), unit(radius).unsigned_abs(), &colour, true)
            .map_err(|error| FigureError::Plot(error.to_string()))
    }

    /// A line of text with its baseline at `place`.
    pub fn text(
        &mut self,
        text: &str,
        place: Place,
        anchor: Anchor,
        face: Face,
        colour: RGBColor,
    ) -> Result<(), FigureError> {
        if text.trim().is_empty() {
            return Ok(());
        }
        let style = match face {
            Face::Regular => FontStyle::Normal,
            Face::Bold => FontStyle::Bold,
            Face::Italic => FontStyle::Italic,
        };
        let h_pos = match anchor {
            Anchor::Start => HPos::Left,
            Anchor::End => HPos::Right,
            Anchor::Middle | Anchor::Upwards => HPos::Center,
        };
        // Plotters divides the size by 1.24, and hangs centred text half an ex,
        // which usvg takes as a quarter of an em, below the place given.
        let mut font = FontDesc::new(FontFamily::Name(FAMILY), SIZE * UNITS * 1.24, style);
        let mut place = place;
        if anchor == Anchor::Upwards {
            font = font.transform(FontTransform::Rotate270);
            place.x -= 0.25 * SIZE;
        } else {
            place.y -= 0.25 * SIZE;
        }
        let style = font.color(&colour).pos(Pos::new(h_pos, VPos::Center));
        self.texts.push(text.to_owned());
        self.backend
            .draw_text(text, &style, units(place))
            .map_err(|error| FigureError::Plot(error.to_string()))
    }
}
