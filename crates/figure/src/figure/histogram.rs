//! How values are distributed.

use super::{Axis, Family};

/// Distributions over one axis, as steps.
///
/// ```
/// use crease_figure::{Axis, Distribution, Figure, Histogram, Panel, Scale};
///
/// let distribution = |label: &str, heights| Distribution {
///     label: label.into(),
///     edges: vec![1e-3, 1e-2, 1e-1, 1.0],
///     heights,
/// };
/// let histogram = Histogram {
///     distributions: vec![
///         distribution("0", vec![10.0, 30.0, 5.0]),
///         distribution("20", vec![5.0, 25.0, 15.0]),
///     ],
///     legend_title: Some("Epoch".into()),
///     ..Histogram::new(
///         Axis::new("Distance", Scale::Logarithmic),
///         Axis::new("Points", Scale::Linear),
///     )
/// };
/// let drawing = Figure::new(vec![Panel::new(histogram)]).draw()?;
/// assert!(drawing.svg().contains("Distance"));
/// # Ok::<(), crease_figure::FigureError>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Histogram {
    /// The horizontal axis: the values.
    pub x: Axis,
    /// The vertical axis: how many, or how dense. From zero unless it has limits of its own.
    pub y: Axis,
    /// The distributions, each over the ones before.
    pub distributions: Vec<Distribution>,
    /// Whether their order means something, which decides on their colours.
    pub family: Family,
    /// What the distributions' labels are values of.
    pub legend_title: Option<String>,
}

impl Histogram {
    /// Axes without distributions.
    pub fn new(x: Axis, y: Axis) -> Self {
        Self {
            x,
            y,
            distributions: Vec::new(),
            family: Family::default(),
            legend_title: None,
        }
    }
}

/// One distribution.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Distribution {
    /// Its entry in the legend; an empty label gets none.
    pub label: String,
    /// The edges of the bins in increasing order, one more than there are bins.
    pub edges: Vec<f64>,
    /// The height of each bin. A bin without an edge on either side or a finite height is left out.
    pub heights: Vec<f64>,
}
