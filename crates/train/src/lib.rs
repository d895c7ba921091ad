//! The trainer: Burn, a task, and a snapshot at every scheduled step.
//!
//! [`train`] is a pure function of the run's settings: the same bytes of weights whatever runs
//! beside it. It knows nothing of regions or of files; an [`Observer`] takes the snapshots and may
//! stop the run.
//!
//! The way through this crate: `task` draws the examples, `initial` the first weights, `batches`
//! the order; `model` holds all parameters and their gradient, `optimizer` moves them, `evaluate`
//! reads loss and accuracy, and `run` is the loop around them.

mod backend;
mod batches;
mod error;
mod evaluate;
mod initial;
mod loss;
mod model;
mod optimizer;
mod run;
mod shape;
mod task;

pub use backend::Backend;
pub use error::TrainError;
pub use run::{Observer, Outcome, Snapshot, train};
