//! Runs of one shape, trained side by side on one device.
//!
//! ```text
//!   a thread:     batches of all runs -> up to 64 steps on the device -> and again
//!                     |  bounded channel: what the weights were before and after, still there
//!   the caller's: reads them -> finite? -> observers: steps, snapshots, states
//! ```
//!
//! The thread reads nothing back, so the device never waits for the host: losses and accuracies of
//! snapshots are computed on the CPU from the weights that were read. If a run's weights are no
//! longer finite, the steps since the last check are taken again, one by one, until its step is
//! found; the thread continues meanwhile, and the other runs lose nothing.

mod driver;
mod follower;
mod parallel;
mod size;

pub use size::{can_stack, most_stacked};

use crate::engine::{Engine, Stacked, Table};
use crate::observer::{Observer, Outcome};
use crate::run::Setup;
use crate::{Backend, Datasets, State, TrainError};
use crease_experiment::settings::RunSettings;
use driver::{Driver, Runner, Start};
use follower::{Follower, Member};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::sync::mpsc::sync_channel;
use std::thread;

/// A run to be trained in a stack.
pub struct StackedRun<'a> {
    /// Its settings.
    pub settings: &'a RunSettings,
    /// The state to resume from, if it has begun.
    pub state: Option<State>,
    /// Its observer. Calls for steps come in bursts, and states are those at the end of a burst.
    pub observer: &'a mut dyn Observer,
}

/// Trains runs side by side, each on its own data in its own order, as if it were alone; returns
/// the outcome of each. They may have taken different numbers of steps before.
///
/// # Errors
/// Each run has the errors of [`train`](crate::train). A run that ends early does not end the
/// others; a run that is not of the first one's shape is not trained, see [`can_stack`].
pub fn train_stack(
    runs: Vec<StackedRun>,
    datasets: &Datasets,
    backend: Backend,
) -> Vec<Result<Outcome, TrainError>> {
    let mut outcomes: Vec<Option<Result<Outcome, TrainError>>> = Vec::new();
    let mut members = Vec::new();
    let mut starts = Vec::new();
    let mut first = None;
    for run in runs {
        let first = *first.get_or_insert(run.settings);
        match begin(run, first, datasets) {
            Ok((member, start)) => {
                members.push(member);
                starts.push(start);
                outcomes.push(None);
            }
            Err(error) => outcomes.push(Some(Err(error))),
        }
    }
    let mut trained = train(members, &starts, backend).into_iter();
    let missing = || {
        Err(TrainError::Backend(
            "a run of the stack is missing".to_owned(),
        ))
    };
    let mut outcome = |outcome: Option<_>| outcome.or_else(|| trained.next());
    outcomes
        .into_iter()
        .map(|ended| outcome(ended).unwrap_or_else(missing))
        .collect()
}

fn begin<'a>(
    run: StackedRun<'a>,
    first: &RunSettings,
    datasets: &Datasets,
) -> Result<(Member<'a>, Start), TrainError> {
    if !can_stack(first, run.settings) {
        return Err(TrainError::OtherShape);
    }
    let setup = Setup::new(run.settings, datasets)?;
    let (start, seen) = match run.state {
        None => (
            Start {
                step: 0,
                parameters: setup.initial(),
                memory: Vec::new(),
                batches: setup.batches(),
            },
            false,
        ),
        Some(state) => {
            setup.check(&state)?;
            let start = Start {
                step: state.step,
                batches: setup.batches_of(&state),
                parameters: state.parameters,
                memory: state.memory.into_iter().map(|(_, vector)| vector).collect(),
            };
            (start, state.seen)
        }
    };
    Ok((Member::new(setup, run.observer, start.step, seen), start))
}

fn train(
    members: Vec<Member>,
    starts: &[Start],
    backend: Backend,
) -> Vec<Result<Outcome, TrainError>> {
    let Some(first) = members.first() else {
        return Vec::new();
    };
    let device = match backend.device() {
        Ok(device) => device,
        Err(error) => {
            let message = error.to_string();
            let mut all: Vec<Result<Outcome, TrainError>> = vec![Err(error)];
            let again = || Err(TrainError::Backend(message.clone()));
            all.resize_with(members.len(), again);
            return all;
        }
    };
    let shape = first.setup.shape();
    let parameters: Vec<&[f32]> = starts.iter().map(|start| &start.parameters[..]).collect();
    let mut stacked = Stacked::new(&shape, &parameters, &device);
    for (run, start) in starts.iter().enumerate() {
        stacked.restore(run, &start.parameters, &start.memory);
    }
    let sets: Vec<_> = members
        .iter()
        .map(|member| member.setup.examples.train())
        .collect();
    let outputs = shape.widths.last().copied().unwrap_or(0);
    let table = Table::new(&sets, shape.loss, outputs, shape.batch, &device);
    let ended: Arc<[AtomicBool]> = members.iter().map(|_| AtomicBool::new(false)).collect();

    let runners = members.iter().zip(starts);
    let driver = Driver {
        runners: runners
            .map(|(member, start)| Runner::new(member.setup.plan(), start))
            .collect(),
        stacked: stacked.clone(),
        table: table.clone(),
        ended: Arc::clone(&ended),
    };
    let follower = Follower {
        members,
        stacked,
        table,
        ended,
    };
    // One stretch waits while one is read and one is computed.
    let (sender, receiver) = sync_channel(1);
    let ended = thread::scope(|scope| {
        let name = "crease-device".to_owned();
        let drive = move || driver.drive(&sender);
        let thread = match thread::Builder::new().name(name).spawn_scoped(scope, drive) {
            Ok(thread) => thread,
            Err(error) => {
                let error = TrainError::Backend(format!("no thread for the device: {error}"));
                return (follower, Err(error));
            }
        };
        let mut follower = follower;
        let followed = follower.follow(receiver);
        let driven = thread.join().map_err(|_| {
            TrainError::Backend("its thread panicked; see the message above".to_owned())
        });
        (follower, followed.and(driven))
    });
    let (follower, failure) = ended;
    follower.outcomes(failure.as_ref().err())
}
