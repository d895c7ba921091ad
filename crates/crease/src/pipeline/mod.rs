//! Training and analysis, side by side.
//!
//! ```text
//!            runs, longest first
//!                    |
//!   trainers:  train -> encode the checkpoint
//!                    |  bounded channel: a trainer waits while the analysis lags behind
//!   analysts:  keep the file -> decode -> count -> row
//!                    |  events
//!   collector: rows of each run -> measures.csv -> status.json;  progress
//! ```
//!
//! Threads share nothing else, so what a run gives does not depend on what runs beside it. Memory
//! holds a network and its task for each trainer, and a few checkpoints.

mod analyse;
mod collect;
mod progress;
mod scheduler;
#[cfg(test)]
mod tests;
mod trainer;

pub use analyse::{Learning, measure};
pub use scheduler::{Context, execute};

use crate::places::Places;
use crease_results::Row;
use std::sync::Arc;
use std::time::Duration;

/// A checkpoint on its way from a trainer to an analyst.
struct Job {
    /// Which of the runs.
    run: usize,
    /// The checkpoint's file; the analysis sees nothing else of the network.
    bytes: Vec<u8>,
    /// What only the trainer can know.
    learning: Learning,
    /// Where the network is to be looked at.
    places: Arc<Places>,
    /// Whether the file stays on disk.
    keep: bool,
}

/// What a checkpoint gave.
struct Analysed {
    row: Row,
    exact_fallbacks: u64,
    seconds: f64,
}

/// How the training of a run ended.
struct Trained {
    /// The checkpoints that were sent to the analysts.
    checkpoints: usize,
    /// Steps that were trained.
    steps: u64,
    /// Seconds, without those spent waiting for analysts.
    seconds: f64,
    end: TrainingEnd,
}

enum TrainingEnd {
    /// All steps were trained.
    Complete,
    /// Someone asked it to stop.
    Stopped,
    /// It could not go on.
    Failed(String),
}

/// What the collector hears.
enum Event {
    Analysed(usize, Result<Analysed, String>),
    Trained(usize, Trained),
}

/// What came of the runs.
#[derive(Debug, Default)]
pub struct Tally {
    /// Runs that are finished now and were not before.
    pub finished: usize,
    /// Ids of the runs that failed, and why.
    pub failed: Vec<(String, String)>,
    /// Whether runs were left out or stopped because the user asked to end.
    pub interrupted: bool,
    /// From start to end.
    pub wall: Duration,
}

/// What a panic said. A bug in one run must not cost the others.
fn panic_message(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic
        .downcast_ref::<&str>()
        .map(|text| (*text).to_owned())
        .or_else(|| panic.downcast_ref::<String>().cloned());
    format!("panic: {}", text.as_deref().unwrap_or("without a message"))
}
