//! The bar beside a heatmap that says which colour is which value.

use crate::canvas::{Anchor, Canvas, Group};
use crate::error::FigureError;
use crate::figure::Axis;
use crate::fonts::{CAPITAL, DESCENT, Face, Fonts, LINE};
use crate::geometry::{Frame, Place};
use crate::palette::{INK, MISSING, MISSING_HATCH, PAPER, viridis};
use crate::range::Range;
use crate::side::{Show, Side};
use crate::text::Block;

/// The width of the bar.
const WIDTH: f64 = 10.0;
/// The most numbers beside it, about.
const COUNT: usize = 7;
const TICK: f64 = 3.0;
const MINOR_TICK: f64 = 1.8;
const LINE_WIDTH: f64 = 0.6;
/// Between a tick and its number.
const GAP: f64 = 2.5;
/// Between the numbers and the label.
const TO_LABEL: f64 = 4.5;
/// Between the bar and a sample below it, and between samples.
const TO_SAMPLE: f64 = 7.0;
/// The most width that the words beside a sample take.
const WORDS: f64 = 60.0;
/// Between the lines of a hatch.
const HATCH: f64 = 4.0;
/// The sides of a corner that is cut off.
const CORNER: f64 = 5.0;

/// How a cell looks that needs words, not a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sample {
    /// It has no value.
    Missing,
    /// Its corner is cut off.
    Marked,
}

/// A bar of colours with its numbers, and with samples of cells below it.
pub struct ColourBar {
    side: Side,
    numbers: f64,
    samples: Vec<(Sample, Block)>,
    height: f64,
}

impl ColourBar {
    /// Measures the bar beside a frame of this height; `samples` are the cells to explain below it.
    pub fn new(
        axis: &Axis,
        range: Range,
        samples: &[(Sample, &str)],
        height: f64,
        fonts: &Fonts,
    ) -> Result<Self, FigureError> {
        let mut named = Vec::new();
        for &(sample, words) in samples {
            named.push((sample, Block::new(words, Face::Regular, WORDS, fonts)?));
        }
        named.retain(|(_, words)| !words.lines.is_empty());
        let below = named.iter().map(|(_, words)| TO_SAMPLE + room(words));
        let height = (height - below.sum::<f64>()).max(0.3 * height);
        let side = Side::vertical(axis, range, (height, COUNT), Show::ALL, fonts)?;
        Ok(Self {
            numbers: side.widest_number(fonts)?,
            side,
            samples: named,
            height,
        })
    }

    /// Its width with all texts.
    pub fn width(&self) -> f64 {
        let label = match self.side.lines().len() {
            0 => 0.0,
            lines => TO_LABEL + lines as f64 * LINE,
        };
        let bar = TICK + GAP + self.numbers + label;
        let words = self.samples.iter().map(|(_, words)| words.width);
        WIDTH + bar.max(words.fold(0.0, f64::max) + TICK + GAP)
    }

    /// The colour of a value, or `None` when it is missing.
    pub fn colour(&self, value: f64) -> Option<plotters::style::RGBColor> {
        let range = &self.side.range;
        range
            .can_show(value)
            .then(|| viridis(range.share(value).clamp(0.0, 1.0)))
    }

