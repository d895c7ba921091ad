//! Messages between the threads of the pipeline.

use crease_measure::{Learning, Places};
use crease_results::{ResultsError, ResumePoint, Row};
use std::sync::Arc;

/// A checkpoint on its way from a trainer to an analyst.
pub(super) struct Job {
    /// Which of the runs.
    pub run: usize,
    /// Its step.
    pub step: u64,
    /// The checkpoint's file, the only form in which the analysis sees the network.
    pub bytes: Vec<u8>,
    /// The measures that only the trainer knows.
    pub learning: Learning,
    /// Where the network is measured.
    pub places: Arc<Places>,
    /// What happens to the file.
    pub file: CheckpointFile,
}

/// What happens to a checkpoint's file.
pub(super) enum CheckpointFile {
    /// It is not kept.
    Passing,
    /// It is written.
    Written,
    /// It was kept before, with this name and checksum.
    Kept(String, String),
}

/// The result of a checkpoint.
pub(super) struct Analysed {
    pub row: Row,
    /// Name and checksum of its file, if it is kept.
    pub file: Option<(String, String)>,
    pub exact_fallbacks: u64,
    pub seconds: f64,
}

/// A state from which training can resume, once the rows before it have arrived.
pub(super) struct TrainerState {
    /// Optimiser steps taken.
    pub step: u64,
    /// The step of the last snapshot before it; `None` if there was none.
    pub last_snapshot: Option<u64>,
    /// Seconds of training until then, including earlier sessions.
    pub train_seconds: f64,
    /// The trainer's state.
    pub state: Vec<u8>,
}

/// How the training of a run ended.
pub(super) struct Trained {
    /// How many checkpoints were sent to the analysts.
    pub checkpoints: usize,
    /// Steps taken.
    pub steps: u64,
    /// Seconds, without waiting for analysts, including earlier sessions.
    pub seconds: f64,
    pub end: TrainingEnd,
}

pub(super) enum TrainingEnd {
    /// All steps were trained.
    Complete,
    /// It was told to stop.
    Stopped,
    /// Loss or weights are not finite after the last step.
    Diverged(String),
    /// It could not continue.
    Failed(Trouble),
}

/// A failure.
pub(super) enum Trouble {
    /// In one run; the others continue.
    Run(String),
    /// For all runs: nothing more can be saved.
    Everywhere(ResultsError),
}

impl From<ResultsError> for Trouble {
    fn from(error: ResultsError) -> Self {
        if error.is_everywhere() {
            Self::Everywhere(error)
        } else {
            Self::Run(error.to_string())
        }
    }
}

/// An event for the collector. The number says which of the runs.
pub(super) enum Event {
    /// A run resumes from what an earlier session kept, or is measured again from its checkpoints.
    Resumed(usize, Box<ResumePoint>),
    /// A run could resume from here.
    TrainerState(usize, TrainerState),
    /// The result of the checkpoint at a step.
    Analysed(usize, u64, Result<Analysed, Trouble>),
    Trained(usize, Trained),
    /// Something was repaired, and the user should know.
    Warning(String),
}
