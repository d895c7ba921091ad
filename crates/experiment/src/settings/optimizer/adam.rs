use crate::check::{Check, not_negative};
use serde::{Deserialize, Serialize};

/// Adam with betas 0.9 and 0.999 and epsilon 1e-8, as in the papers' framework.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Adam {
    /// Every weight and bias times this is added to its gradient (as in `PyTorch`; `AdamW`
    /// decouples it from the gradient).
    pub weight_decay: f64,
}

impl Adam {
    pub(super) fn check(&self, key: impl Fn(&str) -> String) -> Check {
        not_negative(self.weight_decay, &key("weight_decay"))
    }
}
