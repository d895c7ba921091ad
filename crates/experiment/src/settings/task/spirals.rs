use super::examples::{ExampleFacts, Loss, Made};
use super::kind::TaskKind;
use super::made;
use crate::check::{self, Check};
use serde::{Deserialize, Serialize};
use std::f64::consts::TAU;

/// The most arms: labels are bytes.
const MOST_ARMS: usize = 256;

/// Spirals from the origin to the unit circle, one for each class.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Spirals {
    /// How many training points.
    pub points: usize,
    /// How many test points.
    pub test_points: usize,
    /// Standard deviation of the normal noise on both coordinates.
    pub noise: f64,
    /// How many spirals.
    pub arms: usize,
    /// How often each goes around the origin.
    pub turns: f64,
}

impl Default for Spirals {
    fn default() -> Self {
        Self {
            points: 1000,
            test_points: 1000,
            noise: 0.02,
            arms: 2,
            turns: 1.5,
        }
    }
}

impl TaskKind for Spirals {
    fn name(&self) -> &'static str {
        "spirals"
    }

    fn check(&self) -> Check {
        made::check(self.name(), self.points, self.test_points, self.noise)?;
        check::within(self.arms, 2..=MOST_ARMS, "task.spirals.arms")?;
        check::positive(self.turns, "task.spirals.turns")
    }

    fn inputs(&self) -> usize {
        2
    }

    fn outputs(&self) -> usize {
        Loss::outputs(self.arms)
    }

    fn facts(&self) -> Option<ExampleFacts<'_>> {
        Some(made::facts([self.points, self.test_points], self.arms))
    }

    fn make(&self, seed: u64) -> Option<Made> {
        let curve = |class, part: f64| {
            let angle = TAU * (self.turns * part + class as f64 / self.arms as f64);
            let (sin, cos) = angle.sin_cos();
            [part * cos, part * sin]
        };
        let points = [self.points, self.test_points];
        Some(made::make(points, self.arms, self.noise, seed, curve))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_noise_each_arm_is_the_first_one_turned() {
        let task = Spirals {
            noise: 0.0,
            arms: 3,
            ..Spirals::default()
        };
        let loss = task.facts().unwrap().loss;
        assert_eq!((task.outputs(), loss), (3, Loss::CrossEntropy));
        let train = task.make(3).unwrap().train;
        let mut seen = [0; 3];
        for (point, label) in train.inputs.chunks(2).zip(train.labels) {
            let radius = f64::from(point[0]).hypot(f64::from(point[1]));
            let angle = TAU * (1.5 * radius + f64::from(label) / 3.0);
            assert!((f64::from(point[0]) - radius * angle.cos()).abs() < 1e-5);
            assert!((f64::from(point[1]) - radius * angle.sin()).abs() < 1e-5);
            seen[usize::from(label)] += 1;
        }
        assert_eq!(seen, [334, 333, 333]);
    }
}
