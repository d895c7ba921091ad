//! The regions of a window over training, picture by picture.

use crate::shape::Shape;
use crate::{Picture, PictureError, Style, draw_marked};
use crease_figure::{
    Axis, Bitmap, Content, Curve, Curves, Family, Figure, Panel, Point, Reference, Scale,
};
use crease_network::Network;
use crease_regions::{Options, Plane};

/// The time of a network of a film.
#[derive(Clone, Debug, PartialEq)]
pub struct Moment {
    /// Its name, such as `epoch 0.5`.
    pub name: String,
    /// Where it is on the axis of time.
    pub at: f64,
}

/// What is shown beside the regions.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Timeline {
    /// The name of the axis of time, such as `epoch`.
    pub axis: String,
    /// Other numbers over time, such as the test accuracy: their name, and one number for each
    /// moment, NaN where it is not known. Each has a panel of its own.
    pub measured: Vec<(String, Vec<f64>)>,
}

/// A film of regions: the same window of one plane in each network, in colours that follow from
/// patterns, or from classes if the style has a boundary, so that they do not change from picture
/// to picture; and the numbers of regions over time with a mark at the current moment.
///
/// ```
/// use crease_network::{Activation, Layer, Network};
/// use crease_picture::{Animation, Film, Moment, Style, Timeline};
/// use crease_regions::{Options, Plane};
///
/// let mut film = Film::new(Style::default(), 60.0);
/// for step in 0_u8..3 {
///     let hidden = Layer {
///         weight: vec![1.0, 0.0, 0.0, 1.0],
///         bias: vec![f64::from(step) / 4.0; 2],
///         inputs: 2,
///         outputs: 2,
///     };
///     let output = Layer { weight: vec![1.0; 2], bias: vec![0.0], inputs: 2, outputs: 1 };
///     let network = Network::new(vec![hidden, output], Activation::relu())?;
///     let moment = Moment { name: format!("step {step}"), at: f64::from(step) };
///     film.shoot(moment, &network, &Plane::square(1.0)?, &Options::regions())?;
/// }
/// let timeline = Timeline { axis: "step".to_owned(), ..Timeline::default() };
/// let mut animation = Animation::default();
/// for frame in film.frames(&timeline)? {
///     animation.push(&frame?, 0.25)?;
/// }
/// assert!(animation.png(60.0)?.starts_with(b"\x89PNG"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Film {
    style: Style,
    dots_per_inch: f64,
    shape: Option<Shape>,
    shots: Vec<Shot>,
    /// Points of the plane to mark, such as the examples that it goes through.
    pub dots: Vec<[f64; 2]>,
}

/// A moment, drawn.
struct Shot {
    moment: Moment,
    /// Its regions, as a PNG file, which takes little memory.
    picture: Vec<u8>,
    activation_regions: f64,
    /// Linear regions; decision regions where classes are drawn.
    others: f64,
}

impl Film {
    /// A film without pictures yet. Only the walls and the boundary of the style are used.
    pub fn new(style: Style, dots_per_inch: f64) -> Self {
        Self {
            style: Style {
                by_pattern: true,
                ..style
            },
            dots_per_inch,
            shape: None,
            shots: Vec::new(),
            dots: Vec::new(),
        }
    }

    /// Draws the regions of one more network; gives how many activation regions there are.
    ///
    /// # Errors
    /// As [`draw`](crate::draw), or if it differs from the first in its widths or its activation.
    pub fn shoot(
        &mut self,
        moment: Moment,
        network: &Network,
        plane: &Plane,
        options: &Options,
    ) -> Result<usize, PictureError> {
        self.shape
            .get_or_insert_with(|| Shape::of(network))
            .check(&moment.name, network)?;
        let picture = draw_marked(network, plane, self.style, &self.dots, options)?;
        let Picture {
            activation_regions,
            linear_regions,
            decision_regions,
            ..
        } = picture;
        let decision_regions = decision_regions.map(|count| count as f64);
        let others = linear_regions
            .map(|count| count as f64)
            .or(decision_regions);
        self.shots.push(Shot {
            moment,
            picture: picture.png(self.dots_per_inch)?,
            activation_regions: activation_regions as f64,
            others: others.unwrap_or(f64::NAN),
        });
        Ok(activation_regions)
    }

