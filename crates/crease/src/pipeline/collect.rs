use super::SessionResult;
use super::context::Context;
use super::event::{Event, Trained, TrainingEnd, Trouble};
use super::open_run::OpenRun;
use super::signals::Signals;
use crease_experiment::plan::PlannedRun;
use crease_results::{ResultsError, RunEnd, RunStatus, utc_now};
use std::collections::HashMap;

/// Collects the rows of each run, and writes its results when it is complete.
pub(super) struct Collector<'a> {
    runs: &'a [&'a PlannedRun],
    context: &'a Context<'a>,
    signals: &'a Signals<'a>,
    /// Runs under way.
    open: HashMap<usize, OpenRun>,
    result: SessionResult,
    warnings: Vec<String>,
}

impl<'a> Collector<'a> {
    pub fn new(
        runs: &'a [&'a PlannedRun],
        context: &'a Context<'a>,
        signals: &'a Signals<'a>,
    ) -> Self {
        Self {
            runs,
            context,
            signals,
            open: HashMap::new(),
            result: SessionResult {
                // Until everything is done.
                interrupted: true,
                ..SessionResult::default()
            },
            warnings: Vec::new(),
        }
    }

    /// Runs that ended, successfully or not.
    pub fn runs_done(&self) -> usize {
        self.result.finished + self.result.diverged.len() + self.result.failed.len()
    }

    /// The result so far.
    pub fn so_far(&self) -> &SessionResult {
        &self.result
    }

    /// Warnings that the user has not seen yet.
    pub fn take_warnings(&mut self) -> Vec<String> {
        std::mem::take(&mut self.warnings)
    }

    /// The final result. Runs that were not started or not finished count as interrupted.
    pub fn result(mut self) -> SessionResult {
        self.result.interrupted = self.runs_done() < self.runs.len();
        // Runs fail in a random order; their ids have a fixed one.
        self.result.diverged.sort();
        self.result.failed.sort();
        self.result
    }

    /// # Errors
    /// If nothing more can be saved. An error in a run is only that run's failure.
    pub fn take(&mut self, event: Event) -> Result<(), ResultsError> {
        let index = match event {
            Event::Warning(warning) => {
                self.warnings.push(warning);
                return Ok(());
            }
            Event::Resumed(index, kept) => {
                self.open_run(index).resume(*kept);
                index
            }
            Event::TrainerState(index, state) => {
                self.open_run(index).add_state(state);
                self.keep(index)?;
                index
            }
            Event::Analysed(index, step, analysed) => {
                let analysed = match analysed {
                    Ok(analysed) => Ok(analysed),
                    Err(trouble) => Err(self.blame(trouble)?),
                };
                if analysed.is_err() {
                    self.signals.abandon(index);
                }
                self.open_run(index).add_analysed(step, analysed);
                self.keep(index)?;
                index
            }
            Event::Trained(index, trained) => {
                self.open_run(index).trained = Some(trained);
                index
            }
        };
        if !self.open.get(&index).is_some_and(OpenRun::is_complete) {
            return Ok(());
        }
        self.signals.rest(index);
        match self.open.remove(&index) {
            Some(open_run) => self.close(index, open_run),
            None => Ok(()),
        }
    }

    fn open_run(&mut self, run: usize) -> &mut OpenRun {
        self.open.entry(run).or_default()
    }

    /// The message for a problem in one run; an error if it affects all runs, such as a missing
    /// folder.
    fn blame(&self, trouble: Trouble) -> Result<String, ResultsError> {
        self.context.folder.check_in_place()?;
        match trouble {
            Trouble::Run(error) => Ok(error),
            Trouble::Everywhere(error) => Err(error),
        }
    }

    /// Keeps a state from which the run can resume, once there is one.
    fn keep(&mut self, index: usize) -> Result<(), ResultsError> {
        let run = self.runs[index];
        let session = self.context.session;
        let schedule = run.settings.schedule();
        let Some(kept) = self.open_run(index).keepable(&schedule, session) else {
            return Ok(());
        };
        let folder = self.context.folder.run(run);
        let Err(error) = folder.keep(&kept) else {
            return Ok(());
        };
        // The run itself may still succeed.
        let error = self.blame(error.into())?;
        self.warnings
            .push(format!("the state of a run was not kept: {error}"));
        Ok(())
    }

    /// Writes the results of a run that is trained and analysed.
    fn close(&mut self, index: usize, mut open_run: OpenRun) -> Result<(), ResultsError> {
        let Some(trained) = open_run.trained.take() else {
            return Ok(());
        };
        let run = self.runs[index];
        let Trained {
            steps,
            seconds,
            end,
            ..
        } = trained;
        let (state, error) = match (open_run.failure.take(), end) {
            // It occurred before the training ended.
            (Some((_, failure)), _) => (RunEnd::Failed, Some(failure)),
            (None, TrainingEnd::Failed(trouble)) => (RunEnd::Failed, Some(self.blame(trouble)?)),
            (None, TrainingEnd::Diverged(message)) => (RunEnd::Diverged, Some(message)),
            (None, TrainingEnd::Complete) => (RunEnd::Finished, None),
            (None, TrainingEnd::Stopped) => return self.leave(run),
        };
        let status = RunStatus {
            format: 0,
            state,
            diverged_at: (state == RunEnd::Diverged).then_some(steps),
            error: error.clone(),
            training_hash: run.training_hash.clone(),
            question_hash: run.question_hash.clone(),
            seed: run.settings.seed,
            backend: self.context.backend.to_owned(),
            crease: env!("CARGO_PKG_VERSION").to_owned(),
            steps,
            train_seconds: seconds,
            analysis_seconds: open_run.analysis_seconds,
            exact_fallbacks: open_run.exact_fallbacks(),
            sessions: open_run.sessions(self.context.session),
            ended: utc_now(),
            settings: run.settings.clone(),
            files: open_run.files(),
            checksum: String::new(),
        };
        self.context.folder.check_in_place()?;
        let written = self.context.folder.run(run).end(status, &open_run.rows());
        let (state, error) = match written {
            Ok(()) => (state, error),
            Err(error) => (RunEnd::Failed, Some(self.blame(error.into())?)),
        };
        if state != RunEnd::Finished {
            let left = run.settings.total_steps().saturating_sub(steps);
            self.signals.spare(left);
        }
        let error = error.unwrap_or_default();
        let id = run.id.clone();
        match state {
            RunEnd::Finished => {
                tracing::info!(run = id, steps, "finished");
                self.result.finished += 1;
            }
            RunEnd::Diverged => {
                tracing::warn!(run = id, "{error}");
                self.result.diverged.push((id, error));
            }
            RunEnd::Failed => {
                tracing::error!(run = id, "failed: {error}");
                self.result.failed.push((id, error));
            }
        }
        Ok(())
    }

    /// Leaves a stopped run as it is, if it can resume.
    fn leave(&mut self, run: &PlannedRun) -> Result<(), ResultsError> {
        let folder = self.context.folder.run(run);
        if folder.resume_file().is_file() {
            tracing::info!(run = run.id, "stopped; resumes from here next time");
            return Ok(());
        }
        tracing::info!(run = run.id, "stopped before its first state was kept");
        if let Err(error) = folder.discard() {
            // The rest is removed when the run starts again; other runs must be kept.
            let error = self.blame(error.into())?;
            self.warnings.push(error);
        }
        Ok(())
    }
}
