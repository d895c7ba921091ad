//! The steps of a distribution: a light fill, and an outline.

use crate::canvas::{Canvas, Group};
use crate::curve::LINE_WIDTH;
use crate::figure::Family;
use crate::fonts::CAPITAL;
use crate::geometry::Place;
use crate::palette::{self, Look};

/// Light enough that the fills over each other still show the outlines above them.
const OPACITY: f64 = 0.1;

/// How member `index` of `count` is drawn: with dashes too, since outlines often overlap.
pub fn look(family: Family, index: usize, count: usize) -> Look {
    Look {
        dashes: palette::dashes(index),
        ..palette::look(family, index, count)
    }
}

/// Fills the areas below outlines.
pub fn draw_fill(canvas: &mut Canvas, clip: Option<usize>, outlines: &[Vec<Place>], look: &Look) {
    let group = Group {
        clip,
        opacity: Some(OPACITY),
        ..Group::default()
    };
    canvas.polygons(group, outlines, look.colour);
}

/// Draws outlines.
pub fn draw_outline(
    canvas: &mut Canvas,
    clip: Option<usize>,
    outlines: &[Vec<Place>],
    look: &Look,
) {
    let group = Group {
        clip,
        dashes: look.dashes,
        ..Group::default()
    };
    canvas.lines(group, outlines, LINE_WIDTH, look.colour);
}

/// Draws what the legend shows of a distribution between two places.
pub fn draw_sample(canvas: &mut Canvas, [from, to]: [Place; 2], look: &Look) {
    let half = CAPITAL / 2.0;
    let corner = |place: Place, y: f64| Place {
        y: place.y + y,
        ..place
    };
    let step = [vec![
        corner(from, half),
        corner(from, -half),
        corner(to, -half),
        corner(to, half),
    ]];
    draw_fill(canvas, None, &step, look);
    draw_outline(canvas, None, &step, look);
}
