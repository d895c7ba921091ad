use super::scheduler::{Context, Signals};
use super::{Job, Learning, Trained, TrainingEnd, panic_message};
use crate::places::Places;
use crease_checkpoint::{Checkpoint, Metadata};
use crease_experiment::plan::PlannedRun;
use crease_experiment::settings::Keep;
use crease_train::{Observer, Outcome, Snapshot};
use crossbeam_channel::Sender;
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

/// Trains one run and sends its checkpoints to the analysts.
pub(super) fn train_run(
    index: usize,
    run: &PlannedRun,
    context: &Context,
    signals: &Signals,
    jobs: &Sender<Job>,
) -> Trained {
    let began = Instant::now();
    let places = match Places::of(&run.settings, context.datasets) {
        Ok(places) => Arc::new(places),
        Err(error) => {
            return Trained {
                checkpoints: 0,
                steps: 0,
                seconds: began.elapsed().as_secs_f64(),
                end: TrainingEnd::Failed(error),
            };
        }
    };
    let mut watcher = Watcher {
        index,
        run,
        signals,
        jobs,
        places,
        last: run.settings.schedule().last().copied(),
        sent: 0,
        steps: 0,
        waited: Duration::ZERO,
        failure: None,
    };
    let outcome = match context.folder.run(&run.id).begin() {
        // Whatever a panic leaves behind belongs to this run, which is over.
        Ok(()) => catch_unwind(AssertUnwindSafe(|| {
            (context.train)(&run.settings, &mut watcher)
        }))
        .map_err(|panic| panic_message(&*panic))
        .and_then(|outcome| outcome.map_err(|error| error.to_string())),
        Err(error) => Err(error.to_string()),
    };
    let end = match (watcher.failure, outcome) {
        (Some(failure), _) | (None, Err(failure)) => TrainingEnd::Failed(failure),
        (None, Ok(Outcome::Finished)) => TrainingEnd::Complete,
        (None, Ok(Outcome::Stopped { .. })) => TrainingEnd::Stopped,
    };
    Trained {
        checkpoints: watcher.sent,
        steps: watcher.steps,
        seconds: began.elapsed().saturating_sub(watcher.waited).as_secs_f64(),
        end,
    }
}

/// Looks on while a run is trained.
struct Watcher<'a> {
    index: usize,
    run: &'a PlannedRun,
    signals: &'a Signals<'a>,
    jobs: &'a Sender<Job>,
    places: Arc<Places>,
    /// The last checkpoint's step.
    last: Option<u64>,
    sent: usize,
    steps: u64,
    waited: Duration,
    failure: Option<String>,
}

impl Watcher<'_> {
    fn go_on(&self) -> ControlFlow<()> {
        let abandoned = &self.signals.abandoned[self.index];
        if self.signals.stop.load(Ordering::Relaxed) || abandoned.load(Ordering::Relaxed) {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    }

    fn keeps(&self, step: u64) -> bool {
        match self.run.settings.keep {
            Keep::All => true,
            Keep::Last => self.last == Some(step),
            Keep::None => false,
        }
    }
}

impl Observer for Watcher<'_> {
    fn snapshot(&mut self, snapshot: Snapshot) -> ControlFlow<()> {
        let keep = self.keeps(snapshot.step);
        let checkpoint = Checkpoint {
            network: snapshot.network,
            metadata: Metadata {
                step: snapshot.step,
                epoch: snapshot.epoch,
                seed: self.run.settings.seed,
                config: self.run.hash.clone(),
            },
        };
        let bytes = match checkpoint.to_bytes() {
            Ok(bytes) => bytes,
            Err(error) => {
                self.failure = Some(format!("step {}: {error}", snapshot.step));
                return ControlFlow::Break(());
            }
        };
        let job = Job {
            run: self.index,
            bytes,
            learning: Learning {
                loss: snapshot.loss,
                accuracy: snapshot.accuracy,
                test_accuracy: snapshot.test_accuracy,
            },
            places: Arc::clone(&self.places),
            keep,
        };
        let waiting = Instant::now();
        // The channel is closed only when results cannot be written any more.
        if self.jobs.send(job).is_err() {
            return ControlFlow::Break(());
        }
        self.waited += waiting.elapsed();
        self.sent += 1;
        self.go_on()
    }

    fn step(&mut self, step: u64) -> ControlFlow<()> {
        self.steps = step;
        self.signals.steps.fetch_add(1, Ordering::Relaxed);
        self.go_on()
    }
}
