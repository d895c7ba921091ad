//! A matrix of values as colours.

use super::{Axis, Categories};

/// A matrix of values as colours from dark to light, with the numbers where there is room.
///
/// ```
/// use crease_figure::{Axis, Categories, Figure, Heatmap, Panel, Scale};
///
/// let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
/// let heatmap = Heatmap {
///     x: Categories { label: "Weight scale".into(), names: names(&["0.5", "1", "2"]) },
///     y: Categories { label: "Learning rate".into(), names: names(&["10⁻³", "10⁻²"]) },
///     values: vec![vec![0.9, 0.95, 0.97], vec![0.8, 0.7, f64::NAN]],
///     colours: Axis::new("Training accuracy", Scale::Linear),
///     missing: "failed".into(),
///     marked: vec![vec![], vec![false, true]],
///     mark: "some failed".into(),
/// };
/// let drawing = Figure::new(vec![Panel::new(heatmap)]).draw()?;
/// assert!(drawing.svg().contains("failed"));
/// # Ok::<(), crease_figure::FigureError>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Heatmap {
    /// The columns from left to right.
    pub x: Categories,
    /// The rows from bottom to top.
    pub y: Categories,
    /// The values by row and column, `values[0][0]` at the bottom left. What is not finite, not
    /// there, or not positive on a logarithmic scale, is missing.
    pub values: Vec<Vec<f64>>,
    /// The bar of colours beside the matrix: what the values are, their scale and limits.
    /// Values beyond the limits have the colours of the ends.
    pub colours: Axis,
    /// What a missing value means, such as "failed"; written under the bar where one is missing.
    pub missing: String,
    /// Which cells have a corner cut off, by row and column, because their values rest on fewer data;
    /// missing entries count as whole cells.
    pub marked: Vec<Vec<bool>>,
    /// What the corner means, such as "some failed"; written under the bar where a cell has one.
    pub mark: String,
}
