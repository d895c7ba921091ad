//! Curves with their bands between two axes.

use crate::axes::Axes;
use crate::band;
use crate::canvas::{Canvas, Group};
use crate::curve::Trace;
use crate::error::FigureError;
use crate::extent::Extent;
use crate::figure::{Curves, Point, ReferenceLine, Scale, Style};
use crate::fonts::{Face, Fonts};
use crate::geometry::{Frame, Size};
use crate::palette;
use crate::panel::common::{AxesData, AxisData, Draw, Measured, Ranges, draw_no_data};
use crate::reference::{self, Line};
use crate::scale::can_show;
use crate::side::Show;
use crate::text::Block;

/// The most numbers on the axes, about.
const COUNTS: [usize; 2] = [6, 7];

/// What the axes have to show.
pub fn axes_data(panel: &Curves, size: Size, fonts: &Fonts) -> Result<AxesData, FigureError> {
    let (mut x, mut y) = (Extent::new(panel.x.scale), Extent::new(panel.y.scale));
    let shown = || panel.curves.iter().flat_map(|curve| &curve.points);
    x.include(shown().map(|point| point.x));
    let has_place = |x, y: f64| can_show(panel.x.scale, x) && y.is_finite();
    y.include(
        shown()
            .filter(|point| has_place(point.x, point.y))
            .flat_map(|point| band_ends(point, panel.y.scale)),
    );
    for reference in &panel.references {
        match &reference.line {
            ReferenceLine::Horizontal(value) => {
                let limit = reference::label_limit(size.width);
                let label = Block::new(&reference.label, Face::Italic, limit, fonts)?;
                let room = reference::room(&label) / size.height;
                y.room = y.room.max(room.min(0.4));
                y.include_line(*value);
            }
            ReferenceLine::Vertical(value) => x.include_line(*value),
            ReferenceLine::Through(points) => {
                let points = || points.iter().filter(|point| has_place(point[0], point[1]));
                x.include(points().map(|point| point[0]));
                y.include(points().map(|point| point[1]));
            }
        }
    }
    let (x, y) = (AxisData::new(&panel.x, x), AxisData::new(&panel.y, y));
    Ok([Some(x), Some(y), None])
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

/// Measures the panel.
pub fn measure<'a>(
    panel: &'a Curves,
    &[x, y, _]: &Ranges,
    size: Size,
    show: [Show; 2],
    fonts: &Fonts,
) -> Result<Measured<'a>, FigureError> {
    let limit = reference::label_limit(size.width);
    let labels = panel.references.iter();
    let labels = labels.map(|line| Block::new(&line.label, Face::Italic, limit, fonts));
    let axes = Axes::of_numbers([&panel.x, &panel.y], [x, y], size, COUNTS, show, fonts)?;
    let margins = axes.margins;
    Ok(Measured::new(
        size,
        margins,
        Drawn {
            panel,
            axes,
            labels: labels.collect::<Result<_, _>>()?,
        },
    ))
}

/// Curves with their axes known.
struct Drawn<'a> {
    panel: &'a Curves,
    axes: Axes,
    labels: Vec<Block>,
}

impl Draw for Drawn<'_> {
    fn draw(&self, canvas: &mut Canvas, frame: &Frame) -> Result<(), FigureError> {
        let clip = canvas.clip(frame);
        let count = self.panel.curves.len();
        let curves = self.panel.curves.iter().enumerate();
        let curves: Vec<Trace> = curves
            .map(|(index, curve)| {
                let look = palette::look(self.panel.family, index, count);
                Trace::new(curve, look, &self.axes, frame)
            })
            .collect();
        let lines = self.panel.references.iter().zip(&self.labels);
        let lines: Vec<Line> = lines
            .filter_map(|(reference, label)| Line::new(&reference.line, label, &self.axes, frame))
            .collect();

        self.axes.draw_grid(canvas, frame)?;
        for curve in curves.iter().filter(|curve| curve.style != Style::Scatter) {
            band::draw(canvas, clip, curve)?;
        }
        reference::draw_lines(canvas, clip, &lines)?;
        for curve in &curves {
            curve.draw_line(canvas, clip)?;
        }
        canvas.layer(Group::default(), |layer| {
            for (index, curve) in curves.iter().enumerate() {
                curve.draw_markers(layer, frame, (index, count))?;
            }
            Ok(())
        })?;
        self.axes.draw_lines(canvas, frame)?;
        self.axes.draw_texts(canvas, frame)?;
        reference::draw_labels(canvas, frame, &lines, &curves)?;
        if curves.iter().all(|curve| curve.spots.is_empty()) {
            draw_no_data(canvas, frame)?;
        }
        Ok(())
    }
}
