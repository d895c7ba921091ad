//! Random points with random labels (Hanin & Rolnick, *Deep `ReLU` Networks Have Surprisingly Few
//! Activation Patterns*, section 4.1).

use super::Source;
use crate::TrainError;
use crease_experiment::settings::Memorise;
use crease_experiment::streams::{Purpose, stream};
use rand::RngExt;
use std::sync::OnceLock;

/// Points uniform in the cube, each with a fair bit for its label. Points and bits come from two
/// streams, so the first points of a longer run are those of a shorter one.
pub(super) fn examples(task: &Memorise, seed: u64) -> Result<Source, TrainError> {
    check(task)?;
    let mut points = stream(seed, Purpose::Points);
    let mut labels = stream(seed, Purpose::Labels);
    let coordinate = |_| {
        let unit: f64 = points.random();
        (task.half_side * (2.0 * unit - 1.0)) as f32
    };
    let bit = |_| u8::from(labels.random::<bool>());
    Ok(Source::Points {
        inputs: (0..task.points * task.dimension).map(coordinate).collect(),
        labels: (0..task.points).map(bit).collect(),
        moments: OnceLock::new(),
    })
}

fn check(task: &Memorise) -> Result<(), TrainError> {
    let positive = [
        ("task.memorise.points", task.points),
        ("task.memorise.dimension", task.dimension),
    ];
    if let Some(&(key, found)) = positive.iter().find(|(_, count)| *count == 0) {
        return Err(TrainError::Settings {
            key,
            found: found.to_string(),
            expected: "a positive number",
        });
    }
    // Beyond f32 the points would be infinite.
    if !(task.half_side > 0.0 && task.half_side <= f64::from(f32::MAX)) {
        return Err(TrainError::Settings {
            key: "task.memorise.half_side",
            found: task.half_side.to_string(),
            expected: "a positive number within the range of f32",
        });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn task(points: usize) -> Memorise {
        Memorise {
            points,
            dimension: 2,
            half_side: 3.0,
        }
    }

    fn drawn(points: usize) -> (Vec<f32>, Vec<u8>) {
        match examples(&task(points), 5).unwrap() {
            Source::Points { inputs, labels, .. } => (inputs, labels),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn points_fill_the_square_and_labels_are_fair() {
        let (inputs, labels) = drawn(20_000);
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
        assert_eq!(few.0, many.0[..20]);
        assert_eq!(few.1, many.1[..10]);
    }

    #[test]
    fn no_points_are_an_error() {
        let message = examples(&task(0), 5).unwrap_err().to_string();
        assert_eq!(
            message,
            "task.memorise.points is 0, expected a positive number"
        );
    }
}
