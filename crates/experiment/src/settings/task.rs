use serde::{Deserialize, Serialize};

/// `[task.NAME]`: what the network is to learn. Exactly one task an experiment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Task {
    /// `[task.memorise]`.
    Memorise(Memorise),
    /// `[task.mnist]`.
    Mnist(Mnist),
    /// `[task.untrained]`.
    Untrained(Untrained),
    /// `[task.sawtooth]`.
    Sawtooth(Sawtooth),
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

/// The 60,000 training images of MNIST, pixels from 0 to 1: ten outputs, cross entropy.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Mnist {
    /// This fraction of the training labels is replaced by uniform random ones, drawn once a run
    /// (*Deep `ReLU` Networks Have Surprisingly Few Activation Patterns*, section 4.1).
    pub label_noise: f64,
}

/// Nothing is learned: the network is looked at as it was drawn.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Untrained {
    /// Input dimension.
    pub inputs: usize,
    /// Output dimension.
    pub outputs: usize,
}

/// Telgarsky's sawtooth, built instead of learned: one input, one output, `doublings` hidden layers
/// of three neurons, `2^doublings` linear pieces on `[0, 1]` (*Complexity of Linear Regions in Deep
/// Networks*, Figure 3). `[network]` says nothing about it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Sawtooth {
    /// How often the teeth are doubled, `n`.
    pub doublings: usize,
    /// Standard deviation of the normal noise on every weight and bias.
    pub noise_std: f64,
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

impl Default for Untrained {
    fn default() -> Self {
        Self {
            inputs: 2,
            outputs: 1,
        }
    }
}

impl Default for Sawtooth {
    fn default() -> Self {
        Self {
            doublings: 5,
            noise_std: 0.0,
        }
    }
}

impl Task {
    /// Its name in an experiment file.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Memorise(_) => "memorise",
            Self::Mnist(_) => "mnist",
            Self::Untrained(_) => "untrained",
            Self::Sawtooth(_) => "sawtooth",
        }
    }

    /// The input dimension of a network for this task.
    pub fn inputs(&self) -> usize {
        match self {
            Self::Memorise(task) => task.dimension,
            Self::Mnist(_) => 784,
            Self::Untrained(task) => task.inputs,
            Self::Sawtooth(_) => 1,
        }
    }

    /// The output dimension of a network for this task.
    pub fn outputs(&self) -> usize {
        match self {
            Self::Mnist(_) => 10,
            Self::Untrained(task) => task.outputs,
            Self::Memorise(_) | Self::Sawtooth(_) => 1,
        }
    }

    /// How many training examples an epoch goes through; 0 where nothing is trained.
    pub fn examples(&self) -> usize {
        match self {
            Self::Memorise(task) => task.points,
            Self::Mnist(_) => 60_000,
            Self::Untrained(_) | Self::Sawtooth(_) => 0,
        }
    }

    /// The key that says how many examples there are, or the task's own.
    pub(crate) fn examples_key(&self) -> String {
        match self {
            Self::Memorise(_) => "task.memorise.points".to_owned(),
            other => format!("task.{}", other.name()),
        }
    }

    /// The key that says how many inputs there are, or the task's own.
    pub(crate) fn inputs_key(&self) -> String {
        match self {
            Self::Memorise(_) => "task.memorise.dimension".to_owned(),
            Self::Untrained(_) => "task.untrained.inputs".to_owned(),
            other => format!("task.{}", other.name()),
        }
    }

    /// How many classes the training examples have.
    pub fn classes(&self) -> usize {
        match self {
            Self::Memorise(_) => 2,
            Self::Mnist(_) => 10,
            Self::Untrained(_) | Self::Sawtooth(_) => 0,
        }
    }

    /// Whether there are examples that are not trained on.
    pub fn has_test_examples(&self) -> bool {
        matches!(self, Self::Mnist(_))
    }
}