    /// Draws it with its upper left corner at `corner`.
    pub fn draw(&self, canvas: &mut Canvas, corner: Place) -> Result<(), FigureError> {
        let bar = Frame {
            left: corner.x,
            top: corner.y,
            width: WIDTH,
            height: self.height,
        };
        canvas.gradient(&bar, viridis);
        canvas.layer(Group::default(), |layer| {
            layer.line(&bar.outline(), LINE_WIDTH, INK)?;
            for tick in &self.side.ticks.ticks {
                let y = bar.bottom() - tick.at * bar.height;
                let length = if tick.label.is_some() {
                    TICK
                } else {
                    MINOR_TICK
                };
                let end = |x| Place { x, y };
                let ends = [end(bar.right()), end(bar.right() + length)];
                layer.line(&ends, LINE_WIDTH, INK)?;
            }
            let numbers = bar.right() + TICK + GAP;
            for (at, label) in self.side.numbers() {
                let place = Place {
                    x: numbers,
                    y: bar.bottom() - at * bar.height + CAPITAL / 2.0,
                };
                layer.text(label, place, Anchor::Start, Face::Regular, INK)?;
            }
            let labels = numbers + self.numbers + TO_LABEL + LINE - DESCENT;
            for (row, line) in self.side.lines().iter().enumerate() {
                let place = Place {
                    x: labels + row as f64 * LINE,
                    y: bar.centre().y,
                };
                layer.text(line, place, Anchor::Upwards, Face::Regular, INK)?;
            }
            Ok(())
        })?;
        self.draw_samples(canvas, &bar)
    }

    /// Draws the samples and what they mean.
    fn draw_samples(&self, canvas: &mut Canvas, bar: &Frame) -> Result<(), FigureError> {
        let mut top = bar.bottom();
        for (sample, words) in &self.samples {
            let frame = Frame {
                top: top + TO_SAMPLE,
                height: WIDTH,
                ..*bar
            };
            match sample {
                Sample::Missing => fill_missing(canvas, &[frame]),
                Sample::Marked => {
                    let corners = frame.outline();
                    let corners = std::iter::once(&corners[..4]);
                    canvas.polygons(Group::default(), corners, viridis(0.5));
                    cut_corners(canvas, &[frame]);
                }
            }
            canvas.layer(Group::default(), |layer| {
                layer.line(&frame.outline(), LINE_WIDTH, INK)?;
                for (row, line) in words.lines.iter().enumerate() {
                    let place = Place {
                        x: frame.right() + TICK + GAP,
                        y: frame.centre().y + CAPITAL / 2.0 + row as f64 * LINE,
                    };
                    layer.text(line, place, Anchor::Start, Face::Regular, INK)?;
                }
                Ok(())
            })?;
            top = frame.top + room(words);
        }
        Ok(())
    }
}

/// What a sample takes of the height.
fn room(words: &Block) -> f64 {
    words.height().max(WIDTH)
}

/// Cuts off the upper right corner of rectangles: what is there is as white as the page, and lined,
/// so that it shows on every colour and in grey print.
pub fn cut_corners(canvas: &mut Canvas, frames: &[Frame]) {
    let corner = |frame: &Frame| {
        let side = CORNER.min(frame.width / 2.0).min(frame.height / 2.0);
        let place = |x, y| Place { x, y };
        [
            place(frame.right() - side, frame.top),
            place(frame.right(), frame.top),
            place(frame.right(), frame.top + side),
        ]
    };
    let corners: Vec<[Place; 3]> = frames.iter().map(corner).collect();
    let triangles = corners.iter().map(<[Place; 3]>::as_slice);
    canvas.polygons(Group::default(), triangles, PAPER);
    let cuts: Vec<[Place; 2]> = corners.iter().map(|[a, _, b]| [*a, *b]).collect();
    let cuts = cuts.iter().map(<[Place; 2]>::as_slice);
    canvas.lines(Group::default(), cuts, LINE_WIDTH, INK);
}

/// Fills rectangles as missing values: grey and hatched, unlike any colour of the bar, in grey
/// print too.
pub fn fill_missing(canvas: &mut Canvas, frames: &[Frame]) {
    let corners: Vec<[Place; 6]> = frames.iter().map(Frame::outline).collect();
    let corners = corners.iter().map(|corners| &corners[..4]);
    canvas.polygons(Group::default(), corners, MISSING);
    let hatch: Vec<[Place; 2]> = frames.iter().flat_map(hatch).collect();
    let hatch = hatch.iter().map(<[Place; 2]>::as_slice);
    canvas.lines(Group::default(), hatch, 0.7, MISSING_HATCH);
}