    /// How many pictures there are.
    pub fn len(&self) -> usize {
        self.shots.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.shots.is_empty()
    }

    /// All pictures, of one size: the regions as [`draw`](crate::draw) draws them at the left, at
    /// their full height, and numbers over time at the right.
    ///
    /// # Errors
    /// If a chart cannot be drawn.
    pub fn frames(
        &self,
        timeline: &Timeline,
    ) -> Result<impl Iterator<Item = Result<Bitmap, PictureError>>, PictureError> {
        let mut charts = Vec::with_capacity(self.shots.len());
        let [mut width, mut height] = [0_f64; 2];
        for (index, shot) in self.shots.iter().enumerate() {
            let chart = self.chart(shot, index, timeline);
            let drawing = chart.draw()?;
            width = width.max(drawing.width());
            height = height.max(drawing.height());
            charts.push(chart);
        }
        let dots = self.dots_per_inch;
        let [width, height] = [width, height].map(|points| (points / 72.0 * dots).ceil() as u32);
        let shots = self.shots.iter().zip(charts);
        Ok(shots.map(move |(shot, chart)| {
            let picture = Bitmap::of_png(&shot.picture)?;
            let chart = chart.draw()?.bitmap(dots)?;
            Ok(picture.beside(&chart.within(width, height)))
        }))
    }

    /// The numbers of regions, and what else is known, over time.
    fn chart(&self, shot: &Shot, index: usize, timeline: &Timeline) -> Figure {
        let other = if self.style.boundary {
            "decision"
        } else {
            "linear"
        };
        let of = |number: fn(&Shot) -> f64| self.shots.iter().map(number).collect();
        let activation: Vec<f64> = of(|shot| shot.activation_regions);
        let others: Vec<f64> = of(|shot| shot.others);
        let mut panels = Vec::new();
        let title = format!(
            "{} activation, {} {other}",
            counted(shot.activation_regions),
            counted(shot.others)
        );
        // Equal curves are drawn as one, and a few decision regions would be a line at the bottom.
        let curves = if activation == others || self.style.boundary {
            vec![(String::new(), &activation)]
        } else {
            vec![
                ("activation".to_owned(), &activation),
                (other.to_owned(), &others),
            ]
        };
        panels.push(self.panel(title, "regions", &curves, shot, timeline));
        for (name, values) in &timeline.measured {
            let now = values.get(index).copied().unwrap_or(f64::NAN);
            let title = if now.is_finite() {
                format!("{name} {}", rounded(now))
            } else {
                name.clone()
            };
            let curves = [(String::new(), values)];
            panels.push(self.panel(title, name, &curves, shot, timeline));
        }
        Figure {
            title: Some(shot.moment.name.clone()),
            columns: Some(1),
            ..Figure::new(panels)
        }
    }

    fn panel(
        &self,
        title: String,
        quantity: &str,
        curves: &[(String, &Vec<f64>)],
        shot: &Shot,
        timeline: &Timeline,
    ) -> Panel {
        let curves = curves.iter().map(|(label, values)| Curve {
            label: label.clone(),
            points: self
                .shots
                .iter()
                .zip(values.iter())
                .map(|(shot, &y)| Point {
                    x: shot.moment.at,
                    y,
                    spread: None,
                })
                .collect(),
            style: crease_figure::Style::Plain,
        });
        let content = Curves {
            curves: curves.collect(),
            family: Family::Unordered,
            references: vec![Reference::vertical(shot.moment.at, "")],
            ..Curves::new(
                Axis::new(&timeline.axis, Scale::Linear),
                Axis::new(quantity, Scale::Linear),
            )
        };
        Panel::titled(title, Content::from(content))
    }
}

/// Three digits are enough beside a curve.
fn rounded(number: f64) -> String {
    let size = number.abs().log10().floor();
    let decimals = if size.is_finite() { 2.0 - size } else { 0.0 };
    crease_figure::number(number, decimals.clamp(0.0, 9.0) as usize)
}

fn counted(number: f64) -> String {
    crease_figure::number(number, 0)
}

#[cfg(test)]
mod tests;
