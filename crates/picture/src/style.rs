use serde::{Deserialize, Serialize};

/// How regions are drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Style {
    /// Which regions get their own colour.
    pub regions: Regions,
    /// Whether a region's colour follows from its activation pattern, so that it is the same in pictures
    /// of several networks. Regions are then activation regions.
    pub by_pattern: bool,
    /// Whether a line is drawn between regions.
    pub walls: bool,
    /// Whether colours are the classes that win, with the decision boundary drawn above them.
    pub boundary: bool,
}

/// Activation regions or linear regions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Regions {
    /// Every neuron keeps its linear piece.
    #[default]
    Activation,
    /// The gradient of the outputs does not jump.
    Linear,
}
