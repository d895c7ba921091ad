//! What stands along the sides of a panel.

/// An axis: its label and the range it shows.
#[derive(Clone, Debug, PartialEq)]
pub struct Axis {
    /// The label, with its unit.
    pub label: String,
    /// How values are spread along the axis.
    pub scale: Scale,
    /// The lower end; by default a little below the data.
    pub min: Option<f64>,
    /// The upper end; by default a little above the data.
    pub max: Option<f64>,
    /// Axes of a figure with the same number here show the same range: x axes with x axes, y with
    /// y, and z with the colours of heatmaps.
    ///
    /// Where such axes with the same label stand side by side (y) or one above the other (x), only
    /// the outer one has its numbers and label.
    pub share: Option<usize>,
}

impl Axis {
    /// An axis whose range follows the data.
    pub fn new(label: impl Into<String>, scale: Scale) -> Self {
        Self {
            label: label.into(),
            scale,
            min: None,
            max: None,
            share: None,
        }
    }
}

/// How values are spread along an axis.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Scale {
    /// Equal steps have equal lengths.
    #[default]
    Linear,
    /// Equal ratios have equal lengths; values that are not positive are left out.
    Logarithmic,
}

/// An axis of names, at equal distances.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Categories {
    /// The label.
    pub label: String,
    /// The names from left to right or from bottom to top, such as "10⁻³" or "0.5".
    pub names: Vec<String>,
}
