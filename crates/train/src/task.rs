//! The examples of a run, as plain numbers on the host.

use crate::TrainError;
use crate::datasets::{Datasets, Shared};
use crate::moments::Moments;
use crate::set::{Inputs, Set};
use crease_experiment::settings::task::{Data, Made, Split};
use crease_experiment::settings::{Loss, Task};
use std::sync::{Arc, OnceLock};

/// The examples of one run: those for training and those for testing.
///
/// All runs share the examples of a data set; a run's own data are small.
#[derive(Debug)]
pub struct Examples {
    source: Source,
    dimension: usize,
    loss: Loss,
}

#[derive(Debug)]
enum Source {
    /// Drawn by the run.
    Made {
        made: Made,
        moments: OnceLock<Moments>,
    },
    /// A data set.
    Shared {
        shared: Arc<Shared>,
        /// The labels trained on, where they are not those of the data set.
        relabelled: Option<Vec<u8>>,
        /// How many of its examples are trained on, the first ones.
        count: usize,
        /// The moments of those, if they are not all.
        moments: OnceLock<Moments>,
    },
    /// The task has none.
    Nothing,
}

impl Examples {
    /// The examples of the run with this seed.
    ///
    /// # Errors
    /// If the task's settings are invalid, or it needs a data set that was not loaded.
    pub fn of(task: &Task, seed: u64, datasets: &Datasets) -> Result<Self, TrainError> {
        if !matches!(task.data(), Data::None) {
            check(task)?;
        }
        let shared = |shared: Arc<Shared>| {
            let train = shared.train();
            Source::Shared {
                relabelled: task.relabel(train.labels, seed),
                count: train.count().min(task.examples()),
                moments: OnceLock::new(),
                shared,
            }
        };
        let source = match task.data() {
            Data::None => Source::Nothing,
            Data::Made => match task.make(seed) {
                Some(made) => Source::Made {
                    made,
                    moments: OnceLock::new(),
                },
                None => Source::Nothing,
            },
            Data::Published(set) => shared(datasets.published(set)?),
            Data::File(file) => shared(datasets.own(&file.blake3)?),
        };
        Ok(Self {
            source,
            dimension: task.inputs(),
            // If nothing is trained, nothing is minimised.
            loss: task.loss().unwrap_or(Loss::CrossEntropy),
        })
    }

    /// How many training examples; 0 if nothing is trained.
    pub fn count(&self) -> usize {
        self.train().count()
    }

    /// Numbers per input.
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

    /// The class of a training example before label noise, that is, the true class of an image; 0
    /// if examples have targets.
    ///
    /// # Panics
    /// If `index` is not below [`count`](Self::count).
    pub fn class(&self, index: usize) -> usize {
        let set = match &self.source {
            Source::Shared { shared, .. } => shared.train(),
            Source::Made { .. } | Source::Nothing => self.train(),
        };
        if set.labels.is_empty() {
            0
        } else {
            usize::from(set.labels[index])
        }
    }

    /// How many test examples; 0 for a task without any.
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

    /// Mean and variance of the training inputs; `None` without training inputs. Computed at the
    /// first call, for a data set once for all runs.
    pub fn moments(&self) -> Option<&Moments> {
        match &self.source {
            Source::Made { moments, .. } => Some(moments.get_or_init(|| Moments::of(self.train()))),
            Source::Shared { shared, count, .. } if *count == shared.train().count() => {
                Some(shared.moments())
            }
            Source::Shared { moments, .. } => {
                Some(moments.get_or_init(|| Moments::of(self.train())))
            }
            Source::Nothing => None,
        }
    }

    /// The training examples.
    pub(crate) fn train(&self) -> Set<'_> {
        match &self.source {
            Source::Made { made, .. } => self.made(&made.train),
            Source::Shared {
                shared,
                relabelled,
                count,
                ..
            } => {
                let set = shared.train();
                let labels = relabelled.as_deref().unwrap_or(set.labels);
                Set {
                    labels,
                    count: *count,
                    ..set
                }
            }
            Source::Nothing => Set::NONE,
        }
    }

    /// The test examples.
    pub(crate) fn test(&self) -> Set<'_> {
        match &self.source {
            Source::Made { made, .. } => self.made(&made.test),
            Source::Shared { shared, .. } => shared.test(),
            Source::Nothing => Set::NONE,
        }
    }

    fn made<'a>(&self, split: &'a Split) -> Set<'a> {
        Set {
            inputs: Inputs::Numbers(&split.inputs),
            labels: &split.labels,
            targets: &[],
            count: split.labels.len(),
            dimension: self.dimension,
        }
    }

    /// What is minimised.
    pub(crate) fn loss(&self) -> Loss {
        self.loss
    }
}

/// Refuses a task that has no examples or none that can be trained on.
fn check(task: &Task) -> Result<(), TrainError> {
    task.check().map_err(|complaint| TrainError::Settings {
        key: complaint.keys.first().cloned().unwrap_or_default(),
        found: complaint.found,
        expected: complaint.expected,
    })
}
