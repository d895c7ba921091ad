//! Training and analysis, side by side.
//!
//! ```text
//!            runs, longest first
//!                    |
//!   trainers:  resume from what is kept -> train -> encode the checkpoint
//!              or read the checkpoints that another question left: nothing is trained
//!                    |  bounded channel: a trainer waits while the analysis lags behind
//!   analysts:  keep the file -> decode -> count -> row
//!                    |  events
//!   collector: rows of each run -> state.bin -> measures.csv -> status.json;  progress
//! ```
//!
//! Where the backend stacks runs, one trainer takes those of one shape together.
//!
//! Threads share nothing else, so what a run gives does not depend on what runs beside it. Memory
//! holds a network and its task for each trainer, and a few checkpoints.

mod analyse;
mod collect;
mod context;
mod desk;
mod event;
mod ledger;
mod outlet;
mod progress;
mod remeasure;
mod scheduler;
mod signals;
mod stacks;
#[cfg(test)]
mod tests;
mod trainer;

pub use context::{Context, Stacking};
pub use scheduler::{execute, longest_first};

use std::time::Duration;

/// How often the bar moves and signals are looked for.
const TICK: Duration = Duration::from_millis(200);

/// What came of the runs.
#[derive(Debug, Default)]
pub struct Tally {
    /// Runs that are finished now and were not before.
    pub finished: usize,
    /// Ids of the runs that diverged, and how.
    pub diverged: Vec<(String, String)>,
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
