use serde::{Deserialize, Serialize};

/// `[distances]`: the points whose distance to the nearest boundary is measured, drawn once a run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Distances {
    /// Where they come from.
    pub points: Points,
    /// How many.
    pub count: usize,
}

/// Where points come from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Points {
    /// The normal distribution with the componentwise mean and variance of the training examples
    /// (*Complexity of Linear Regions in Deep Networks*, section 3.2).
    #[default]
    Normal,
    /// Random training examples, each at most once.
    Training,
    /// Random test examples, each at most once.
    Test,
    /// Uniform in the cube between the least and the largest number of all training inputs; for images
    /// `[0, 1]^n`.
    Uniform,
}

impl Points {
    /// Its name in an experiment file.
    pub fn name(self) -> &'static str {
        match self {
            Self::Normal => "normal",
            Self::Training => "training",
            Self::Test => "test",
            Self::Uniform => "uniform",
        }
    }
}

impl Default for Distances {
    fn default() -> Self {
        Self {
            points: Points::Normal,
            count: 10_000,
        }
    }
}
