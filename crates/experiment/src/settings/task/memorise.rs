use super::examples::{ExampleFacts, Made, Split};
use super::kind::TaskKind;
use super::made;
use crate::check::{self, Check, require_all};
use crate::streams::{Purpose, stream};
use rand::RngExt;
use serde::{Deserialize, Serialize};

/// Random points with independent fair binary labels (*Deep `ReLU` Networks Have Surprisingly Few
/// Activation Patterns*, section 4.1): one output, binary cross entropy on logits.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Memorise {
    /// How many points `n`.
    pub points: usize,
    /// Dimension of the points; the papers use 2.
    pub dimension: usize,
    /// The points are uniform in `[-half_side, half_side]^dimension`.
    pub half_side: f64,
}

impl Default for Memorise {
    fn default() -> Self {
        Self {
            points: 1000,
            dimension: 2,
            half_side: 1.0,
        }
    }
}

impl TaskKind for Memorise {
    fn name(&self) -> &'static str {
        "memorise"
    }

    fn check(&self) -> Check {
        check::whole(self.points, "task.memorise.points")?;
        check::whole(self.dimension, "task.memorise.dimension")?;
        check::positive(self.half_side, "task.memorise.half_side")
    }

    fn check_together(&self) -> Check {
        let keys = ["task.memorise.points", "task.memorise.dimension"];
        let numbers = self.points.saturating_mul(self.dimension);
        let expected = format!(
            "must make at most {} numbers in dimension {}",
            check::MOST_NUMBERS,
            self.dimension
        );
        require_all(
            numbers <= check::MOST_NUMBERS,
            &keys,
            self.points,
            &expected,
        )
    }

    fn inputs(&self) -> usize {
        self.dimension
    }

    fn inputs_key(&self) -> String {
        "task.memorise.dimension".to_owned()
    }

    fn outputs(&self) -> usize {
        1
    }

    fn facts(&self) -> Option<ExampleFacts<'_>> {
        Some(made::facts([self.points, 0], 2))
    }

    /// Points uniform in the cube, each with a fair bit for its label. Points and bits come from two
    /// streams, so the first points of a longer run are those of a shorter one.
    fn make(&self, seed: u64) -> Option<Made> {
        let mut points = stream(seed, Purpose::Points);
        let mut labels = stream(seed, Purpose::Labels);
        let coordinate = |_| {
            let unit: f64 = points.random();
            (self.half_side * (2.0 * unit - 1.0)) as f32
        };
        let bit = |_| u8::from(labels.random::<bool>());
        let train = Split {
            inputs: (0..self.points * self.dimension).map(coordinate).collect(),
            labels: (0..self.points).map(bit).collect(),
        };
        let test = Split::default();
        Some(Made { train, test })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(points: usize) -> Split {
        let task = Memorise {
            points,
            dimension: 2,
            half_side: 3.0,
        };
        task.make(5).unwrap().train
    }

    #[test]
    fn points_fill_the_square_and_labels_are_fair() {
        let Split { inputs, labels } = drawn(20_000);
        assert!(inputs.iter().all(|x| x.abs() <= 3.0));
        let mean = |numbers: &mut dyn ExactSizeIterator<Item = f64>| {
            let count = numbers.len() as f64;
            numbers.sum::<f64>() / count
        };
        let inputs = inputs.iter().map(|&x| f64::from(x));
        assert!(mean(&mut inputs.clone()).abs() < 0.03);
        let squares = mean(&mut inputs.map(|x| x * x));
        assert!((squares - 3.0).abs() < 0.05, "a third of 3 squared");
        let labels = labels.iter().map(|&label| f64::from(label));
        assert!((mean(&mut labels.into_iter()) - 0.5).abs() < 0.01);
    }

    #[test]
    fn fewer_points_are_the_first_of_more() {
        let (few, many) = (drawn(10), drawn(30));
        assert_eq!(few.inputs, many.inputs[..20]);
        assert_eq!(few.labels, many.labels[..10]);
    }
}
