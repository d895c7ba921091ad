use crate::check::{Check, not_negative, require, shown};
use serde::{Deserialize, Serialize};

/// Stochastic gradient descent, as in `PyTorch`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Sgd {
    /// How much of the velocity a step keeps: from 0, plain descent, to below 1.
    pub momentum: f64,
    /// Whether the gradient counts as if the step along the velocity had been taken (Nesterov).
    pub nesterov: bool,
    /// Every weight and bias times this is added to its gradient.
    pub weight_decay: f64,
}

impl Sgd {
    pub(super) fn check(&self, key: impl Fn(&str) -> String) -> Check {
        let right = (0.0..1.0).contains(&self.momentum) && (self.momentum as f32) < 1.0;
        let expected = "must be from 0 to below 1";
        require(right, &key("momentum"), shown(self.momentum), expected)?;
        let right = !self.nesterov || self.momentum > 0.0;
        let expected = "needs a momentum above 0";
        require(right, &key("nesterov"), self.nesterov, expected)?;
        not_negative(self.weight_decay, &key("weight_decay"))
    }
}
