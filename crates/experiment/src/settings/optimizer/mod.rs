//! Optimisers: `training.optimizer`. Each kind has a file with its keys, its checks, the numbers and
//! the formula of its steps; [`Optimizer`] is the list of them.

#![allow(
    clippy::inline_always,
    reason = "what is not inlined into a function for the processor's vectors is compiled without"
)]

mod adam;
mod adamw;
mod kind;
mod sgd;
mod vector;

pub use adam::Adam;
pub use adamw::AdamW;
pub use kind::{Formula, NUMBERS, OptimizerKind, WithFormula};
pub use sgd::Sgd;
pub use vector::{TINY, Vector};

use super::choice::{self, Choice};
use crate::check::{Check, not_negative};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::ops::Deref;

/// `training.optimizer`: the name of one, or `[training.optimizer.NAME]` with its keys.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
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

impl Optimizer {
    /// All kinds, at their defaults.
    pub fn all() -> [Self; 3] {
        [
            Self::Adam(Adam::default()),
            Self::AdamW(AdamW::default()),
            Self::Sgd(Sgd::default()),
        ]
    }

    /// Does something with the kind's formula.
    #[inline(always)]
    pub fn with_formula<W: WithFormula>(&self, with: W) -> W::Output {
        match self {
            Self::Adam(_) | Self::AdamW(_) => with.with_formula::<Adam, _>(),
            Self::Sgd(_) => with.with_formula::<Sgd, _>(),
        }
    }

    pub(crate) fn check(&self) -> Check {
        self.deref().check()?;
        let key = format!("training.optimizer.{}.weight_decay", self.name());
        not_negative(self.weight_decay(), &key)
    }
}

impl Deref for Optimizer {
    type Target = dyn OptimizerKind;

    fn deref(&self) -> &Self::Target {
        match self {
            Self::Adam(kind) => kind,
            Self::AdamW(kind) => kind,
            Self::Sgd(kind) => kind,
        }
    }
}

impl Default for Optimizer {
    fn default() -> Self {
        Self::Adam(Adam::default())
    }
}

impl Choice for Optimizer {
    const NAMES: &'static [&'static str] = &["adam", "adamw", "sgd"];

    fn of_name(name: &str) -> Option<Self> {
        Self::all().into_iter().find(|kind| kind.name() == name)
    }

    fn name(&self) -> &'static str {
        self.deref().name()
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

#[cfg(test)]
mod tests;
