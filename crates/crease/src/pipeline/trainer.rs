use super::context::{Context, Stacking};
use super::event::{CheckpointFile, Event, Job, Trained, TrainerState, TrainingEnd, Trouble};
use super::outlet::Outlet;
use super::panic_message;
use super::signals::Signals;
use crease_checkpoint::{Checkpoint, Metadata};
use crease_experiment::plan::PlannedRun;
use crease_measure::{Learning, Places};
use crease_places::places;
use crease_results::ResumePoint;
use crease_train::{Observer, Outcome, Snapshot, StackedRun, State, TrainError};
use std::any::Any;
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Trains one run, or the rest of it, and sends its checkpoints to the analysts.
pub(super) fn train_run(
    index: usize,
    run: &PlannedRun,
    context: &Context,
    signals: &Signals,
    outlet: &dyn Outlet,
) -> Trained {
    let mut watcher = Watcher::new(index, run, context, signals, outlet);
    // A panic can only leave the state of this run, which is over, inconsistent.
    let outcome = catch_unwind(AssertUnwindSafe(|| {
        let state = watcher.prepare()?;
        Ok((context.train)(&run.settings, state, &mut watcher))
    }));
    let outcome = outcome.unwrap_or_else(|panic| Err(Trouble::Run(panic_message(&*panic))));
    watcher.ended(outcome)
}

/// Trains runs side by side, or the rest of each; returns how each ended.
pub(super) fn train_stack(
    runs: &[(usize, &PlannedRun)],
    stacking: Stacking,
    context: &Context,
    signals: &Signals,
    outlet: &dyn Outlet,
) -> Vec<(usize, Trained)> {
    let watcher = |&(index, run)| Watcher::new(index, run, context, signals, outlet);
    let mut watchers: Vec<Watcher> = runs.iter().map(watcher).collect();
    let count = watchers.len();
    let mut states = Vec::with_capacity(count);
    for watcher in &mut watchers {
        watcher.beside = count;
        let prepared = catch_unwind(AssertUnwindSafe(|| watcher.prepare()));
        let panicked = |panic: Box<dyn Any + Send>| Err(Trouble::Run(panic_message(&*panic)));
        states.push(prepared.unwrap_or_else(panicked));
    }
    let mut stack = Vec::with_capacity(count);
    // Runs that cannot begin are over; the others are trained without them.
    let mut outcomes: Vec<Option<Trouble>> = Vec::with_capacity(count);
    for (watcher, state) in watchers.iter_mut().zip(states) {
        match state {
            Ok(state) => {
                stack.push(StackedRun {
                    settings: &watcher.run.settings,
                    state,
                    observer: watcher,
                });
                outcomes.push(None);
            }
            Err(trouble) => outcomes.push(Some(trouble)),
        }
    }
    let trained = catch_unwind(AssertUnwindSafe(|| (stacking.train)(stack)));
    let panicked = trained.as_ref().err().map(|panic| panic_message(&**panic));
    let mut trained = trained.unwrap_or_default().into_iter();
    let ends = watchers.iter_mut().zip(outcomes).map(|(watcher, trouble)| {
        let outcome = match trouble {
            Some(trouble) => Err(trouble),
            None => trained.next().ok_or_else(|| {
                let message = panicked.clone().unwrap_or_default();
                Trouble::Run(message)
            }),
        };
        (watcher.index, watcher.ended(outcome))
    });
    ends.collect()
}

/// Observes the training of a run.
struct Watcher<'a> {
    index: usize,
    run: &'a PlannedRun,
    context: &'a Context<'a>,
    signals: &'a Signals<'a>,
    outlet: &'a dyn Outlet,
    places: Arc<Places>,
    /// The steps whose checkpoints are kept.
    kept_steps: Vec<u64>,
    /// How many runs share the time of this thread.
    beside: usize,
    /// Steps taken.
    step: u64,
    /// The step of the last snapshot, if there was one.
    last_snapshot: Option<u64>,
    sent: usize,
    began: Instant,
    waited: Duration,
    /// Seconds of training in earlier sessions.
    earlier: f64,
    /// The step and the time of the last state that was sent.
    kept: (u64, Instant),
    failure: Option<String>,
}

impl<'a> Watcher<'a> {
    fn new(
        index: usize,
        run: &'a PlannedRun,
        context: &'a Context,
        signals: &'a Signals,
        outlet: &'a dyn Outlet,
    ) -> Self {
        let now = Instant::now();
        Self {
            index,
            run,
            context,
            signals,
            outlet,
            places: Arc::default(),
            kept_steps: run.settings.kept_steps(),
            beside: 1,
            step: 0,
            last_snapshot: None,
            sent: 0,
            began: now,
            waited: Duration::ZERO,
            earlier: 0.0,
            kept: (0, now),
            failure: None,
        }
    }

    /// Finds where the networks are measured, and the state that an earlier session left, if any.
    fn prepare(&mut self) -> Result<Option<State>, Trouble> {
        let id = self.run.id.as_str();
        let places = places(&self.run.settings, self.context.datasets)
            .map_err(|error| Trouble::Run(error.to_string()))?;
        self.places = Arc::new(places);
        // If the folder was removed, a new one would be taken for complete.
        self.context.folder.check_in_place()?;
        let state = match self.earlier_state() {
            Ok(Some((kept, state))) => {
                tracing::info!(run = id, step = kept.step, "resumes");
                self.resume(kept);
                Some(state)
            }
            found => {
                if let Err(reason) = found {
                    let warning = format!("{reason}; the run starts again");
                    let _ = self.outlet.send(Event::Warning(warning));
                }
                tracing::info!(run = id, "starts");
                self.context.folder.run(self.run).begin()?;
                None
            }
        };
        self.signals.at(self.index, self.step);
        Ok(state)
    }

