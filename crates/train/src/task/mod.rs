//! Tasks: what is to be learned, as plain numbers on the host.

mod memorise;
mod mnist;

use crate::TrainError;
use crate::datasets::{Datasets, Digits};
use crate::loss::Loss;
use crate::moments::Moments;
use crate::set::{Inputs, Set};
use crease_experiment::settings::Task;
use std::sync::{Arc, OnceLock};

/// The examples of one run: what it is trained on, and what it is tested on.
///
/// Examples of a data set are shared by all runs; what is a run's own is small.
#[derive(Debug)]
pub struct Examples {
    source: Source,
    dimension: usize,
}

#[derive(Debug)]
enum Source {
    /// Drawn by the run.
    Points {
        inputs: Vec<f32>,
        labels: Vec<u8>,
        moments: OnceLock<Moments>,
    },
    /// MNIST.
    Digits {
        digits: Arc<Digits>,
        /// The labels trained on, where they are not those of the data set.
        noisy: Option<Vec<u8>>,
    },
    /// The task has none.
    Nothing,
}

impl Examples {
    /// The examples of the run with this seed.
    ///
    /// # Errors
    /// If the task's settings are no task, or it needs a data set that is not there.
    pub fn of(task: &Task, seed: u64, datasets: &Datasets) -> Result<Self, TrainError> {
        let source = match task {
            Task::Memorise(task) => memorise::examples(task, seed)?,
            Task::Mnist(task) => mnist::examples(task, seed, datasets)?,
            Task::Untrained(_) | Task::Sawtooth(_) => Source::Nothing,
        };
        Ok(Self {
            source,
            dimension: task.inputs(),
        })
    }

    /// How many training examples; 0 where nothing is trained.
    pub fn count(&self) -> usize {
        self.train().count()
    }

    /// Numbers an input.
    pub fn dimension(&self) -> usize {
        self.dimension
    }

    /// The input of a training example, exactly the `f32` numbers that are trained on.
    ///
    /// # Panics
    /// If `index` is not below [`count`](Self::count).
    pub fn input(&self, index: usize) -> Vec<f64> {
        self.train().input(index)
    }

    /// The class of a training example, before noise: what an image shows, whatever label is
    /// trained on.
    ///
    /// # Panics
    /// If `index` is not below [`count`](Self::count).
    pub fn class(&self, index: usize) -> usize {
        let classes = match &self.source {
            Source::Digits { digits, .. } => digits.train().labels,
            _ => self.train().labels,
        };
        usize::from(classes[index])
    }

    /// How many test examples; 0 for a task without.
    pub fn test_count(&self) -> usize {
        self.test().count()
    }

    /// The input of a test example, exactly the `f32` numbers that are tested on.
    ///
    /// # Panics
    /// If `index` is not below [`test_count`](Self::test_count).
    pub fn test_input(&self, index: usize) -> Vec<f64> {
        self.test().input(index)
    }

    /// Mean and variance of the training inputs; nothing where there are none. Computed at the
    /// first call, for a data set once for all runs.
    pub fn moments(&self) -> Option<&Moments> {
        match &self.source {
            Source::Points { moments, .. } => {
                Some(moments.get_or_init(|| Moments::of(self.train())))
            }
            Source::Digits { digits, .. } => Some(digits.moments()),
            Source::Nothing => None,
        }
    }

    /// What is trained on.
    pub(crate) fn train(&self) -> Set<'_> {
        match &self.source {
            Source::Points { inputs, labels, .. } => Set {
                inputs: Inputs::Numbers(inputs),
                labels,
                dimension: self.dimension,
            },
            Source::Digits { digits, noisy } => {
                let set = digits.train();
                let labels = noisy.as_deref().unwrap_or(set.labels);
                Set { labels, ..set }
            }
            Source::Nothing => Set::NONE,
        }
    }

    /// What is tested on.
    pub(crate) fn test(&self) -> Set<'_> {
        match &self.source {
            Source::Digits { digits, .. } => digits.test(),
            Source::Points { .. } | Source::Nothing => Set::NONE,
        }
    }

    /// What is minimised.
    pub(crate) fn loss(&self) -> Loss {
        match self.source {
            Source::Points { .. } => Loss::BinaryCrossEntropy,
            Source::Digits { .. } | Source::Nothing => Loss::CrossEntropy,
        }
    }
}
