//! Samples as boxes between an axis of names and one of numbers.

use crate::axes::Axes;
use crate::canvas::{Canvas, Group};
use crate::curve::LINE_WIDTH;
use crate::error::FigureError;
use crate::extent::Extent;
use crate::figure::{Boxes, Scale};
use crate::fonts::Fonts;
use crate::geometry::{Frame, Place, Size};
use crate::palette::{self, Look};
use crate::panel::common::{AxesData, AxisData, Draw, Measured, Ranges, draw_no_data};
use crate::scale::can_show;
use crate::side::{Show, Side};
use crate::steps;

/// The most numbers on the vertical axis, about.
const COUNT: usize = 7;
/// The share of its place that a group of boxes takes.
const GROUP: f64 = 0.76;
/// The share of its part of a group that a box takes, and the most that it is wide.
const WIDTH: f64 = 0.72;
const WIDEST: f64 = 26.0;
/// The share of a box that the ends of its whiskers take.
const CAP: f64 = 0.5;
/// Samples of fewer values have no meaningful quartiles.
const FEWEST: usize = 5;
const DOT: f64 = 1.5;
const MEDIAN_WIDTH: f64 = 1.6;

/// What the axes have to show.
pub fn axes_data(panel: &Boxes) -> AxesData {
    let mut y = Extent::new(panel.y.scale);
    let samples = panel.groups.iter().flat_map(|group| &group.samples);
    y.include(samples.flatten().copied());
    [None, Some(AxisData::new(&panel.y, y)), None]
}

/// A sample in five numbers.
#[derive(Clone, Debug, PartialEq)]
struct Summary {
    /// The ends of the whiskers.
    whiskers: [f64; 2],
    /// The first and the third quartile.
    quartiles: [f64; 2],
    median: f64,
    /// The values beyond the whiskers, or all values of a small sample.
    dots: Vec<f64>,
    /// Whether there are enough values for a box.
    is_box: bool,
}

impl Summary {
    /// The summary of the values that the scale can show; `None` without any.
    fn of(sample: &[f64], scale: Scale) -> Option<Self> {
        let mut values: Vec<f64> = sample.to_vec();
        values.retain(|&value| can_show(scale, value));
        values.sort_by(f64::total_cmp);
        let (first, last) = (*values.first()?, *values.last()?);
        let quartiles = [quantile(&values, 0.25), quantile(&values, 0.75)];
        let median = quantile(&values, 0.5);
        if values.len() < FEWEST {
            return Some(Self {
                whiskers: [first, last],
                quartiles,
                median,
                dots: values,
                is_box: false,
            });
        }
        let reach = 1.5 * (quartiles[1] - quartiles[0]);
        let fences = [quartiles[0] - reach, quartiles[1] + reach];
        let is_inside = |value: &&f64| (fences[0]..=fences[1]).contains(*value);
        // A quartile between two values may have none on the side of the whisker.
        let low = values.iter().find(is_inside).copied();
        let high = values.iter().rfind(is_inside).copied();
        let whiskers = [
            low.map_or(quartiles[0], |low| low.min(quartiles[0])),
            high.map_or(quartiles[1], |high| high.max(quartiles[1])),
        ];
        values.retain(|value| !(fences[0]..=fences[1]).contains(value));
        Some(Self {
            whiskers,
            quartiles,
            median,
            dots: values,
            is_box: true,
        })
    }
}

/// The value below which a share of the sorted values lies, interpolated linearly between values.
fn quantile(values: &[f64], share: f64) -> f64 {
    let at = share * (values.len() - 1) as f64;
    let below = at.floor() as usize;
    let above = (below + 1).min(values.len() - 1);
    values[below] + (at - below as f64) * (values[above] - values[below])
}

/// Measures the panel.
pub fn measure<'a>(
    panel: &'a Boxes,
    &[x, y, _]: &Ranges,
    size: Size,
    show: [Show; 2],
    fonts: &Fonts,
) -> Result<Measured<'a>, FigureError> {
    let x = Side::names_beside(&panel.x, x, size.width, show[0], fonts)?;
    let y = Side::vertical(&panel.y, y, (size.height, COUNT), show[1], fonts)?;
    let axes = Axes::new(x, y, size, fonts)?;
    let margins = axes.margins;
    Ok(Measured::new(size, margins, Drawn { panel, axes }))
}

/// Boxes with their axes known.
struct Drawn<'a> {
    panel: &'a Boxes,
    axes: Axes,
}

