use super::Tally;
use super::context::Context;
use super::event::{Event, Trained, TrainingEnd, Trouble};
use super::ledger::Ledger;
use super::signals::Signals;
use crease_experiment::plan::PlannedRun;
use crease_results::{ResultsError, State, Status, utc_now};
use std::collections::HashMap;

/// Keeps the books: which run has which rows, and when it is complete.
pub(super) struct Collector<'a> {
    runs: &'a [&'a PlannedRun],
    context: &'a Context<'a>,
    signals: &'a Signals<'a>,
    /// Runs under way.
    open: HashMap<usize, Ledger>,
    tally: Tally,
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
            tally: Tally {
                // Until all is done.
                interrupted: true,
                ..Tally::default()
            },
            warnings: Vec::new(),
        }
    }

    /// Runs that ended, well or not.
    pub fn runs_done(&self) -> usize {
        self.tally.finished + self.tally.diverged.len() + self.tally.failed.len()
    }

    /// What came of it so far.
    pub fn so_far(&self) -> &Tally {
        &self.tally
    }

    /// What the user has not been told yet.
    pub fn take_warnings(&mut self) -> Vec<String> {
        std::mem::take(&mut self.warnings)
    }

    /// What came of it all. Runs that nobody started or finished were interrupted.
    pub fn tally(mut self) -> Tally {
        self.tally.interrupted = self.runs_done() < self.runs.len();
        // The order in which runs fail is chance; the order of their ids is not.
        self.tally.diverged.sort();
        self.tally.failed.sort();
        self.tally
    }

    /// # Errors
    /// If nothing more can be kept. What goes wrong in a run is that run's failure.
    pub fn take(&mut self, event: Event) -> Result<(), ResultsError> {
        let index = match event {
            Event::Warning(warning) => {
                self.warnings.push(warning);
                return Ok(());
            }
            Event::Resumed(index, kept) => {
                self.ledger(index).resume(*kept);
                index
            }
            Event::Resumable(index, resumable) => {
                self.ledger(index).note_resumable(resumable);
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
                self.ledger(index).note_analysed(step, analysed);
                self.keep(index)?;
                index
            }
            Event::Trained(index, trained) => {
                self.ledger(index).trained = Some(trained);
                index
            }
        };
        if !self.open.get(&index).is_some_and(Ledger::is_complete) {
            return Ok(());
        }
        self.signals.rest(index);
        match self.open.remove(&index) {
            Some(ledger) => self.close(index, ledger),
            None => Ok(()),
        }
    }

    fn ledger(&mut self, run: usize) -> &mut Ledger {
        self.open.entry(run).or_default()
    }

    /// The words for trouble in one run; an error if it is everywhere, or because the folder is
    /// gone.
    fn blame(&self, trouble: Trouble) -> Result<String, ResultsError> {
        self.context.folder.check_in_place()?;
        match trouble {
            Trouble::Run(error) => Ok(error),
            Trouble::Everywhere(error) => Err(error),
        }
    }

    /// Keeps what the run can go on from, once there is something.
    fn keep(&mut self, index: usize) -> Result<(), ResultsError> {
        let run = self.runs[index];
        let session = self.context.session;
        let schedule = run.settings.schedule();
        let Some(kept) = self.ledger(index).keepable(&schedule, session) else {
            return Ok(());
        };
        let folder = self.context.folder.run(run);
        let Err(error) = folder.keep(&kept) else {
            return Ok(());
        };
        // The run itself may still end well.
        let error = self.blame(error.into())?;
        self.warnings
            .push(format!("the state of a run is not kept: {error}"));
        Ok(())
    }

    /// Writes the results of a run that is trained and analysed.
    fn close(&mut self, index: usize, mut ledger: Ledger) -> Result<(), ResultsError> {
        let Some(trained) = ledger.trained.take() else {
            return Ok(());
        };
        let run = self.runs[index];
        let Trained {
            steps,
            seconds,
            end,
            ..
        } = trained;
        let (state, error) = match (ledger.failure.take(), end) {
            // It lies before whatever ended the training, which may not have come to that.
            (Some((_, failure)), _) => (State::Failed, Some(failure)),
            (None, TrainingEnd::Failed(trouble)) => (State::Failed, Some(self.blame(trouble)?)),
            (None, TrainingEnd::Diverged(message)) => (State::Diverged, Some(message)),
            (None, TrainingEnd::Complete) => (State::Finished, None),
            (None, TrainingEnd::Stopped) => return self.leave(run),
        };
        let status = Status {
            format: 0,
            state,
            diverged_at: (state == State::Diverged).then_some(steps),
            error: error.clone(),
            training_hash: run.training_hash.clone(),
            question_hash: run.question_hash.clone(),
            seed: run.settings.seed,
            backend: self.context.backend.to_owned(),
            crease: env!("CARGO_PKG_VERSION").to_owned(),
            steps,
            train_seconds: seconds,
            analysis_seconds: ledger.analysis_seconds,
            exact_fallbacks: ledger.exact_fallbacks(),
            sessions: ledger.sessions(self.context.session),
            ended: utc_now(),
            settings: run.settings.clone(),
            files: ledger.files(),
            checksum: String::new(),
        };
        self.context.folder.check_in_place()?;
        let written = self.context.folder.run(run).end(status, &ledger.rows());
        let (state, error) = match written {
            Ok(()) => (state, error),
            Err(error) => (State::Failed, Some(self.blame(error.into())?)),
        };
        if state != State::Finished {
            let left = run.settings.total_steps().saturating_sub(steps);
            self.signals.spare(left);
        }
        let error = error.unwrap_or_default();
        let id = run.id.clone();
        match state {
            State::Finished => {
                tracing::info!(run = id, steps, "finished");
                self.tally.finished += 1;
            }
            State::Diverged => {
                tracing::warn!(run = id, "{error}");
                self.tally.diverged.push((id, error));
            }
            State::Failed => {
                tracing::error!(run = id, "failed: {error}");
                self.tally.failed.push((id, error));
            }
        }
        Ok(())
    }

    /// Leaves a run that was stopped as it is, if there is something to go on from.
    fn leave(&mut self, run: &PlannedRun) -> Result<(), ResultsError> {
        let folder = self.context.folder.run(run);
        if folder.kept_file().is_file() {
            tracing::info!(run = run.id, "stopped, and goes on from here next time");
            return Ok(());
        }
        tracing::info!(run = run.id, "stopped at its beginning");
        if let Err(error) = folder.discard() {
            // What stays will be removed when the run begins again; other runs are to be kept.
            let error = self.blame(error.into())?;
            self.warnings.push(error);
        }
        Ok(())
    }
}
