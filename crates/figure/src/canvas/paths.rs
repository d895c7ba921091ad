//! Thousands of shapes as one element.

use std::fmt::Write as _;

use plotters::style::RGBColor;

use super::units::{FAR, UNITS};
use super::{Canvas, Group, css};
use crate::geometry::Place;

/// The width of the outline of cells, in units: if it were wider, neighbours would cover small
/// cells.
const HAIRLINE: f64 = 1.0;

impl Canvas {
    /// Draws any number of polygons, which must not overlap, in one colour as one element, with a
    /// hairline of the same colour against seams.
    ///
    /// Plotters would make an element, with whole units, of each.
    pub fn polygons(
        &mut self,
        group: Group,
        polygons: impl IntoIterator<Item = impl AsRef<[Place]>>,
        colour: RGBColor,
    ) {
        let colour = css(colour);
        let style = format!("fill=\"{colour}\" stroke=\"{colour}\" stroke-width=\"{HAIRLINE}\"");
        self.path(group, &style, polygons, true);
    }

    /// Draws polygons one above the other, each in its colour, with edges in one colour.
    pub fn edged_polygons(
        &mut self,
        group: Group,
        polygons: impl Iterator<Item = (Vec<Place>, RGBColor)>,
        width: f64,
        colour: RGBColor,
    ) {
        let _ = writeln!(
            self.body,
            "<g{} stroke=\"{}\" stroke-width=\"{}\">",
            group.attributes(),
            css(colour),
            fine(width)
        );
        for (polygon, fill) in polygons {
            let mut steps = String::new();
            outline(&mut steps, &polygon, true);
            let _ = writeln!(self.body, "<path d=\"{steps}\" fill=\"{}\"/>", css(fill));
        }
        self.body.push_str("</g>\n");
    }

    /// Draws any number of lines as one element.
    pub fn lines(
        &mut self,
        group: Group,
        lines: impl IntoIterator<Item = impl AsRef<[Place]>>,
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

    fn path(
        &mut self,
        group: Group,
        style: &str,
        outlines: impl IntoIterator<Item = impl AsRef<[Place]>>,
        close: bool,
    ) {
        let mut steps = String::new();
        for places in outlines {
            outline(&mut steps, places.as_ref(), close);
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

/// Adds the steps from place to place to a path.
fn outline(steps: &mut String, places: &[Place], close: bool) {
    for (index, place) in places.iter().enumerate() {
        let step = if index == 0 { 'M' } else { 'L' };
        let _ = write!(steps, "{step}{} {}", fine(place.x), fine(place.y));
    }
    if close && !places.is_empty() {
        steps.push('Z');
    }
}

/// A length in units, to a tenth of one.
fn fine(points: f64) -> f64 {
    // Adding zero turns -0 into 0.
    ((points * UNITS).clamp(-FAR, FAR) * 10.0).round() / 10.0 + 0.0
}
