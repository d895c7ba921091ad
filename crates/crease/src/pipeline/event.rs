//! What the threads of the pipeline tell each other.

use crease_measure::{Learning, Places};
use crease_results::{Kept, ResultsError, Row};
use std::sync::Arc;

/// A checkpoint on its way from a trainer to an analyst.
pub(super) struct Job {
    /// Which of the runs.
    pub run: usize,
    /// Its step.
    pub step: u64,
    /// The checkpoint's file; the analysis sees nothing else of the network.
    pub bytes: Vec<u8>,
    /// What only the trainer can know.
    pub learning: Learning,
    /// Where the network is to be looked at.
    pub places: Arc<Places>,
    /// What becomes of the file.
    pub file: CheckpointFile,
}

/// What becomes of a checkpoint's file.
pub(super) enum CheckpointFile {
    /// It is not kept.
    Passing,
    /// It is written.
    Written,
    /// It was kept before, by this name and with this checksum.
    Kept(String, String),
}

/// What a checkpoint gave.
pub(super) struct Analysed {
    pub row: Row,
    /// Name and checksum of its file, if that stays.
    pub file: Option<(String, String)>,
    pub exact_fallbacks: u64,
    pub seconds: f64,
}

/// What training can go on from, once the rows before it are there.
pub(super) struct Resumable {
    /// Optimiser steps taken.
    pub step: u64,
    /// The step of the last snapshot before it; `None` if there was none.
    pub behind: Option<u64>,
    /// Seconds of training until then, those of earlier sessions included.
    pub train_seconds: f64,
    /// The trainer's state.
    pub state: Vec<u8>,
}

/// How the training of a run ended.
pub(super) struct Trained {
    /// The checkpoints that were sent to the analysts.
    pub checkpoints: usize,
    /// Steps that are behind it.
    pub steps: u64,
    /// Seconds, without those spent waiting for analysts; those of earlier sessions included.
    pub seconds: f64,
    pub end: TrainingEnd,
}

pub(super) enum TrainingEnd {
    /// All steps were trained.
    Complete,
    /// Someone asked it to stop.
    Stopped,
    /// Loss or weights are no longer finite behind the last step.
    Diverged(String),
    /// It could not go on.
    Failed(Trouble),
}

/// What went wrong.
pub(super) enum Trouble {
    /// In one run; the others go on.
    Run(String),
    /// Where all results lie: nothing more can be kept.
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

/// What the collector hears. The number says which of the runs.
pub(super) enum Event {
    /// A run resumes from what an earlier session kept, or is measured again from its checkpoints.
    Resumed(usize, Box<Kept>),
    /// A run could go on from here.
    Resumable(usize, Resumable),
    /// What came of the checkpoint at a step.
    Analysed(usize, u64, Result<Analysed, Trouble>),
    Trained(usize, Trained),
    /// Something was mended that the user should know of.
    Warning(String),
}
