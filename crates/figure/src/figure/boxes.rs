//! Samples side by side.

use super::{Axis, Categories, Family};

/// Samples as boxes: the box holds the middle half of the values, the line in it is the median, the
/// whiskers reach the last values within one and a half times the height of the box, and values
/// beyond are dots. In a sample of fewer than five values, each is a dot, beside the median.
///
/// ```
/// use crease_figure::{Axis, Boxes, Categories, Figure, Panel, Sampled, Scale};
///
/// let boxes = Boxes {
///     groups: vec![Sampled {
///         label: "Adam".into(),
///         samples: vec![vec![4.0, 5.0, 5.5, 6.0, 9.0], vec![2.0, 3.0]],
///     }],
///     ..Boxes::new(
///         Categories { label: "Weight decay".into(), names: vec!["0".into(), "0.1".into()] },
///         Axis::new("Regions", Scale::Linear),
///     )
/// };
/// let drawing = Figure::new(vec![Panel::new(boxes)]).draw()?;
/// assert!(drawing.svg().contains("Weight decay"));
/// # Ok::<(), crease_figure::FigureError>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Boxes {
    /// The places from left to right.
    pub x: Categories,
    /// The vertical axis: the values.
    pub y: Axis,
    /// The boxes at each place, side by side.
    pub groups: Vec<Sampled>,
    /// Whether the order of the groups means something, which decides on their colours.
    pub family: Family,
    /// What the groups' labels are values of.
    pub legend_title: Option<String>,
}

impl Boxes {
    /// Axes without samples.
    pub fn new(x: Categories, y: Axis) -> Self {
        Self {
            x,
            y,
            groups: Vec::new(),
            family: Family::default(),
            legend_title: None,
        }
    }
}

/// A sample at each place.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sampled {
    /// Its entry in the legend; an empty label gets none.
    pub label: String,
    /// The values at each place, in any order. Those that the axis cannot show are left out.
    pub samples: Vec<Vec<f64>>,
}
