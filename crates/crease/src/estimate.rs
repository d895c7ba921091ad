//! What an experiment will take, from trying a little of it.

use anyhow::bail;
use crease_experiment::plan::{Plan, PlannedRun};
use crease_experiment::settings::Keep;
use crease_measure::{LazyDatasets, Learning, Places, measure};
use crease_network::Network;
use crease_train::{Backend, Datasets, Observer, Snapshot};
use std::ops::ControlFlow;
use std::thread;
use std::time::{Duration, Instant};

/// Steps that are not timed: caches and the allocator are cold.
const WARM_UP: u64 = 8;
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

/// What all runs of a plan will take.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    /// One optimiser step.
    pub step: Duration,
    /// Loss, accuracy and counts of one checkpoint.
    pub checkpoint: Duration,
    /// Training and analysis of all runs.
    pub wall: Duration,
    /// Bytes on disk.
    pub disk: u64,
}

/// Trains a few steps of a middling run and measures its network at initialisation, on as many
/// threads at once as would work: cores that share their parts are slower together than alone.
///
/// # Errors
/// If that already fails, as every run would.
pub fn estimate(
    plan: &Plan,
    backend: Backend,
    datasets: &LazyDatasets,
    threads: usize,
) -> anyhow::Result<Estimate> {
    let Some(run) = middling(plan) else {
        bail!("the plan has no run");
    };
    let datasets = datasets.for_task(&run.settings.task)?;
    let trials = thread::scope(|scope| {
        let threads: Vec<_> = (0..threads.max(1))
            .map(|_| scope.spawn(|| trial(run, backend, datasets)))
            .collect();
        threads
            .into_iter()
            .map(|thread| {
                thread
                    .join()
                    .unwrap_or_else(|_| bail!("a trial run panicked"))
            })
            .collect::<anyhow::Result<Vec<Trial>>>()
    })?;
    let count = trials.len() as u32;
    let step = trials.iter().map(|trial| trial.step).sum::<Duration>() / count;
    let checkpoint = trials
        .iter()
        .map(|trial| trial.checkpoint)
        .sum::<Duration>()
        / count;
    let seconds = |run: &PlannedRun| {
        step.as_secs_f64() * run.settings.total_steps() as f64
            + checkpoint.as_secs_f64() * run.settings.schedule().len() as f64
    };
    let total = plan.runs.iter().map(seconds).sum::<f64>() / f64::from(count);
    Ok(Estimate {
        step,
        checkpoint,
        wall: Duration::try_from_secs_f64(total).unwrap_or(Duration::MAX),
        disk: plan.runs.iter().map(disk).sum(),
    })
}

/// What one thread found.
struct Trial {
    step: Duration,
    checkpoint: Duration,
}

fn trial(run: &PlannedRun, backend: Backend, datasets: &Datasets) -> anyhow::Result<Trial> {
    let places = Places::of(&run.settings, datasets)?;
    let mut stopwatch = Stopwatch::new();
    crease_train::train(&run.settings, datasets, backend, &mut stopwatch)?;
    let counting = match &stopwatch.network {
        Some(network) => {
            let began = Instant::now();
            let known = Learning {
                loss: Some(0.0),
                accuracy: Some(0.0),
                test_accuracy: Some(0.0),
            };
            measure(network, &run.settings, &places, &known)?;
            began.elapsed()
        }
        None => Duration::ZERO,
    };
    Ok(Trial {
        step: stopwatch.step(),
        checkpoint: counting + stopwatch.evaluation,
    })
}

/// The run with the median number of steps.
fn middling(plan: &Plan) -> Option<&PlannedRun> {
    let mut runs: Vec<&PlannedRun> = plan.runs.iter().collect();
    runs.sort_by_key(|run| run.settings.total_steps());
    runs.get(runs.len() / 2).copied()
}

fn disk(run: &PlannedRun) -> u64 {
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
struct Stopwatch {
    began: Instant,
    last: Instant,
    timed: Duration,
    steps: u64,
    /// Seconds of loss and accuracy at step 0, where nothing else happens.
    evaluation: Duration,
    network: Option<Network>,
}

impl Stopwatch {
    fn new() -> Self {
        let now = Instant::now();
        Self {
            began: now,
            last: now,
            timed: Duration::ZERO,
            steps: 0,
            evaluation: Duration::ZERO,
            network: None,
        }
    }

    fn step(&self) -> Duration {
        let steps = u32::try_from(self.steps.saturating_sub(WARM_UP)).unwrap_or(u32::MAX);
        self.timed / steps.max(1)
    }
}

impl Observer for Stopwatch {
    fn snapshot(&mut self, snapshot: Snapshot) -> ControlFlow<()> {
        // At step 0 the time since the start is that of making the task and evaluating it.
        if snapshot.step > 0 || self.network.is_none() {
            self.evaluation = self.last.elapsed();
        }
        self.network.get_or_insert(snapshot.network);
        self.last = Instant::now();
        ControlFlow::Continue(())
    }

    fn step(&mut self, step: u64) -> ControlFlow<()> {
        if step > WARM_UP {
            self.timed += self.last.elapsed();
        }
        self.steps = step;
        let patient = step < WARM_UP + STEPS && self.began.elapsed() < PATIENCE;
        self.last = Instant::now();
        if patient {
            ControlFlow::Continue(())
        } else {
            ControlFlow::Break(())
        }
    }
}
