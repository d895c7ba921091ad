use super::{Activation, Init};
use serde::{Deserialize, Serialize};

/// `[network]`: the hidden layers and their initial distribution. Inputs and outputs follow from
/// the task.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct NetworkSettings {
    /// Widths of the hidden layers, first to last.
    pub hidden: Vec<usize>,
    /// The activation between layers.
    pub activation: Activation,
    /// The distribution of the initial weights.
    pub init: Init,
    /// Every initial weight is multiplied by this.
    pub weight_scale: f64,
    /// Standard deviation of the initial biases; the papers use variance 1e-6.
    pub bias_std: f64,
}

impl Default for NetworkSettings {
    fn default() -> Self {
        Self {
            hidden: vec![32, 32, 32],
            activation: Activation::default(),
            init: Init::HeNormal,
            weight_scale: 1.0,
            bias_std: 1e-3,
        }
    }
}
