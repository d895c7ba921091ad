use serde::{Deserialize, Serialize};

/// `[network]`: the hidden layers and their initial law. Inputs and outputs follow from the task.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct NetworkSettings {
    /// Widths of the hidden layers, first to last.
    pub hidden: Vec<usize>,
    /// The activation between layers.
    pub activation: ActivationName,
    /// Every initial weight is multiplied by this; 1 is the He-normal law, variance 2/fan-in.
    pub weight_scale: f64,
    /// Standard deviation of the initial biases; the papers take variance 1e-6.
    pub bias_std: f64,
}

/// The activations that an experiment can train.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ActivationName {
    /// `max(0, x)`.
    Relu,
}

impl Default for NetworkSettings {
    fn default() -> Self {
        Self {
            hidden: vec![32, 32, 32],
            activation: ActivationName::Relu,
            weight_scale: 1.0,
            bias_std: 1e-3,
        }
    }
}
