use crate::check::{Check, not_negative};
use serde::{Deserialize, Serialize};

/// Adam with decoupled weight decay (Loshchilov & Hutter, *Decoupled Weight Decay Regularization*).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct AdamW {
    /// A step shrinks every weight and bias by this times the learning rate; `PyTorch`'s default.
    pub weight_decay: f64,
}

impl Default for AdamW {
    fn default() -> Self {
        Self { weight_decay: 0.01 }
    }
}

impl AdamW {
    pub(super) fn check(&self, key: impl Fn(&str) -> String) -> Check {
        not_negative(self.weight_decay, &key("weight_decay"))
    }
}
