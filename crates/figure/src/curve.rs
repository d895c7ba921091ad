//! Curves as places on the page, their lines and their markers.

use std::f64::consts::TAU;

use plotters::style::RGBColor;

use crate::axis::Range;
use crate::canvas::{Canvas, Group, Layer};
use crate::error::FigureError;
use crate::figure::Curve;
use crate::geometry::{Frame, Place};
use crate::palette::{Marker, PAPER, Shape};

/// The width of a curve.
pub const LINE_WIDTH: f64 = 1.2;

/// Curves with no more points than this show all of them.
const FEW: usize = 14;

/// The distance between markers on curves with more points.
const MARKER_STEP: f64 = 34.0;

/// A point of a curve on the page.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spot {
    /// Where.
    pub place: Place,
    /// Upper and lower end of the band there.
    pub band: Option<(f64, f64)>,
}

/// The points of a curve that both axes can show.
pub fn spots(curve: &Curve, x: &Range, y: &Range, frame: &Frame) -> Vec<Spot> {
    let height = |value: f64| {
        // A band may reach below what a logarithmic axis can show.
        let share = y.share(value).clamp(-50.0, 50.0);
        frame.bottom() - share * frame.height
    };
    curve
        .points
        .iter()
        .filter(|point| x.can_show(point.x) && y.can_show(point.y))
        .map(|point| Spot {
            place: Place {
                x: frame.left + x.share(point.x).clamp(-50.0, 50.0) * frame.width,
                y: height(point.y),
            },
            band: point
                .spread
                .filter(|spread| spread.is_finite() && *spread >= 0.0)
                .map(|spread| (height(point.y + spread), height(point.y - spread))),
        })
        .collect()
}

/// Draws the line of one curve.
pub fn draw_line(
    canvas: &mut Canvas,
    clip: usize,
    spots: &[Spot],
    colour: RGBColor,
) -> Result<(), FigureError> {
    let places: Vec<Place> = spots.iter().map(|spot| spot.place).collect();
    let group = Group {
        clip: Some(clip),
        ..Group::default()
    };
    canvas.layer(group, |layer| {
        if places.len() >= 2 {
            layer.line(&places, LINE_WIDTH, colour)?;
        }
        Ok(())
    })
}

/// The places of a curve that get a marker, staggered by the curve's index so that
/// curves close to each other do not mark the same place.
pub fn marked(spots: &[Spot], frame: &Frame, index: usize, count: usize) -> Vec<Place> {
    let inside = |place: &Place| {
        let frame = frame.grown(0.05);
        (frame.left..=frame.right()).contains(&place.x)
            && (frame.top..=frame.bottom()).contains(&place.y)
    };
    let places: Vec<Place> = spots.iter().map(|spot| spot.place).filter(inside).collect();
    if places.len() <= FEW {
        return places;
    }
    let mut wanted = MARKER_STEP * (0.3 + (index as f64 * 0.381_966).fract());
    let mut chosen = Vec::new();
    let mut last = places[0];
    for &place in &places[1..] {
        if place.distance(last) >= wanted {
            chosen.push(place);
            last = place;
            wanted = MARKER_STEP;
        }
    }
    if chosen.is_empty() && count > 1 {
        chosen.push(places[places.len() / 2]);
    }
    chosen
}

/// Draws one marker.
pub fn draw_marker(
    layer: &mut Layer<'_>,
    marker: Marker,
    centre: Place,
    colour: RGBColor,
) -> Result<(), FigureError> {
    // A white rim parts the marker from lines it lies on.
    draw_shape(layer, marker.shape, centre, 2.5, PAPER)?;
    draw_shape(layer, marker.shape, centre, 2.1, colour)?;
    if marker.hollow {
        draw_shape(layer, marker.shape, centre, 1.2, PAPER)?;
    }
    Ok(())
}

/// One filled shape, `radius` being that of a circle that looks as large.
fn draw_shape(
    layer: &mut Layer<'_>,
    shape: Shape,
    centre: Place,
    radius: f64,
    colour: RGBColor,
) -> Result<(), FigureError> {
    // Corners at this many equal angles, from this angle, with these radii in turn.
    let (corners, start, radii) = match shape {
        Shape::Circle => return layer.disc(centre, radius, colour),
        Shape::Square => (4, 0.125, [1.25, 1.25]),
        Shape::Triangle => (3, 0.75, [1.5, 1.5]),
        Shape::Diamond => (4, 0.0, [1.4, 1.4]),
        Shape::Nabla => (3, 0.25, [1.5, 1.5]),
        Shape::Star => (10, 0.75, [1.6, 0.75]),
    };
    let places: Vec<Place> = (0..corners)
        .map(|corner| {
            let angle = TAU * (start + f64::from(corner) / f64::from(corners));
            let reach = radius * radii[corner as usize % 2];
            Place {
                x: centre.x + reach * angle.cos(),
                y: centre.y + reach * angle.sin(),
            }
        })
        .collect();
    layer.polygon(&places, colour)
}
