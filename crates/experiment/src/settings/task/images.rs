//! Published labelled images, which [`crease_data`] describes.

use super::examples::{Data, ExampleFacts, Loss};
use super::kind::TaskKind;
use crate::check::{Check, require, shown, within};
use crate::streams::{Purpose, stream};
use crease_data::Set;
use rand::RngExt;
use serde::{Deserialize, Serialize};
use std::marker::PhantomData;

/// The training images of a published set, pixels from 0 to 1: one output for each class, cross
/// entropy.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default, bound = "S: Set")]
pub struct LabelledImages<S> {
    /// This fraction of the training labels is replaced by uniform random ones, drawn once a run
    /// (*Deep `ReLU` Networks Have Surprisingly Few Activation Patterns*, section 4.1).
    pub label_noise: f64,
    /// How many of the training images to use, the first ones; all if left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub examples: Option<usize>,
    /// Which set.
    #[serde(skip)]
    set: PhantomData<S>,
}

impl<S: Set> LabelledImages<S> {
    /// The images, with this fraction of their training labels replaced.
    pub fn with_noise(label_noise: f64) -> Self {
        Self {
            label_noise,
            ..Self::default()
        }
    }
}

impl<S: Set> TaskKind for LabelledImages<S> {
    fn name(&self) -> &'static str {
        S::PUBLISHED.name
    }

    fn check(&self) -> Check {
        let noise = self.label_noise;
        let key = format!("task.{}.label_noise", self.name());
        let right = (0.0..=1.0).contains(&noise);
        require(right, &key, shown(noise), "must be from 0 to 1")?;
        let Some(examples) = self.examples else {
            return Ok(());
        };
        let key = format!("task.{}.examples", self.name());
        within(examples, 1..=S::PUBLISHED.train, &key)
    }

    fn inputs(&self) -> usize {
        S::PUBLISHED.dimension
    }

    fn outputs(&self) -> usize {
        S::PUBLISHED.classes
    }

    fn facts(&self) -> Option<ExampleFacts<'_>> {
        Some(ExampleFacts {
            data: Data::Published(S::PUBLISHED),
            train: self.examples.unwrap_or(S::PUBLISHED.train),
            key: self.examples.map(|_| "examples"),
            test: S::PUBLISHED.test,
            classes: S::PUBLISHED.classes,
            loss: Loss::CrossEntropy,
        })
    }

    /// The labels, each independently replaced with probability `label_noise` by a uniform class,
    /// which may be the right one. Each label takes two draws, whether it is replaced or not, so
    /// that a run with more noise and the same seed replaces the same labels by the same classes,
    /// and others too.
    fn relabel(&self, labels: &[u8], seed: u64) -> Option<Vec<u8>> {
        let noise = self.label_noise;
        if noise == 0.0 {
            return None;
        }
        let classes = S::PUBLISHED.classes as u8;
        let mut stream = stream(seed, Purpose::LabelNoise);
        let label = |&label: &u8| {
            let (chance, class): (f64, u8) = (stream.random(), stream.random_range(0..classes));
            if chance < noise { class } else { label }
        };
        Some(labels.iter().map(label).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::super::Mnist;
    use super::*;

    fn labels() -> Vec<u8> {
        (0..60_000_u32).map(|index| (index % 10) as u8).collect()
    }

    fn replaced(label_noise: f64, seed: u64) -> Vec<u8> {
        let noisy = Mnist::with_noise(label_noise).relabel(&labels(), seed);
        noisy.unwrap_or_else(labels)
    }

    fn changed(noise: f64) -> Vec<usize> {
        let (labels, noisy) = (labels(), replaced(noise, 5));
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
        let noisy = replaced(1.0, 5);
        let mut counts = [0.0_f64; 10];
        for &label in &noisy {
            counts[usize::from(label)] += 1.0;
        }
        let near = |count: &f64| (count - 6_000.0).abs() < 300.0;
        assert!(counts.iter().all(near), "{counts:?}");
    }

    #[test]
    fn more_noise_replaces_the_same_labels_and_more() {
        let (less, more) = (replaced(0.3, 5), replaced(0.6, 5));
        for index in changed(0.3) {
            assert_eq!(less[index], more[index]);
        }
        assert!(changed(0.6).len() > changed(0.3).len());
        assert_ne!(replaced(0.3, 6), less, "another seed");
    }
}
