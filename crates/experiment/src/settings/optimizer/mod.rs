//! Optimisers: `training.optimizer`. A kind is a file with its keys, checks and words.

mod adam;
mod adamw;
mod sgd;

pub use adam::Adam;
pub use adamw::AdamW;
pub use sgd::Sgd;

use super::choice::{self, Choice};
use crate::check::Check;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// `training.optimizer`: the name of one, or `[training.optimizer.NAME]` with its keys.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(remote = "Self", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Optimizer {
    /// `"adam"`.
    Adam(Adam),
    /// `"adamw"`.
    #[serde(rename = "adamw")]
    AdamW(AdamW),
    /// `"sgd"`.
    Sgd(Sgd),
}

impl Default for Optimizer {
    fn default() -> Self {
        Self::Adam(Adam::default())
    }
}

impl Choice for Optimizer {
    const NAMES: &'static [&'static str] = &["adam", "adamw", "sgd"];

    fn of_name(name: &str) -> Option<Self> {
        match name {
            "adam" => Some(Self::Adam(Adam::default())),
            "adamw" => Some(Self::AdamW(AdamW::default())),
            "sgd" => Some(Self::Sgd(Sgd::default())),
            _ => None,
        }
    }

    fn name(&self) -> &'static str {
        match self {
            Self::Adam(_) => "adam",
            Self::AdamW(_) => "adamw",
            Self::Sgd(_) => "sgd",
        }
    }

    fn of_table<'de, D: Deserializer<'de>>(table: D) -> Result<Self, D::Error> {
        Self::deserialize(table)
    }

    fn to_table<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Self::serialize(self, serializer)
    }
}

impl<'de> Deserialize<'de> for Optimizer {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        choice::deserialize(deserializer)
    }
}

impl Serialize for Optimizer {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        choice::serialize(self, serializer)
    }
}

impl Optimizer {
    /// Its own weight decay.
    pub fn weight_decay(&self) -> f64 {
        match self {
            Self::Adam(adam) => adam.weight_decay,
            Self::AdamW(adamw) => adamw.weight_decay,
            Self::Sgd(sgd) => sgd.weight_decay,
        }
    }

    pub(crate) fn check(&self) -> Check {
        let key = |word: &str| format!("training.optimizer.{}.{word}", self.name());
        match self {
            Self::Adam(adam) => adam.check(key),
            Self::AdamW(adamw) => adamw.check(key),
            Self::Sgd(sgd) => sgd.check(key),
        }
    }
}