/// Lines that rise to the right across a rectangle.
fn hatch(frame: &Frame) -> Vec<[Place; 2]> {
    // Along each line x + y is the same; multiples of the distance go on in the next rectangle.
    let (first, last) = (frame.left + frame.top, frame.right() + frame.bottom());
    let mut lines = Vec::new();
    let mut sum = (first / HATCH).floor() * HATCH + HATCH;
    while sum < last {
        let left = frame.left.max(sum - frame.bottom());
        let right = frame.right().min(sum - frame.top);
        let place = |x| Place { x, y: sum - x };
        lines.push([place(left), place(right)]);
        sum += HATCH;
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figure::Scale;
    use crate::palette::lightness;

    fn bar(scale: Scale, min: f64, max: f64, samples: &[(Sample, &str)]) -> ColourBar {
        let range = Range { scale, min, max };
        ColourBar::new(
            &Axis::new("v", scale),
            range,
            samples,
            146.0,
            &Fonts::load(),
        )
        .unwrap()
    }

    #[test]
    fn the_numbers_stand_where_their_colours_are() {
        for (scale, min, max, expected) in [
            (Scale::Linear, 0.5, 1.0, "0.5 0.6 0.7 0.8 0.9 1.0"),
            (Scale::Logarithmic, 1e-3, 1e2, "10⁻³ 10⁻² 10⁻¹ 10⁰ 10¹ 10²"),
        ] {
            let bar = bar(scale, min, max, &[]);
            let numbers: Vec<(f64, &str)> = bar.side.numbers().collect();
            let text = |labels: &[(f64, &str)]| {
                let labels: Vec<&str> = labels.iter().map(|(_, label)| *label).collect();
                labels.join(" ")
            };
            assert_eq!(text(&numbers), expected);
            for (k, (at, _)) in numbers.iter().enumerate() {
                assert!((at - k as f64 / 5.0).abs() < 1e-9, "{at}");
            }
            assert_eq!(bar.colour(min), Some(viridis(0.0)));
            assert_eq!(bar.colour(max), Some(viridis(1.0)));
            assert_eq!(bar.colour(10.0 * max), bar.colour(max));
            assert_eq!(bar.colour(f64::NAN), None);
        }
        let logarithmic = bar(Scale::Logarithmic, 1e-3, 1e3, &[]);
        assert_eq!(logarithmic.colour(1.0), Some(viridis(0.5)));
        assert_eq!(logarithmic.colour(0.0), None);
    }

    #[test]
    fn the_bar_makes_way_for_samples_of_cells() {
        let bar = |samples: &[(Sample, &str)]| bar(Scale::Linear, 0.0, 1.0, samples);
        let (missing, marked) = (Sample::Missing, Sample::Marked);
        assert_eq!(bar(&[]).height, 146.0);
        assert_eq!(bar(&[(missing, "")]).height, 146.0);
        let one = bar(&[(missing, "failed")]).height;
        assert!(one < 135.0);
        assert!(bar(&[(missing, "failed"), (marked, "some failed")]).height < one - 10.0);
        let long = "a long word for what failed";
        assert!(bar(&[(marked, long)]).width() > bar(&[]).width());
    }

    #[test]
    fn lighter_is_more() {
        let greys: Vec<f64> = (0..=100)
            .map(|k| lightness(viridis(f64::from(k) / 100.0)))
            .collect();
        assert!(greys.windows(2).all(|pair| pair[0] < pair[1]), "{greys:?}");
    }

    #[test]
    fn the_hatch_stays_in_its_rectangle() {
        let frame = Frame {
            left: 3.0,
            top: 7.0,
            width: 21.0,
            height: 9.0,
        };
        let lines = hatch(&frame);
        assert!(lines.len() >= 7, "{lines:?}");
        for place in lines.as_flattened() {
            assert!(frame.grown(1e-9).contains(*place), "{place:?}");
        }
    }
}
