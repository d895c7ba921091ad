use super::{Optimizer, RateSchedule};
use serde::{Deserialize, Serialize};

/// `[training]`: the optimiser and the length of training. Defaults are the papers' common setting.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Training {
    /// The optimiser.
    pub optimizer: Optimizer,
    /// The weight decay of any optimiser; the optimiser's own if left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub weight_decay: Option<f64>,
    /// Its learning rate, before the schedule.
    pub learning_rate: f64,
    /// How the learning rate changes.
    pub schedule: RateSchedule,
    /// Examples per step; the last batch of an epoch has the remaining ones.
    pub batch: usize,
    /// Passes over the training examples.
    pub epochs: usize,
}

impl Default for Training {
    fn default() -> Self {
        Self {
            optimizer: Optimizer::default(),
            weight_decay: None,
            learning_rate: 1e-3,
            schedule: RateSchedule::default(),
            batch: 128,
            epochs: 20,
        }
    }
}

impl Training {
    /// The weight decay in effect.
    pub fn weight_decay(&self) -> f64 {
        let own = self.optimizer.weight_decay();
        self.weight_decay.unwrap_or(own)
    }

    /// Optimiser steps per epoch over `examples` examples.
    pub fn steps_per_epoch(&self, examples: usize) -> u64 {
        examples.div_ceil(self.batch) as u64
    }

    /// The learning rate of a step, counted from 1, of a run over `examples` examples.
    pub fn rate(&self, step: u64, examples: usize) -> f64 {
        let (total, epoch) = (self.total_steps(examples), self.steps_per_epoch(examples));
        self.learning_rate * self.schedule.factor(step, total, epoch)
    }

    /// Optimiser steps of a whole run over `examples` examples.
    pub fn total_steps(&self, examples: usize) -> u64 {
        self.steps_per_epoch(examples) * self.epochs as u64
    }
}
