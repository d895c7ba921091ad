//! From plain data to a drawing. This file is separate, so that the data know nothing about the
//! drawing.

use crate::error::FigureError;
use crate::figure::Figure;
use crate::layout;
use crate::render::Drawing;

impl Figure {
    /// Lays out and draws the figure.
    ///
    /// # Errors
    ///
    /// No panels, limits that make no range, or a label with a character the
    /// bundled font does not have.
    pub fn draw(&self) -> Result<Drawing, FigureError> {
        let source = layout::draw(self)?;
        Drawing::from_source(source)
    }
}
