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

#[cfg(test)]
mod tests {
    use super::*;

    fn labels() -> Vec<u8> {
        (0..60_000_u32).map(|index| (index % 10) as u8).collect()
    }

    fn changed(noise: f64) -> Vec<usize> {
        let (labels, noisy) = (labels(), replaced(&labels(), noise, 5));
        (0..labels.len())
            .filter(|&index| labels[index] != noisy[index])
            .collect()
    }

    /// A tenth of the random labels are the right ones.
    #[test]
    fn the_fraction_replaced_is_the_noise() {
        assert!(changed(0.0).is_empty());
        for noise in [0.2, 0.5, 1.0] {
            let found = changed(noise).len() as f64 / 60_000.0;
            assert!((found - 0.9 * noise).abs() < 0.008, "{found} at {noise}");
        }
    }

    #[test]
    fn random_labels_are_uniform() {
        let noisy = replaced(&labels(), 1.0, 5);
        let mut counts = [0.0_f64; 10];
        for &label in &noisy {
            counts[usize::from(label)] += 1.0;
        }
        let near = |count: &f64| (count - 6_000.0).abs() < 300.0;
        assert!(counts.iter().all(near), "{counts:?}");
    }

    #[test]
    fn more_noise_replaces_the_same_labels_and_more() {
        let (less, more) = (replaced(&labels(), 0.3, 5), replaced(&labels(), 0.6, 5));
        for index in changed(0.3) {
            assert_eq!(less[index], more[index]);
        }
        assert!(changed(0.6).len() > changed(0.3).len());
        assert_ne!(replaced(&labels(), 0.3, 6), less, "another seed");
    }
}
