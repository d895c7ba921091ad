use super::examples::{ExampleFacts, Made};
use super::kind::TaskKind;
use super::made;
use crate::check::Check;
use serde::{Deserialize, Serialize};
use std::f64::consts::TAU;

/// Two circles around the origin, of radius 1 and 1/2, as in scikit-learn.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Circles {
    /// How many training points.
    pub points: usize,
    /// How many test points.
    pub test_points: usize,
    /// Standard deviation of the normal noise on both coordinates.
    pub noise: f64,
}

impl Default for Circles {
    fn default() -> Self {
        Self {
            points: 1000,
            test_points: 1000,
            noise: 0.05,
        }
    }
}

impl TaskKind for Circles {
    fn name(&self) -> &'static str {
        "circles"
    }

    fn check(&self) -> Check {
        made::check(self.name(), self.points, self.test_points, self.noise)
    }

    fn inputs(&self) -> usize {
        2
    }

    fn outputs(&self) -> usize {
        1
    }

    fn facts(&self) -> Option<ExampleFacts<'_>> {
        Some(made::facts([self.points, self.test_points], 2))
    }

    fn make(&self, seed: u64) -> Option<Made> {
        let curve = |class, part: f64| {
            let (sin, cos) = (TAU * part).sin_cos();
            let radius = if class == 0 { 1.0 } else { 0.5 };
            [radius * cos, radius * sin]
        };
        let points = [self.points, self.test_points];
        Some(made::make(points, 2, self.noise, seed, curve))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_noise_the_points_lie_on_their_circles() {
        let task = Circles {
            noise: 0.0,
            ..Circles::default()
        };
        let train = task.make(3).unwrap().train;
        for (point, label) in train.inputs.chunks(2).zip(train.labels) {
            let radius = [1.0, 0.5][usize::from(label)];
            assert!((point[0].hypot(point[1]) - radius).abs() < 1e-6);
        }
    }
}
