//! Handwritten digits, some of their labels replaced by random ones (Hanin & Rolnick, *Deep `ReLU`
//! Networks Have Surprisingly Few Activation Patterns*, section 4.1).

use super::Source;
use crate::TrainError;
use crate::datasets::Datasets;
use crease_experiment::settings::Mnist;
use crease_experiment::streams::{Purpose, stream};
use rand::RngExt;

/// MNIST, with this run's labels.
pub(super) fn examples(task: &Mnist, seed: u64, datasets: &Datasets) -> Result<Source, TrainError> {
    let noise = task.label_noise;
    if !(0.0..=1.0).contains(&noise) {
        return Err(TrainError::Settings {
            key: "task.mnist.label_noise",
            found: noise.to_string(),
            expected: "a fraction from 0 to 1",
        });
    }
    let digits = datasets.mnist()?;
    let noisy = (noise > 0.0).then(|| replaced(digits.train().labels, noise, seed));
    Ok(Source::Digits { digits, noisy })
}

/// The labels, each independently replaced with probability `noise` by a uniform digit, which may
/// be the right one. Two draws a label, whether it is replaced or not: a run with more noise and
/// the same seed replaces the same labels by the same digits, and more.
fn replaced(labels: &[u8], noise: f64, seed: u64) -> Vec<u8> {
    let mut stream = stream(seed, Purpose::LabelNoise);
    let label = |&label: &u8| {
        let (chance, digit): (f64, u8) = (stream.random(), stream.random_range(0..10));
        if chance < noise { digit } else { label }
    };
    labels.iter().map(label).collect()
}