    fn earlier_state(&self) -> Result<Option<(ResumePoint, State)>, String> {
        let folder = self.context.folder.run(self.run);
        let Some(kept) = folder.resume().map_err(|damage| damage.to_string())? else {
            return Ok(None);
        };
        let state = State::from_bytes(&kept.state, &self.run.training_hash);
        let state =
            state.map_err(|error| format!("{}: {error}", folder.resume_file().display()))?;
        Ok(Some((kept, state)))
    }

    /// The state is unusable, so it must be removed before the run is tried again.
    fn refused(&self, error: &TrainError) -> Trouble {
        match self.context.folder.run(self.run).remove_state() {
            Ok(()) => Trouble::Run(error.to_string()),
            Err(error) => error.into(),
        }
    }

    fn resume(&mut self, kept: ResumePoint) {
        self.step = kept.step;
        self.last_snapshot = kept.rows.last().map(|row| row.step);
        self.earlier = kept.train_seconds;
        self.kept.0 = kept.step;
        self.signals.spare(kept.step);
        // If the channel is closed, the next step will notice.
        let event = Event::Resumed(self.index, Box::new(kept));
        let _ = self.outlet.send(event);
    }

    /// Seconds of training, in this session and before.
    fn seconds(&self) -> f64 {
        let elapsed = self.began.elapsed().saturating_sub(self.waited);
        self.earlier + elapsed.as_secs_f64() / self.beside as f64
    }

    /// How the training ended.
    fn ended(&mut self, outcome: Result<Result<Outcome, TrainError>, Trouble>) -> Trained {
        let end = match (self.failure.take(), outcome) {
            (Some(failure), _) => TrainingEnd::Failed(Trouble::Run(failure)),
            (None, Err(trouble)) => TrainingEnd::Failed(trouble),
            (None, Ok(Err(error))) => match error {
                TrainError::Diverged { .. } => TrainingEnd::Diverged(error.to_string()),
                TrainError::State(_) => TrainingEnd::Failed(self.refused(&error)),
                error => TrainingEnd::Failed(Trouble::Run(error.to_string())),
            },
            (None, Ok(Ok(Outcome::Finished))) => TrainingEnd::Complete,
            (None, Ok(Ok(Outcome::Stopped { .. }))) => TrainingEnd::Stopped,
        };
        Trained {
            checkpoints: self.sent,
            steps: self.step,
            seconds: self.seconds(),
            end,
        }
    }

    fn is_abandoned(&self) -> bool {
        self.signals.is_abandoned(self.index)
    }

    fn proceed(&self) -> ControlFlow<()> {
        if self.signals.is_stopping() || self.is_abandoned() {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    }

    fn fail(&mut self, step: u64, error: &dyn std::error::Error) -> ControlFlow<()> {
        self.failure = Some(format!("step {step}: {error}"));
        ControlFlow::Break(())
    }
}

impl Observer for Watcher<'_> {
    fn snapshot(&mut self, snapshot: Snapshot) -> ControlFlow<()> {
        let step = snapshot.step;
        let learning = Learning::from(&snapshot);
        let checkpoint = Checkpoint {
            network: snapshot.network,
            metadata: Metadata {
                step,
                epoch: snapshot.epoch,
                seed: self.run.settings.seed,
                config: self.run.training_hash.clone(),
            },
        };
        let bytes = match checkpoint.to_bytes() {
            Ok(bytes) => bytes,
            Err(error) => return self.fail(step, &error),
        };
        let job = Job {
            run: self.index,
            step,
            bytes,
            learning,
            places: Arc::clone(&self.places),
            file: if self.kept_steps.contains(&step) {
                CheckpointFile::Written
            } else {
                CheckpointFile::Passing
            },
        };
        let waiting = Instant::now();
        self.outlet.analyse(job)?;
        self.waited += waiting.elapsed();
        self.last_snapshot = Some(step);
        self.sent += 1;
        self.proceed()
    }

    fn step(&mut self, step: u64) -> ControlFlow<()> {
        self.step = step;
        self.signals.took_step(self.index, step);
        self.outlet.step()?;
        self.proceed()
    }

    fn wants_state(&mut self, step: u64) -> bool {
        let (kept, at) = self.kept;
        let due = at.elapsed() >= self.context.keep_every;
        // A run that failed here would resume without the row of the missing checkpoint.
        let is_sound = self.failure.is_none() && !self.is_abandoned();
        is_sound && step > kept && (due || self.signals.is_stopping())
    }

    fn state(&mut self, state: State) -> ControlFlow<()> {
        let bytes = match state.to_bytes(&self.run.training_hash) {
            Ok(bytes) => bytes,
            Err(error) => return self.fail(state.step(), &error),
        };
        let step = state.step();
        let state = TrainerState {
            step,
            last_snapshot: self.last_snapshot,
            train_seconds: self.seconds(),
            state: bytes,
        };
        self.kept = (step, Instant::now());
        self.outlet.send(Event::TrainerState(self.index, state))
    }
}
