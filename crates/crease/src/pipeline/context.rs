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

/// Computes again what the snapshot of this run at this step said about its network:
/// [`crease_train::revisit`] with its backend, or a test's substitute.
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

/// Trains a stack of runs; the outcome of each.
pub type TrainStack<'a> = dyn Fn(Vec<StackedRun>) -> Vec<Result<Outcome, TrainError>> + Sync + 'a;

/// What all runs have in common.
pub struct Context<'a> {
    /// Where they are written.
    pub folder: &'a Folder,
    /// What their tasks need besides their settings.
    pub datasets: &'a Datasets,
    /// How they are trained.
    pub train: &'a Train<'a>,
    /// How they are trained side by side, where they are; then one thread trains.
    pub stacking: Option<Stacking<'a>>,
    /// How kept checkpoints are evaluated again.
    pub revisit: &'a Revisit<'a>,
    /// The name of what computes the steps.
    pub backend: &'a str,
    /// Runs trained at a time, where they are not stacked, and threads that analyse.
    pub jobs: usize,
    /// How often the state of a run under way is kept.
    pub keep_every: Duration,
    /// Set when the user asks to stop.
    pub stop: &'a AtomicBool,
    /// Runs of the plan that ended in earlier sessions.
    pub ended_before: usize,
    /// The name of this session.
    pub session: &'a str,
}