impl Drawn<'_> {
    /// Where the middle of a box is, and half its width.
    fn across(&self, place: usize, group: usize, frame: &Frame) -> (f64, f64) {
        let part = frame.width / self.panel.x.names.len().max(1) as f64;
        let own = GROUP * part / self.panel.groups.len().max(1) as f64;
        let left = frame.left + part * (place as f64 + (1.0 - GROUP) / 2.0);
        (
            left + own * (group as f64 + 0.5),
            (WIDTH * own).min(WIDEST) / 2.0,
        )
    }

    fn draw_box(
        &self,
        canvas: &mut Canvas,
        frame: &Frame,
        (middle, half): (f64, f64),
        summary: &Summary,
        (clip, look): (usize, &Look),
    ) -> Result<(), FigureError> {
        let at = |x: f64, value: f64| Place::new(x, self.axes.place(frame, 0.5, value).y);
        let clip = Some(clip);
        let group = Group {
            clip,
            ..Group::default()
        };
        let across =
            |value: f64, half: f64| vec![at(middle - half, value), at(middle + half, value)];
        if summary.is_box {
            let [low, high] = summary.quartiles;
            let outline = [vec![
                at(middle - half, low),
                at(middle - half, high),
                at(middle + half, high),
                at(middle + half, low),
                at(middle - half, low),
            ]];
            steps::draw_fill(canvas, clip, &outline, look);
            let [least, most] = summary.whiskers;
            let lines = [
                outline[0].clone(),
                vec![at(middle, low), at(middle, least)],
                vec![at(middle, high), at(middle, most)],
                across(least, CAP * half),
                across(most, CAP * half),
            ];
            canvas.lines(group, lines, LINE_WIDTH, look.colour);
        }
        let median = across(summary.median, half);
        canvas.lines(group, [median], MEDIAN_WIDTH, look.colour);
        canvas.layer(group, |layer| {
            for &value in &summary.dots {
                layer.disc(at(middle, value), DOT, look.colour)?;
            }
            Ok(())
        })
    }
}

impl Draw for Drawn<'_> {
    fn draw(&self, canvas: &mut Canvas, frame: &Frame) -> Result<(), FigureError> {
        let clip = canvas.clip(frame);
        self.axes.draw_grid(canvas, frame)?;
        let count = self.panel.groups.len();
        let mut is_empty = true;
        for (index, group) in self.panel.groups.iter().enumerate() {
            let look = palette::look(self.panel.family, index, count);
            let places = self.panel.x.names.len();
            for (place, sample) in group.samples.iter().take(places).enumerate() {
                if let Some(summary) = Summary::of(sample, self.panel.y.scale) {
                    let across = self.across(place, index, frame);
                    self.draw_box(canvas, frame, across, &summary, (clip, &look))?;
                    is_empty = false;
                }
            }
        }
        self.axes.draw_lines(canvas, frame)?;
        self.axes.draw_texts(canvas, frame)?;
        if is_empty {
            draw_no_data(canvas, frame)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Quartiles as numpy's `quantile` gives them.
    #[test]
    fn a_sample_in_five_numbers() {
        let of = |sample: &[f64]| Summary::of(sample, Scale::Linear).unwrap();
        let even = of(&[4.0, 1.0, 3.0, 2.0, 5.0, 6.0]);
        assert_eq!(even.quartiles, [2.25, 4.75]);
        assert_eq!((even.median, even.whiskers), (3.5, [1.0, 6.0]));
        assert!(even.dots.is_empty() && even.is_box);
        let far = of(&[1.0, 2.0, 3.0, 4.0, 5.0, 100.0]);
        assert_eq!(
            (far.whiskers, far.dots.as_slice()),
            ([1.0, 5.0], &[100.0][..])
        );
        let same = of(&[7.0; 8]);
        assert_eq!((same.quartiles, same.whiskers), ([7.0; 2], [7.0; 2]));
    }

    #[test]
    fn a_small_sample_is_dots() {
        let small = Summary::of(&[2.0, 1.0], Scale::Linear).unwrap();
        assert_eq!(
            (small.median, small.dots.as_slice()),
            (1.5, &[1.0, 2.0][..])
        );
        assert!(!small.is_box);
    }

    #[test]
    fn what_the_axis_cannot_show_is_left_out() {
        assert_eq!(Summary::of(&[f64::NAN, f64::INFINITY], Scale::Linear), None);
        assert_eq!(Summary::of(&[0.0, -1.0], Scale::Logarithmic), None);
        let some = Summary::of(&[0.0, 2.0], Scale::Logarithmic).unwrap();
        assert_eq!(some.dots, [2.0]);
    }
}
