use crate::Estimate;
use crate::verdict::{Judgement, Verdict};
use std::fmt;

/// How a prediction relates to what is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relation {
    /// Equal.
    Equal,
    /// Equal to leading order.
    About,
    /// An upper bound.
    AtMost,
    /// A lower bound.
    AtLeast,
    /// A strict lower bound.
    Above,
}

impl Relation {
    /// Its sign: `=`, `≈`, `≤`, `≥` or `>`.
    pub fn sign(self) -> &'static str {
        match self {
            Self::Equal => "=",
            Self::About => "≈",
            Self::AtMost => "≤",
            Self::AtLeast => "≥",
            Self::Above => ">",
        }
    }

    /// Its name: `equal`, `about`, `at most`, `at least` or `above`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Equal => "equal",
            Self::About => "about",
            Self::AtMost => "at most",
            Self::AtLeast => "at least",
            Self::Above => "above",
        }
    }
}

impl fmt::Display for Relation {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.sign())
    }
}

/// A number with its standard error, if it has one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Quantity {
    /// The number.
    pub value: f64,
    /// Its standard error; `None` if it is exact.
    pub error: Option<f64>,
}

impl From<f64> for Quantity {
    fn from(value: f64) -> Self {
        Self { value, error: None }
    }
}

impl From<Estimate> for Quantity {
    fn from(estimate: Estimate) -> Self {
        Self {
            value: estimate.mean,
            error: Some(estimate.error),
        }
    }
}

/// One prediction compared with one measurement.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// The networks and where they are counted: `2-32-32-32-1, whole plane`.
    pub setting: String,
    /// What is measured: `regions / (N^2/2)`.
    pub quantity: String,
    /// How the measured number should relate to the predicted one.
    pub relation: Relation,
    /// What the statement predicts.
    pub predicted: Quantity,
    /// What was measured: a mean over networks.
    pub measured: Quantity,
    /// How many independent networks were measured.
    pub networks: usize,
    /// The criterion, the verdict and the reason.
    pub judgement: Judgement,
}

impl Row {
    /// The verdict.
    pub fn verdict(&self) -> Verdict {
        self.judgement.verdict
    }
}
