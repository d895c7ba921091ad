//! Thousands of shapes as one element.

use std::fmt::Write as _;

use plotters::style::RGBColor;

use super::{Canvas, FAR, Group, UNITS, css};
use crate::geometry::Place;

/// The outline of cells, in units: wider, and small cells are drowned by their neighbours.
const HAIRLINE: f64 = 1.0;

impl Canvas {
    /// Draws any number of polygons, which must not overlap, in one colour as one element, with a
    /// hairline of the same colour against seams.
    ///
    /// Plotters would make an element, with whole units, of each.
    pub fn polygons<'p>(
        &mut self,
        group: Group,
        polygons: impl Iterator<Item = &'p [Place]>,
        colour: RGBColor,
    ) {
        let colour = css(colour);
        let style = format!("fill=\"{colour}\" stroke=\"{colour}\" stroke-width=\"{HAIRLINE}\"");
        self.path(group, &style, polygons, true);
    }

    /// Draws any number of lines as one element.
    pub fn lines<'p>(
        &mut self,
        group: Group,
        lines: impl Iterator<Item = &'p [Place]>,
        width: f64,
        colour: RGBColor,
    ) {
        let style = format!(
            "fill=\"none\" stroke=\"{}\" stroke-width=\"{}\"",
            css(colour),
            fine(width)
        );
        self.path(group, &style, lines, false);
    }

    fn path<'p>(
        &mut self,
        group: Group,
        style: &str,
        outlines: impl Iterator<Item = &'p [Place]>,
        close: bool,
    ) {
        let mut steps = String::new();
        for outline in outlines {
            for (index, place) in outline.iter().enumerate() {
                let step = if index == 0 { 'M' } else { 'L' };
                let _ = write!(steps, "{step}{} {}", fine(place.x), fine(place.y));
            }
            if close {
                steps.push('Z');
            }
        }
        if !steps.is_empty() {
            let _ = writeln!(
                self.body,
                "<g{}>\n<path d=\"{steps}\" {style}/>\n</g>",
                group.attributes()
            );
        }
    }
}

/// A length in units, to a tenth of one.
fn fine(points: f64) -> f64 {
    // Adding zero makes -0 a 0.
    ((points * UNITS).clamp(-FAR, FAR) * 10.0).round() / 10.0 + 0.0
}
