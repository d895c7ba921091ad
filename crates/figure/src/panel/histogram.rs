//! Distributions as steps between two axes.

use crate::axes::Axes;
use crate::canvas::Canvas;
use crate::curve::LINE_WIDTH;
use crate::error::FigureError;
use crate::extent::Extent;
use crate::figure::{Distribution, Histogram, Scale};
use crate::fonts::Fonts;
use crate::geometry::{Frame, Place, Size};
use crate::panel::common::{AxesData, AxisData, Draw, Measured, Ranges, draw_no_data};
use crate::scale::can_show;
use crate::side::Show;
use crate::steps;

/// The most numbers on the axes, about.
const COUNTS: [usize; 2] = [6, 7];

/// What the axes have to show.
pub fn axes_data(panel: &Histogram) -> AxesData {
    let (mut x, mut y) = (Extent::new(panel.x.scale), Extent::new(panel.y.scale));
    // The outermost bins end where the frame does.
    x.padding = 0.0;
    let mut y_axis = panel.y.clone();
    for bin in panel
        .distributions
        .iter()
        .flat_map(|distribution| bins(distribution, panel.x.scale))
    {
        x.include([bin.from, bin.to]);
        y.include([bin.height]);
    }
    if panel.y.scale == Scale::Linear {
        if y_axis.min.is_none() && !y.reaches_below_zero() {
            y_axis.min = Some(0.0);
        }
        y.include([0.0]);
    }
    let (x, y) = (AxisData::new(&panel.x, x), AxisData::new(&y_axis, y));
    [Some(x), Some(y), None]
}

/// One step of a distribution.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Bin {
    from: f64,
    to: f64,
    height: f64,
}

/// The bins that can be shown.
fn bins(distribution: &Distribution, scale: Scale) -> impl Iterator<Item = Bin> {
    let edges = distribution.edges.windows(2);
    edges
        .zip(&distribution.heights)
        .map(|(edges, &height)| Bin {
            from: edges[0],
            to: edges[1],
            height,
        })
        .filter(move |bin| {
            can_show(scale, bin.from)
                && can_show(scale, bin.to)
                && bin.from < bin.to
                && can_show(Scale::Linear, bin.height)
        })
}

/// Measures the panel.
pub fn measure<'a>(
    panel: &'a Histogram,
    &[x, y, _]: &Ranges,
    size: Size,
    show: [Show; 2],
    fonts: &Fonts,
) -> Result<Measured<'a>, FigureError> {
    let axes = Axes::of_numbers([&panel.x, &panel.y], [x, y], size, COUNTS, show, fonts)?;
    let margins = axes.margins;
    Ok(Measured::new(size, margins, Drawn { panel, axes }))
}

/// Distributions with their axes known.
struct Drawn<'a> {
    panel: &'a Histogram,
    axes: Axes,
}

impl Drawn<'_> {
    /// The outlines of a distribution, each from the ground to the ground: one for each run of
    /// bins that touch.
    fn outlines(&self, distribution: &Distribution, frame: &Frame) -> Vec<Vec<Place>> {
        let scale = self.axes.x.range.scale;
        let mut outlines: Vec<Vec<Place>> = Vec::new();
        let mut last = None;
        for bin in bins(distribution, scale) {
            let at = |x, y| self.axes.place(frame, x, y);
            let ground = |x| match self.axes.y.range.scale {
                Scale::Linear => at(x, 0.0),
                Scale::Logarithmic => Place {
                    y: frame.bottom() + LINE_WIDTH,
                    ..at(x, 1.0)
                },
            };
            let touches = last == Some(bin.from);
            last = Some(bin.to);
            match outlines.last_mut() {
                Some(outline) if touches => {
                    outline.pop();
                    outline.push(at(bin.from, bin.height));
                }
                _ => outlines.push(vec![ground(bin.from), at(bin.from, bin.height)]),
            }
            if let Some(outline) = outlines.last_mut() {
                outline.extend([at(bin.to, bin.height), ground(bin.to)]);
            }
        }
        outlines
    }
}

impl Draw for Drawn<'_> {
    fn draw(&self, canvas: &mut Canvas, frame: &Frame) -> Result<(), FigureError> {
        let clip = Some(canvas.clip(frame));
        self.axes.draw_grid(canvas, frame)?;
        let count = self.panel.distributions.len();
        let mut drawn = Vec::new();
        for (index, distribution) in self.panel.distributions.iter().enumerate() {
            let outlines = self.outlines(distribution, frame);
            if !outlines.is_empty() {
                drawn.push((outlines, steps::look(self.panel.family, index, count)));
            }
        }
        for (outlines, look) in &drawn {
            steps::draw_fill(canvas, clip, outlines, look);
        }
        for (outlines, look) in &drawn {
            steps::draw_outline(canvas, clip, outlines, look);
        }
        self.axes.draw_lines(canvas, frame)?;
        self.axes.draw_texts(canvas, frame)?;
        if drawn.is_empty() {
            draw_no_data(canvas, frame)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Scale::{Linear, Logarithmic};

    #[test]
    fn bins_without_edges_or_a_finite_height_are_left_out() {
        let count = |scale, edges: &[f64], heights: &[f64]| {
            let distribution = Distribution {
                label: String::new(),
                edges: edges.to_vec(),
                heights: heights.to_vec(),
            };
            bins(&distribution, scale).count()
        };
        assert_eq!(count(Linear, &[0.0, 1.0, 2.0], &[3.0, 0.0]), 2);
        assert_eq!(count(Linear, &[0.0, 1.0, 2.0], &[f64::NAN, 1.0]), 1);
        assert_eq!(count(Logarithmic, &[0.0, 1.0, 2.0], &[3.0, 1.0]), 1);
        assert_eq!(count(Linear, &[0.0, 1.0], &[3.0, 1.0, 2.0]), 1);
        assert_eq!(count(Linear, &[1.0, 0.0, 0.0], &[3.0, 1.0]), 0);
        assert_eq!(count(Linear, &[f64::NEG_INFINITY, 0.0], &[3.0]), 0);
        assert_eq!(count(Linear, &[], &[3.0]), 0);
    }
}
