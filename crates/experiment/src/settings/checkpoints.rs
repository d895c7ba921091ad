use serde::{Deserialize, Serialize};

/// One `[[checkpoints]]` series. An experiment may have several; their union is the schedule,
/// and step 0 (the network at initialisation) always belongs to it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CheckpointSeries {
    /// What `from` and `to` count.
    #[serde(default)]
    pub unit: Unit,
    /// How the checkpoints lie between `from` and `to`.
    #[serde(default)]
    pub spacing: Spacing,
    /// The first checkpoint, in `unit`s. 0 is allowed for linear spacing only.
    #[serde(default)]
    pub from: f64,
    /// The last checkpoint, in `unit`s; the end of the training if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<f64>,
    /// How many checkpoints, both ends included. Those that round to one step are one.
    pub count: usize,
}

/// What a schedule counts in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Unit {
    /// Passes over the training examples; fractions are rounded to the nearest step.
    #[default]
    Epochs,
    /// Optimiser steps.
    Steps,
}

/// How checkpoints are spread.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Spacing {
    /// Equal differences.
    #[default]
    Linear,
    /// Equal ratios.
    Logarithmic,
}

/// Which checkpoint files stay on disk after their analysis.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Keep {
    /// Every one.
    All,
    /// The network at the end of each run.
    #[default]
    Last,
    /// None.
    None,
}
