//! The time and disk space of an experiment, estimated from a short trial.

use crate::commands::data::with_advice;
use anyhow::bail;
use crease_experiment::plan::{Plan, PlannedRun};
use crease_experiment::settings::Keep;
use crease_measure::{Learning, measure};
use crease_network::Network;
use crease_places::{LazyDatasets, places};
use crease_train::{Backend, Datasets, Observer, Snapshot, StackedRun, TrainError, most_stacked};
use std::ops::ControlFlow;
use std::time::{Duration, Instant};

/// Steps that are not timed: caches and the allocator are cold.
const WARM_UP: u64 = 8;
/// The same for a stack.
const STACK_WARM_UP: u64 = 2 * 64;
/// Steps to time, if they fit in [`PATIENCE`].
const STEPS: u64 = 1_024;
/// How long to train at most.
const PATIENCE: Duration = Duration::from_millis(700);
/// Bytes of a row in `measures.csv`, and again in `table.csv`.
const ROW: u64 = 2 * 64;
/// Bytes of a `status.json`.
const STATUS: u64 = 1_200;
/// Bytes of a safetensors header.
const HEADER: u64 = 1_000;

/// How many points of the sweep are tried if training diverges.
const MOST_TRIED: usize = 4;

/// How long all runs of a plan will take.
#[derive(Clone, Debug, PartialEq)]
pub struct Estimate {
    /// One optimiser step.
    pub step: Duration,
    /// Loss, accuracy and counts of one checkpoint.
    pub checkpoint: Duration,
    /// How many runs are trained at a time.
    pub at_a_time: usize,
    /// Training and analysis of all runs.
    pub wall: Duration,
}

/// The outcome of a short trial of a plan.
#[derive(Default)]
pub struct Trials {
    /// How long it takes, if the trial succeeded.
    pub estimate: Option<Estimate>,
    /// Problems that do not prevent running the experiment.
    pub warnings: Vec<String>,
}

/// Trains a few steps of a run of median length and measures its network at initialisation, on as many
/// threads as the real work would use: cores that share caches are slower together than alone. If it
/// diverges, which is a result like any other, runs of other settings are tried.
///
/// # Errors
/// If the trial fails, as every run would.
pub fn estimate(
    plan: &Plan,
    backend: Backend,
    datasets: &LazyDatasets,
    threads: usize,
) -> anyhow::Result<Trials> {
    let mut found = Trials::default();
    for run in middling(plan) {
        let datasets = match datasets.for_task(&run.settings.task) {
            Ok(datasets) => datasets,
            Err(missing) => {
                let missing = with_advice(missing.into());
                found.warnings.push(format!("{missing:#}"));
                break;
            }
        };
        let stack = if backend.stacks() {
            most_stacked(&run.settings).min(plan.runs.len())
        } else {
            1
        };
        // One stack is all that a device computes at a time; its checkpoints are counted on all cores.
        let trainers = if backend.stacks() { 1 } else { threads };
        let trials = crease_system::side_by_side(trainers, || trial(run, backend, datasets, stack));
        let trials: anyhow::Result<Vec<Trial>> = trials
            .into_iter()
            .map(|trial| trial.unwrap_or_else(|_| bail!("a trial run panicked")))
            .collect();
        match trials {
            Ok(trials) => {
                let at_a_time = (trials.len() * stack, threads.max(1));
                found.estimate = Some(of_trials(plan, &trials, at_a_time));
                break;
            }
            Err(error) => match error.downcast_ref() {
                Some(TrainError::Diverged { .. }) => {
                    found.warnings.push(format!("run {} {error:#}", run.id));
                }
                _ => return Err(error),
            },
        }
    }
    Ok(found)
}

/// The time of all runs, if each takes as long as those that were tried, with `trained` runs and
/// `counted` checkpoints at a time.
fn of_trials(plan: &Plan, trials: &[Trial], (trained, counted): (usize, usize)) -> Estimate {
    let count = trials.len() as u32;
    let step = trials.iter().map(|trial| trial.step).sum::<Duration>() / count;
    let checkpoint = trials
        .iter()
        .map(|trial| trial.checkpoint)
        .sum::<Duration>()
        / count;
    let seconds = |run: &PlannedRun| {
        step.as_secs_f64() * run.settings.total_steps() as f64 / trained as f64
            + checkpoint.as_secs_f64() * run.settings.schedule().len() as f64 / counted as f64
    };
    let total = plan.runs.iter().map(seconds).sum::<f64>();
    Estimate {
        step,
        checkpoint,
        at_a_time: trained,
        wall: Duration::try_from_secs_f64(total).unwrap_or(Duration::MAX),
    }
}

/// The result of one thread.
struct Trial {
    step: Duration,
    checkpoint: Duration,
}

