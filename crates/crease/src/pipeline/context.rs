use crease_experiment::settings::RunSettings;
use crease_network::Network;
use crease_results::Folder;
use crease_train::{Datasets, Observer, Outcome, Snapshot, StackedRun, State, TrainError};
use std::sync::atomic::AtomicBool;
use std::time::Duration;

/// Trains a run, from a state if there is one: [`crease_train::train_from`] with its backend, or a
/// test's substitute.
pub type Train<'a> = dyn Fn(&RunSettings, Option<State>, &mut dyn Observer) -> Result<Outcome, TrainError>
    + Sync
    + 'a;

/// Computes the snapshot of this run's network at this step again: [`crease_train::revisit`] with
/// its backend, or a test's substitute.
pub type Revisit<'a> =
    dyn Fn(&RunSettings, u64, &Network) -> Result<Snapshot, TrainError> + Sync + 'a;

/// How runs are trained side by side.
#[derive(Clone, Copy)]
pub struct Stacking<'a> {
    /// Trains a stack; [`crease_train::train_stack`] with its backend.
    pub train: &'a TrainStack<'a>,
    /// How many runs a stack of runs like this one has at most.
    pub most: &'a (dyn Fn(&RunSettings) -> usize + Sync),
}

/// Trains a stack of runs; returns the outcome of each.
pub type TrainStack<'a> = dyn Fn(Vec<StackedRun>) -> Vec<Result<Outcome, TrainError>> + Sync + 'a;

/// The context that all runs share.
pub struct Context<'a> {
    /// Where they are written.
    pub folder: &'a Folder,
    /// The data that their tasks need.
    pub datasets: &'a Datasets,
    /// How they are trained.
    pub train: &'a Train<'a>,
    /// How they are trained side by side, if they are; one thread then trains.
    pub stacking: Option<Stacking<'a>>,
    /// How kept checkpoints are evaluated again.
    pub revisit: &'a Revisit<'a>,
    /// The name of the backend.
    pub backend: &'a str,
    /// Runs trained at a time, if they are not stacked, and threads that analyse.
    pub jobs: usize,
    /// How often the state of a run under way is kept.
    pub keep_every: Duration,
    /// Set when the user requests a stop.
    pub stop: &'a AtomicBool,
    /// Runs of the plan that ended in earlier sessions.
    pub ended_before: usize,
    /// The name of this session.
    pub session: &'a str,
}
