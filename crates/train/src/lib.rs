//! The trainer: Burn, a task, and a snapshot at every scheduled step.
//!
//! [`train`] is a pure function of the run's settings: the same bytes of weights whatever else runs
//! at the same time. It knows nothing about regions or files; an [`Observer`] takes the snapshots
//! and may stop the run. It may also take the [`State`] of the run, from which [`train_from`]
//! resumes to the same bytes. [`Datasets`] are loaded once and shared by all runs; [`Examples`] are
//! what a run is trained on, for callers who draw slices through them.
//!
//! The way of the data through this crate: `task` draws the examples, which all others read as a
//! `set`, `initial` the first weights, `batches` the order; `engine` computes the steps, by one of
//! its two implementations, with the updates of an `optimizer`; `evaluate` reads loss and accuracy.
//! `run` is the loop around them for one run, `stack` for many on one device.

mod activation;
mod backend;
mod batches;
mod check;
mod datasets;
mod engine;
mod error;
mod evaluate;
#[cfg(feature = "wgpu")]
mod gpu;
mod gradient;
mod image_blocks;
mod initial;
mod loss;
mod moments;
mod observer;
mod optimizer;
mod run;
mod set;
mod shape;
mod stack;
mod state;
mod task;

pub use backend::Backend;
pub use datasets::Datasets;
pub use engine::EngineName;
pub use error::{StateError, TrainError};
pub use moments::Moments;
pub use observer::{Observer, Outcome, Snapshot};
pub use run::{revisit, train, train_from};
pub use stack::{StackedRun, can_stack, most_stacked, train_stack};
pub use state::State;
pub use task::Examples;