fn trial(
    run: &PlannedRun,
    backend: Backend,
    datasets: &Datasets,
    stack: usize,
) -> anyhow::Result<Trial> {
    let places = places(&run.settings, datasets)?;
    let mut stopwatch = Stopwatch::new();
    if backend.stacks() && run.settings.total_steps() > 0 {
        // The first bursts of steps wait for what the device has to compile.
        stopwatch.warm_up = STACK_WARM_UP;
        let mut others: Vec<Stopwatch> = (1..stack).map(|_| stopwatch.clone()).collect();
        let stopwatches = std::iter::once(&mut stopwatch).chain(&mut others);
        let run = |observer| StackedRun {
            settings: &run.settings,
            state: None,
            observer,
        };
        let runs = stopwatches.map(|stopwatch| run(stopwatch as &mut dyn Observer));
        let outcomes = crease_train::train_stack(runs.collect(), datasets, backend);
        outcomes.into_iter().collect::<Result<Vec<_>, _>>()?;
    } else {
        crease_train::train(&run.settings, datasets, backend, &mut stopwatch)?;
    }
    let counting = match &stopwatch.first {
        Some((network, known)) => {
            let began = Instant::now();
            measure(network, &run.settings.numbers(), &places, known)?;
            began.elapsed()
        }
        None => Duration::ZERO,
    };
    Ok(Trial {
        step: stopwatch.step(),
        checkpoint: counting + stopwatch.evaluation,
    })
}

/// The run with the median number of steps, then a few of other settings.
fn middling(plan: &Plan) -> Vec<&PlannedRun> {
    let mut runs: Vec<&PlannedRun> = plan.runs.iter().collect();
    runs.sort_by_key(|run| run.settings.total_steps());
    let middle = runs.len() / 2;
    runs.rotate_left(middle);
    let mut tried: Vec<&PlannedRun> = Vec::with_capacity(MOST_TRIED);
    for run in runs {
        if tried.len() < MOST_TRIED && tried.iter().all(|other| other.point != run.point) {
            tried.push(run);
        }
    }
    tried
}

/// Bytes on disk of all runs.
pub fn disk(plan: &Plan) -> u64 {
    plan.runs.iter().map(disk_of).sum()
}

fn disk_of(run: &PlannedRun) -> u64 {
    let settings = &run.settings;
    let widths = settings.widths();
    let numbers: usize = widths.windows(2).map(|pair| (pair[0] + 1) * pair[1]).sum();
    let checkpoints = settings.schedule().len() as u64;
    let kept = match settings.keep {
        Keep::All => checkpoints,
        Keep::Last => 1,
        Keep::None => 0,
    };
    kept * (4 * numbers as u64 + HEADER) + checkpoints * ROW + STATUS
}

/// Times the steps of a run and ends it.
#[derive(Clone)]
struct Stopwatch {
    /// Steps that are not timed.
    warm_up: u64,
    began: Instant,
    last: Instant,
    timed: Duration,
    steps: u64,
    /// Seconds of loss and accuracy at step 0, when nothing else happens.
    evaluation: Duration,
    /// The network at step 0, and its measures from the trainer.
    first: Option<(Network, Learning)>,
}

impl Stopwatch {
    fn new() -> Self {
        let now = Instant::now();
        Self {
            warm_up: WARM_UP,
            began: now,
            last: now,
            timed: Duration::ZERO,
            steps: 0,
            evaluation: Duration::ZERO,
            first: None,
        }
    }

    fn step(&self) -> Duration {
        let steps = u32::try_from(self.steps.saturating_sub(self.warm_up)).unwrap_or(u32::MAX);
        self.timed / steps.max(1)
    }
}

impl Observer for Stopwatch {
    fn snapshot(&mut self, snapshot: Snapshot) -> ControlFlow<()> {
        // At step 0 the time since the start is that of building the task and evaluating it.
        if snapshot.step > 0 || self.first.is_none() {
            self.evaluation = self.last.elapsed();
        }
        let known = Learning::from(&snapshot);
        self.first.get_or_insert((snapshot.network, known));
        self.last = Instant::now();
        ControlFlow::Continue(())
    }

    fn step(&mut self, step: u64) -> ControlFlow<()> {
        if step == self.warm_up {
            self.began = Instant::now();
        }
        if step > self.warm_up {
            self.timed += self.last.elapsed();
        }
        self.steps = step;
        let is_warm = step > self.warm_up;
        let patient = !is_warm || step < self.warm_up + STEPS && self.began.elapsed() < PATIENCE;
        self.last = Instant::now();
        if patient {
            ControlFlow::Continue(())
        } else {
            ControlFlow::Break(())
        }
    }
}
