use super::examples::{ExampleFacts, Made};
use super::kind::TaskKind;
use super::made;
use crate::check::Check;
use serde::{Deserialize, Serialize};
use std::f64::consts::PI;

/// Two interleaving half circles, as in scikit-learn: the upper half of the unit circle, and the
/// lower half of the circle around (1, 1/2).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct TwoMoons {
    /// How many training points.
    pub points: usize,
    /// How many test points.
    pub test_points: usize,
    /// Standard deviation of the normal noise on both coordinates.
    pub noise: f64,
}

impl Default for TwoMoons {
    fn default() -> Self {
        Self {
            points: 1000,
            test_points: 1000,
            noise: 0.1,
        }
    }
}

impl TaskKind for TwoMoons {
    fn name(&self) -> &'static str {
        "two-moons"
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
            let (sin, cos) = (PI * part).sin_cos();
            match class {
                0 => [cos, sin],
                _ => [1.0 - cos, 0.5 - sin],
            }
        };
        let points = [self.points, self.test_points];
        Some(made::make(points, 2, self.noise, seed, curve))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_noise_the_points_lie_on_their_moons() {
        let task = TwoMoons {
            noise: 0.0,
            ..TwoMoons::default()
        };
        let Made { train, test } = task.make(3).unwrap();
        assert_eq!((train.labels.len(), test.inputs.len()), (1000, 2000));
        for (point, label) in train.inputs.chunks(2).zip(train.labels) {
            let centre = [[0.0, 0.0], [1.0, 0.5]][usize::from(label)];
            let away = (point[0] - centre[0]).hypot(point[1] - centre[1]);
            assert!((away - 1.0).abs() < 1e-6, "{point:?}");
            let upper = point[1] >= centre[1] - 1e-6;
            let lower = point[1] <= centre[1] + 1e-6;
            assert!(if label == 0 { upper } else { lower }, "{point:?}");
        }
    }
}
