//! The bar beside a heatmap that says which colour is which value.

use crate::axes::{AXIS_WIDTH, TO_LABEL};
use crate::canvas::{Anchor, Canvas, Group};
use crate::error::FigureError;
use crate::figure::Axis;
use crate::fonts::{CAPITAL, DESCENT, Face, Fonts, LINE};
use crate::geometry::{Frame, Place};
use crate::marks::{cut_corners, fill_missing};
use crate::palette::{INK, viridis};
use crate::range::Range;
use crate::side::{Show, Side};
use crate::text::Block;
use crate::ticks::{GAP, TICK};

/// The width of the bar.
const WIDTH: f64 = 10.0;
/// The most numbers beside it, about.
const COUNT: usize = 7;
/// Between the bar and a sample below it, and between samples.
const TO_SAMPLE: f64 = 7.0;
/// The most width that the words beside a sample take.
const WORDS: f64 = 60.0;

/// The look of a cell that needs words instead of a number.
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
            layer.line(&bar.outline(), AXIS_WIDTH, INK)?;
            for tick in &self.side.ticks.ticks {
                let y = bar.bottom() - tick.at * bar.height;
                let end = |x| Place::new(x, y);
                let ends = [end(bar.right()), end(bar.right() + tick.length())];
                layer.line(&ends, AXIS_WIDTH, INK)?;
            }
            let numbers = bar.right() + TICK + GAP;
            for (at, label) in self.side.numbers() {
                let place = Place::new(numbers, bar.bottom() - at * bar.height + CAPITAL / 2.0);
                layer.text(label, place, Anchor::Start, Face::Regular, INK)?;
            }
            let labels = numbers + self.numbers + TO_LABEL + LINE - DESCENT;
            for (row, line) in self.side.lines().iter().enumerate() {
                let place = Place::new(labels + row as f64 * LINE, bar.centre().y);
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
                    canvas.polygons(Group::default(), [frame.corners()], viridis(0.5));
                    cut_corners(canvas, &[frame]);
                }
            }
            canvas.layer(Group::default(), |layer| {
                layer.line(&frame.outline(), AXIS_WIDTH, INK)?;
                for (row, line) in words.lines.iter().enumerate() {
                    let place = Place::new(
                        frame.right() + TICK + GAP,
                        frame.centre().y + CAPITAL / 2.0 + row as f64 * LINE,
                    );
                    layer.text(line, place, Anchor::Start, Face::Regular, INK)?;
                }
                Ok(())
            })?;
            top = frame.top + room(words);
        }
        Ok(())
    }
}

/// The height that a sample takes.
fn room(words: &Block) -> f64 {
    words.height().max(WIDTH)
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
}
