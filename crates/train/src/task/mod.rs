//! Tasks: what is to be learned, as plain numbers on the host.

mod memorise;

use crate::TrainError;
use crate::loss::Loss;
use crease_experiment::settings::Task;

/// The training examples of one run.
#[derive(Debug)]
pub(crate) struct Examples {
    /// `count x dimension`, row per example.
    pub(crate) inputs: Vec<f32>,
    /// `count x outputs`, row per example.
    pub(crate) targets: Vec<f32>,
    pub(crate) count: usize,
    pub(crate) dimension: usize,
    pub(crate) outputs: usize,
    /// What is minimised over them.
    pub(crate) loss: Loss,
}

impl Examples {
    /// The examples of the run with this seed.
    pub(crate) fn of(task: &Task, seed: u64) -> Result<Self, TrainError> {
        match task {
            Task::Memorise(task) => memorise::examples(task, seed),
        }
    }
}
