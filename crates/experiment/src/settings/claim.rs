use super::{Measure, Size};
use serde::{Deserialize, Serialize};

/// One `[[claim]]`: a statement of the paper, and the number here that speaks to it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Claim {
    /// The mean of a measure at initialisation, over a predicted value.
    Initial {
        /// The paper's words.
        paper: String,
        /// Only runs in which swept keys have these values.
        #[serde(default, skip_serializing_if = "toml::Table::is_empty")]
        only: toml::Table,
        /// The measure.
        measure: Measure,
        /// What it is divided by before it is compared.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        over: Option<Size>,
        /// What it is multiplied by before it is compared.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        times: Option<Size>,
        /// A swept key whose values are told apart too.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<String>,
        /// The predicted value.
        predicted: f64,
    },
    /// The ratio of a measure at the end to its value at initialisation, by a swept key.
    Growth {
        /// The paper's words.
        paper: String,
        /// Only runs in which swept keys have these values.
        #[serde(default, skip_serializing_if = "toml::Table::is_empty")]
        only: toml::Table,
        /// The measure.
        measure: Measure,
        /// The swept key.
        by: String,
    },
    /// The value of a measure at the end, by a swept key; and whether the largest value of the key
    /// stays below a bound that the others pass.
    Final {
        /// The paper's words.
        paper: String,
        /// Only runs in which swept keys have these values.
        #[serde(default, skip_serializing_if = "toml::Table::is_empty")]
        only: toml::Table,
        /// The measure.
        measure: Measure,
        /// The swept key.
        by: String,
        /// The largest value of the key is said to stay below this.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        largest_stays_below: Option<f64>,
    },
    /// A measure first moves one way and then back: where it turns, how far it came, and where it
    /// ends, from the mean over runs.
    Turn {
        /// The paper's words.
        paper: String,
        /// Only runs in which swept keys have these values.
        #[serde(default, skip_serializing_if = "toml::Table::is_empty")]
        only: toml::Table,
        /// The measure.
        measure: Measure,
        /// The way it is said to move first.
        first: Direction,
        /// A swept key whose values are told apart.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<String>,
    },
    /// A measure stays within bounds.
    Within {
        /// The paper's words.
        paper: String,
        /// Only runs in which swept keys have these values.
        #[serde(default, skip_serializing_if = "toml::Table::is_empty")]
        only: toml::Table,
        /// The measure.
        measure: Measure,
        /// What it is divided by before it is compared.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        over: Option<Size>,
        /// What it is multiplied by before it is compared.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        times: Option<Size>,
        /// A swept key whose values are told apart.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<String>,
        /// When it is said to.
        #[serde(default)]
        at: When,
        /// The lower bound.
        low: f64,
        /// The upper bound.
        high: f64,
    },
}

/// Up or down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Direction {
    /// It falls.
    Down,
    /// It rises.
    Up,
}

/// A moment of each run, or all of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum When {
    /// At initialisation.
    Start,
    /// At every checkpoint.
    #[default]
    Always,
    /// At the last checkpoint.
    End,
}

impl Claim {
    /// Its name in an experiment file.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Initial { .. } => "initial",
            Self::Growth { .. } => "growth",
            Self::Final { .. } => "final",
            Self::Turn { .. } => "turn",
            Self::Within { .. } => "within",
        }
    }

    /// The measure that it speaks of.
    pub fn measure(&self) -> Measure {
        match self {
            Self::Initial { measure, .. }
            | Self::Growth { measure, .. }
            | Self::Final { measure, .. }
            | Self::Turn { measure, .. }
            | Self::Within { measure, .. } => *measure,
        }
    }

    /// The runs that it speaks of: those in which swept keys have these values.
    pub fn only(&self) -> &toml::Table {
        match self {
            Self::Initial { only, .. }
            | Self::Growth { only, .. }
            | Self::Final { only, .. }
            | Self::Turn { only, .. }
            | Self::Within { only, .. } => only,
        }
    }

    /// The swept key by which it tells runs apart.
    pub fn by(&self) -> Option<&str> {
        match self {
            Self::Growth { by, .. } | Self::Final { by, .. } => Some(by),
            Self::Initial { by, .. } | Self::Turn { by, .. } | Self::Within { by, .. } => {
                by.as_deref()
            }
        }
    }
}
