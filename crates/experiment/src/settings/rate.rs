//! How the learning rate changes: `training.schedule`. A kind is a variant and its factor.

use super::choice::{self, Choice};
use crate::check::{Check, not_negative, positive, require, shown};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// `training.schedule`: the name of one, or `[training.schedule.NAME]` with its keys.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(remote = "Self", rename_all = "kebab-case", deny_unknown_fields)]
pub enum RateSchedule {
    /// Constant.
    Constant(Constant),
    /// Multiplied by a factor at regular intervals.
    Step(StepDecay),
    /// Half a cosine wave down to a final rate.
    Cosine(Cosine),
}

/// `"constant"`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Constant {
    /// Epochs over which the rate first grows linearly from 0.
    pub warm_up: f64,
}

/// `[training.schedule.step]`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StepDecay {
    /// The number of epochs between changes of the rate.
    pub every: f64,
    /// The factor by which each change multiplies the rate.
    #[serde(default = "tenth")]
    pub factor: f64,
    /// Epochs over which the rate first grows linearly from 0.
    #[serde(default)]
    pub warm_up: f64,
}

/// `"cosine"` (Loshchilov & Hutter, *SGDR*, without restarts).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Cosine {
    /// The fraction of the learning rate that is left at the end.
    pub end: f64,
    /// Epochs over which the rate first grows linearly from 0.
    pub warm_up: f64,
}

fn tenth() -> f64 {
    0.1
}

impl Default for RateSchedule {
    fn default() -> Self {
        Self::Constant(Constant::default())
    }
}

impl Choice for RateSchedule {
    const NAMES: &'static [&'static str] = &["constant", "step", "cosine"];

    fn of_name(name: &str) -> Option<Self> {
        match name {
            "constant" => Some(Self::Constant(Constant::default())),
            "cosine" => Some(Self::Cosine(Cosine::default())),
            _ => None,
        }
    }

    fn name(&self) -> &'static str {
        match self {
            Self::Constant(_) => "constant",
            Self::Step(_) => "step",
            Self::Cosine(_) => "cosine",
        }
    }

    fn of_table<'de, D: Deserializer<'de>>(table: D) -> Result<Self, D::Error> {
        Self::deserialize(table)
    }

    fn to_table<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Self::serialize(self, serializer)
    }
}

impl<'de> Deserialize<'de> for RateSchedule {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        choice::deserialize(deserializer)
    }
}

impl Serialize for RateSchedule {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        choice::serialize(self, serializer)
    }
}

impl RateSchedule {
    fn warm_up(&self) -> f64 {
        match self {
            Self::Constant(Constant { warm_up })
            | Self::Step(StepDecay { warm_up, .. })
            | Self::Cosine(Cosine { warm_up, .. }) => *warm_up,
        }
    }

    /// What the learning rate is multiplied by at an optimiser step, counted from 1, of `total`.
    ///
    /// The first step without warm-up has the full rate. With it, step `n` of `w` warm-up steps has
    /// `n / w` of it, and the schedule runs from there to the end.
    pub fn factor(&self, step: u64, total: u64, steps_per_epoch: u64) -> f64 {
        let epoch = steps_per_epoch as f64;
        let warm_up = (self.warm_up() * epoch).round();
        let step = step as f64;
        if step < warm_up {
            return step / warm_up;
        }
        // Steps since the rate first had its full value.
        let since = step - warm_up.max(1.0);
        match self {
            Self::Constant(_) => 1.0,
            Self::Step(StepDecay { every, factor, .. }) => {
                let drops = (since / (every * epoch)).floor();
                factor.powi(drops.min(f64::from(i32::MAX)) as i32)
            }
            Self::Cosine(Cosine { end, .. }) => {
                let rest = (total as f64 - warm_up.max(1.0)).max(1.0);
                let wave = f64::midpoint(1.0, (std::f64::consts::PI * since / rest).cos());
                end + (1.0 - end) * wave
            }
        }
    }

    pub(crate) fn check(&self) -> Check {
        let key = |word: &str| format!("training.schedule.{}.{word}", self.name());
        not_negative(self.warm_up(), &key("warm_up"))?;
        match self {
            Self::Constant(_) => Ok(()),
            Self::Step(StepDecay { every, factor, .. }) => {
                positive(*every, &key("every"))?;
                let right = *factor > 0.0 && *factor <= 1.0;
                require(
                    right,
                    &key("factor"),
                    shown(*factor),
                    "must be above 0, at most 1",
                )
            }
            Self::Cosine(Cosine { end, .. }) => {
                let right = (0.0..=1.0).contains(end);
                require(right, &key("end"), shown(*end), "must be from 0 to 1")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> RateSchedule {
        #[derive(Deserialize)]
        struct Holder {
            schedule: RateSchedule,
        }
        toml::from_str::<Holder>(text).unwrap().schedule
    }

    /// The factors of a run of 100 steps, 10 steps an epoch.
    fn factors(text: &str, steps: &[u64]) -> Vec<f64> {
        let schedule = read(text);
        steps
            .iter()
            .map(|&step| schedule.factor(step, 100, 10))
            .collect()
    }

    #[test]
    fn constant_is_constant_after_its_warm_up() {
        assert_eq!(factors("schedule = 'constant'", &[1, 2, 50, 100]), [1.0; 4]);
        let warm = "schedule.constant.warm_up = 0.5";
        assert_eq!(factors(warm, &[1, 2, 5, 6, 100]), [0.2, 0.4, 1.0, 1.0, 1.0]);
    }

    #[test]
    fn steps_fall_every_so_many_epochs() {
        let text = "schedule.step = { every = 3, factor = 0.5 }";
        let found = factors(text, &[1, 30, 31, 60, 61, 91]);
        assert_eq!(found, [1.0, 1.0, 0.5, 0.5, 0.25, 0.125]);
        let text = "schedule.step = { every = 3, factor = 0.5, warm_up = 2 }";
        assert_eq!(factors(text, &[10, 20, 49, 50]), [0.5, 1.0, 1.0, 0.5]);
    }

    #[test]
    fn a_cosine_falls_from_the_whole_rate_to_its_end() {
        let found = factors("schedule = 'cosine'", &[1, 100]);
        assert_eq!(found[0], 1.0);
        assert!(found[1].abs() < 1e-12);
        let text = "schedule.cosine = { end = 0.2, warm_up = 2 }";
        let found = factors(text, &[10, 20, 60, 100]);
        for (found, expected) in found.iter().zip([0.5, 1.0, 0.6, 0.2]) {
            assert!((found - expected).abs() < 1e-12, "{found} {expected}");
        }
    }
}
