use serde::{Deserialize, Serialize};

/// `[training]`: the optimiser and how long. Defaults are the papers' common setting.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Training {
    /// The optimiser.
    pub optimizer: Optimizer,
    /// Its learning rate.
    pub learning_rate: f64,
    /// Examples a step; the last batch of an epoch holds what is left.
    pub batch: usize,
    /// Passes over the training examples.
    pub epochs: usize,
}

/// The optimisers to choose from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Optimizer {
    /// Adam with betas 0.9 and 0.999 and epsilon 1e-8, as in the papers' framework.
    Adam,
}

impl Default for Training {
    fn default() -> Self {
        Self {
            optimizer: Optimizer::Adam,
            learning_rate: 1e-3,
            batch: 128,
            epochs: 20,
        }
    }
}

impl Training {
    /// Optimiser steps an epoch over `examples` examples.
    pub fn steps_per_epoch(&self, examples: usize) -> u64 {
        examples.div_ceil(self.batch) as u64
    }

    /// Optimiser steps of a whole run over `examples` examples.
    pub fn total_steps(&self, examples: usize) -> u64 {
        self.steps_per_epoch(examples) * self.epochs as u64
    }
}
