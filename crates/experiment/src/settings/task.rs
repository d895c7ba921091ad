use serde::{Deserialize, Serialize};

/// `[task.NAME]`: what the network is to learn. Exactly one task an experiment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Task {
    /// `[task.memorise]`.
    Memorise(Memorise),
}

/// Random points with independent fair binary labels (*Deep `ReLU` Networks Have Surprisingly Few
/// Activation Patterns*, section 4.1): one output, binary cross entropy on logits.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Memorise {
    /// How many points `n`.
    pub points: usize,
    /// Dimension of the points; the papers take 2.
    pub dimension: usize,
    /// The points are uniform in `[-half_side, half_side]^dimension`.
    pub half_side: f64,
}

impl Default for Memorise {
    fn default() -> Self {
        Self {
            points: 1000,
            dimension: 2,
            half_side: 1.0,
        }
    }
}

impl Task {
    /// The input dimension of a network for this task.
    pub fn inputs(&self) -> usize {
        match self {
            Self::Memorise(task) => task.dimension,
        }
    }

    /// The output dimension of a network for this task.
    pub fn outputs(&self) -> usize {
        match self {
            Self::Memorise(_) => 1,
        }
    }

    /// How many training examples an epoch goes through.
    pub fn examples(&self) -> usize {
        match self {
            Self::Memorise(task) => task.points,
        }
    }
}
