//! Curves as places on the page: their lines, markers and error bars.

use std::f64::consts::TAU;

use plotters::style::RGBColor;

use crate::axes::Axes;
use crate::canvas::{Canvas, Group, Layer};
use crate::error::FigureError;
use crate::figure::{Curve, Style};
use crate::geometry::{Frame, Place};
use crate::palette::{Look, Marker, PAPER, Shape};

/// The width of a curve.
pub const LINE_WIDTH: f64 = 1.2;

/// The width of an error bar, and half that of its caps.
const BAR_WIDTH: f64 = 0.8;
const CAP: f64 = 2.2;

/// The radius of the dots on a dotted curve.
const DOT: f64 = 1.5;

/// Curves with no more points than this show all of them.
const FEW: usize = 14;

/// The distance between markers on curves with more points.
const MARKER_STEP: f64 = 34.0;

/// A curve on the page.
pub struct Trace {
    /// Its points, from the first to the last.
    pub spots: Vec<Spot>,
    /// How it is drawn.
    pub style: Style,
    /// In which colours, dashes and shapes.
    pub look: Look,
}

/// A point of a curve on the page.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spot {
    /// Where.
    pub place: Place,
    /// Upper and lower end of the band or the error bar there.
    pub band: Option<(f64, f64)>,
}

impl Trace {
    /// The points of a curve that both axes can show.
    pub fn new(curve: &Curve, look: Look, axes: &Axes, frame: &Frame) -> Self {
        let spots = curve
            .points
            .iter()
            .filter(|point| axes.x.range.can_show(point.x) && axes.y.range.can_show(point.y))
            .map(|point| Spot {
                place: axes.place(frame, point.x, point.y),
                band: point
                    .spread
                    .filter(|spread| spread.is_finite() && *spread >= 0.0)
                    .map(|spread| {
                        (
                            axes.height(frame, point.y + spread),
                            axes.height(frame, point.y - spread),
                        )
                    }),
            })
            .collect();
        Self {
            spots,
            style: curve.style,
            look,
        }
    }

    /// The pieces of its line, if it has one.
    pub fn segments(&self) -> impl Iterator<Item = [Place; 2]> {
        let line = self.style != Style::Scatter;
        let pairs = self.spots.windows(2).filter(move |_| line);
        pairs.map(|pair| [pair[0].place, pair[1].place])
    }

    /// Draws its line, or its error bars if it has none.
    pub fn draw_line(&self, canvas: &mut Canvas, clip: usize) -> Result<(), FigureError> {
        let scatter = self.style == Style::Scatter;
        let group = Group {
            clip: Some(clip),
            dashes: if scatter { &[] } else { self.look.dashes },
            ..Group::default()
        };
        canvas.layer(group, |layer| {
            if scatter {
                return self.draw_bars(layer);
            }
            let places: Vec<Place> = self.spots.iter().map(|spot| spot.place).collect();
            if places.len() >= 2 {
                layer.line(&places, LINE_WIDTH, self.look.colour)?;
            }
            Ok(())
        })
    }

    fn draw_bars(&self, layer: &mut Layer<'_>) -> Result<(), FigureError> {
        for spot in &self.spots {
            let Some((upper, lower)) = spot.band else {
                continue;
            };
            let at = |x, y| Place::new(spot.place.x + x, y);
            for ends in [
                [at(0.0, upper), at(0.0, lower)],
                [at(-CAP, upper), at(CAP, upper)],
                [at(-CAP, lower), at(CAP, lower)],
            ] {
                layer.line(&ends, BAR_WIDTH, self.look.colour)?;
            }
        }
        Ok(())
    }

    /// Draws its markers, the ones of a line staggered by the curve's index so that curves close
    /// to each other do not mark the same place.
    pub fn draw_markers(
        &self,
        layer: &mut Layer<'_>,
        frame: &Frame,
        (index, count): (usize, usize),
    ) -> Result<(), FigureError> {
        let grown = frame.grown(0.05);
        let places = self.spots.iter().map(|spot| spot.place);
        let places: Vec<Place> = places.filter(|&place| grown.contains(place)).collect();
        match self.style {
            Style::Line => {
                for place in staggered(&places, index, count) {
                    draw_marker(layer, place, &self.look)?;
                }
            }
            Style::Scatter => {
                for place in places {
                    draw_marker(layer, place, &self.look)?;
                }
            }
            Style::Dotted => {
                for place in places {
                    layer.disc(place, DOT, self.look.colour)?;
                }
            }
            Style::Plain => {}
        }
        Ok(())
    }
}

/// The places of a line that get a marker.
fn staggered(places: &[Place], index: usize, count: usize) -> Vec<Place> {
    if places.len() <= FEW {
        return places.to_vec();
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

/// Draws what the legend shows of a curve between two places.
pub fn draw_sample(
    canvas: &mut Canvas,
    ends: [Place; 2],
    style: Style,
    look: &Look,
) -> Result<(), FigureError> {
    let group = Group {
        dashes: look.dashes,
        ..Group::default()
    };
    canvas.layer(group, |layer| {
        if style != Style::Scatter {
            layer.line(&ends, LINE_WIDTH, look.colour)?;
        }
        Ok(())
    })?;
    let middle = Place::new(
        f64::midpoint(ends[0].x, ends[1].x),
        f64::midpoint(ends[0].y, ends[1].y),
    );
    canvas.layer(Group::default(), |layer| match style {
        Style::Dotted => layer.disc(middle, DOT, look.colour),
        Style::Line | Style::Scatter => draw_marker(layer, middle, look),
        Style::Plain => Ok(()),
    })
}

/// Draws one marker.
fn draw_marker(layer: &mut Layer<'_>, centre: Place, look: &Look) -> Result<(), FigureError> {
    let Marker { shape, hollow } = look.marker;
    // A white rim parts the marker from lines it lies on.
    draw_shape(layer, shape, centre, 2.5, PAPER)?;
    draw_shape(layer, shape, centre, 2.1, look.colour)?;
    if hollow {
        draw_shape(layer, shape, centre, 1.2, PAPER)?;
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
            Place::new(
                centre.x + reach * angle.cos(),
                centre.y + reach * angle.sin(),
            )
        })
        .collect();
    layer.polygon(&places, colour)
}
