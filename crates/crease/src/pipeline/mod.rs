//! Training and analysis in parallel.
//!
//! ```text
//!            runs, longest first
//!                    |
//!   trainers:  resume from what is kept -> train -> encode the checkpoint
//!              or read kept checkpoints: nothing is trained
//!                    |  bounded channel: a trainer waits while the analysis lags
//!   analysts:  keep the file -> decode -> count -> row
//!                    |  events
//!   collector: rows of each run -> state.bin -> measures.csv -> status.json;  progress
//! ```
//!
//! Where the backend stacks runs, one trainer takes those of one shape together.
//!
//! Threads share nothing else, so the result of a run does not depend on the others. Memory holds a
//! network and its task for each trainer, and a few checkpoints.

mod analyse;
mod collect;
mod context;
mod event;
mod monitor;
mod open_run;
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

/// How often to update the progress bar and check for signals.
const TICK: Duration = Duration::from_millis(200);

/// The result of the runs of a session.
#[derive(Debug, Default)]
pub struct SessionResult {
    /// How many runs finished in this session.
    pub finished: usize,
    /// Ids of the runs that diverged, and how.
    pub diverged: Vec<(String, String)>,
    /// Ids of the runs that failed, and why.
    pub failed: Vec<(String, String)>,
    /// Whether runs were skipped or stopped because the user requested a stop.
    pub interrupted: bool,
    /// From start to end.
    pub wall: Duration,
}

/// The message of a panic. A bug in one run must not affect the others.
fn panic_message(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic
        .downcast_ref::<&str>()
        .map(|text| (*text).to_owned())
        .or_else(|| panic.downcast_ref::<String>().cloned());
    format!("panic: {}", text.as_deref().unwrap_or("without a message"))
}
