//! Activations: `network.activation`. A kind is a variant and its pieces.

use super::choice::{self, Choice};
use crate::check::{Check, require, shown};
use crease_network::{Activation as Pieces, ActivationError};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// `network.activation`: the name of one, or `[network.activation.NAME]` with its keys.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(remote = "Self", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Activation {
    /// `max(0, x)`.
    Relu(NoKeys),
    /// `x`, or `slope x` left of 0.
    LeakyRelu(LeakyRelu),
    /// `x` between -1 and 1, constant outside.
    HardTanh(NoKeys),
    /// `max(0, x)`, at most 6.
    Relu6(NoKeys),
    /// `|x|`.
    Abs(NoKeys),
    /// Any breakpoints and slopes.
    Pieces(AnyPieces),
}

/// A kind without keys.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NoKeys {}

/// `[network.activation.leaky-relu]`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct LeakyRelu {
    /// The slope left of 0; `PyTorch`'s default.
    pub slope: f64,
}

impl Default for LeakyRelu {
    fn default() -> Self {
        Self { slope: 0.01 }
    }
}

/// `[network.activation.pieces]`: a continuous, piecewise linear function.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AnyPieces {
    /// Where the slope changes, in increasing order.
    pub breakpoints: Vec<f64>,
    /// The slopes before, between and after the breakpoints: one more than there are breakpoints.
    pub slopes: Vec<f64>,
    /// The value at the first breakpoint.
    #[serde(default)]
    pub value: f64,
}

impl Default for Activation {
    fn default() -> Self {
        Self::Relu(NoKeys {})
    }
}

impl Choice for Activation {
    const NAMES: &'static [&'static str] =
        &["relu", "leaky-relu", "hard-tanh", "relu6", "abs", "pieces"];

    fn of_name(name: &str) -> Option<Self> {
        match name {
            "relu" => Some(Self::Relu(NoKeys {})),
            "leaky-relu" => Some(Self::LeakyRelu(LeakyRelu::default())),
            "hard-tanh" => Some(Self::HardTanh(NoKeys {})),
            "relu6" => Some(Self::Relu6(NoKeys {})),
            "abs" => Some(Self::Abs(NoKeys {})),
            _ => None,
        }
    }

    fn name(&self) -> &'static str {
        match self {
            Self::Relu(_) => "relu",
            Self::LeakyRelu(_) => "leaky-relu",
            Self::HardTanh(_) => "hard-tanh",
            Self::Relu6(_) => "relu6",
            Self::Abs(_) => "abs",
            Self::Pieces(_) => "pieces",
        }
    }

    fn of_table<'de, D: Deserializer<'de>>(table: D) -> Result<Self, D::Error> {
        Self::deserialize(table)
    }

    fn to_table<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Self::serialize(self, serializer)
    }
}

impl<'de> Deserialize<'de> for Activation {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        choice::deserialize(deserializer)
    }
}

impl Serialize for Activation {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        choice::serialize(self, serializer)
    }
}

impl Activation {
    /// The function.
    ///
    /// # Errors
    /// If the numbers of `pieces` do not make one, or the slope of a leaky ReLU is 1.
    pub fn pieces(&self) -> Result<Pieces, ActivationError> {
        Ok(match self {
            Self::Relu(_) => Pieces::relu(),
            Self::LeakyRelu(LeakyRelu { slope }) => Pieces::leaky_relu(*slope)?,
            Self::HardTanh(_) => Pieces::hard_tanh(),
            Self::Relu6(_) => Pieces::relu6(),
            Self::Abs(_) => Pieces::abs(),
            Self::Pieces(AnyPieces {
                breakpoints,
                slopes,
                value,
            }) => Pieces::new(breakpoints.clone(), slopes.clone(), *value)?,
        })
    }

    pub(crate) fn check(&self) -> Check {
        let key = format!("network.activation.{}", self.name());
        let error = self.pieces().err();
        let expected = error.as_ref().map_or_else(String::new, ToString::to_string);
        let found = match self {
            Self::LeakyRelu(LeakyRelu { slope }) => format!("slope {}", shown(*slope)),
            _ => "a table".to_owned(),
        };
        require(error.is_none(), &key, found, &expected)?;
        // Networks compute in `f32`.
        let within = |number: &f64| (*number as f32).is_finite();
        let right = match self {
            Self::LeakyRelu(LeakyRelu { slope }) => within(slope),
            Self::Pieces(AnyPieces {
                breakpoints,
                slopes,
                value,
            }) => {
                let mut starts: Vec<f32> = breakpoints.iter().map(|&at| at as f32).collect();
                starts.dedup();
                starts.len() == breakpoints.len()
                    && breakpoints.iter().chain(slopes).chain([value]).all(within)
            }
            _ => true,
        };
        let expected = "must have numbers within the range and the precision of 32-bit floats";
        require(right, &key, "a table", expected)
    }
}
