use super::scheduler::{Context, Signals};
use super::{Analysed, Event, Tally, Trained, TrainingEnd};
use crease_experiment::plan::PlannedRun;
use crease_results::{ResultsError, Row, State, Status, utc_now};
use std::collections::HashMap;
use std::sync::atomic::Ordering;

/// Keeps the books: which run has which rows, and when it is complete.
pub(super) struct Collector<'a> {
    runs: &'a [&'a PlannedRun],
    context: &'a Context<'a>,
    signals: &'a Signals<'a>,
    /// Runs under way.
    open: HashMap<usize, Ledger>,
    tally: Tally,
    steps_left_out: u64,
}

/// What is known of a run under way.
#[derive(Default)]
struct Ledger {
    rows: Vec<Row>,
    /// Checkpoints that came back, with a row or without.
    analysed: usize,
    analysis_seconds: f64,
    exact_fallbacks: u64,
    /// The first thing that went wrong in the analysis.
    failure: Option<String>,
    trained: Option<Trained>,
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
            tally: Tally::default(),
            steps_left_out: 0,
        }
    }

    /// Runs that ended, well or not.
    pub fn runs_done(&self) -> usize {
        self.tally.finished + self.tally.failed.len()
    }

    /// Steps of failed runs that nobody will train.
    pub fn steps_left_out(&self) -> u64 {
        self.steps_left_out
    }

    /// What came of it all. Runs that nobody started or finished were interrupted.
    pub fn tally(mut self) -> Tally {
        self.tally.interrupted = self.runs_done() < self.runs.len();
        // The order in which runs fail is chance; the order of their ids is not.
        self.tally.failed.sort();
        self.tally
    }

    pub fn take(&mut self, event: Event) -> Result<(), ResultsError> {
        let run = match event {
            Event::Analysed(run, analysed) => {
                self.note_analysed(run, analysed);
                run
            }
            Event::Trained(run, trained) => {
                self.ledger(run).trained = Some(trained);
                run
            }
        };
        let complete = self.open.get(&run).is_some_and(Ledger::is_complete);
        match self.open.remove(&run) {
            Some(ledger) if complete => self.close(run, ledger),
            Some(ledger) => {
                self.open.insert(run, ledger);
                Ok(())
            }
            None => Ok(()),
        }
    }

    fn ledger(&mut self, run: usize) -> &mut Ledger {
        self.open.entry(run).or_default()
    }

    fn note_analysed(&mut self, run: usize, analysed: Result<Analysed, String>) {
        let ledger = self.ledger(run);
        ledger.analysed += 1;
        match analysed {
            Ok(analysed) => {
                ledger.analysis_seconds += analysed.seconds;
                ledger.exact_fallbacks += analysed.exact_fallbacks;
                ledger.rows.push(analysed.row);
            }
            Err(error) => {
                ledger.failure.get_or_insert(error);
                self.signals.abandoned[run].store(true, Ordering::Relaxed);
            }
        }
    }

    /// Writes the results of a run that is trained and analysed; the status last, since it is what
    /// makes the run finished.
    fn close(&mut self, index: usize, mut ledger: Ledger) -> Result<(), ResultsError> {
        let Some(trained) = ledger.trained.take() else {
            return Ok(());
        };
        let run = self.runs[index];
        let folder = self.context.folder.run(&run.id);
        let failure = match trained.end {
            TrainingEnd::Failed(error) => Some(error),
            TrainingEnd::Complete | TrainingEnd::Stopped if ledger.failure.is_some() => {
                ledger.failure
            }
            TrainingEnd::Complete => None,
            TrainingEnd::Stopped => return folder.discard(),
        };
        // Analysts finish in any order.
        ledger.rows.sort_by_key(|row| row.step);
        if failure.is_none() {
            folder.write_measures(&run.settings.measures, &ledger.rows)?;
        }
        folder.write_status(&Status {
            state: if failure.is_some() {
                State::Failed
            } else {
                State::Finished
            },
            error: failure.clone(),
            hash: run.hash.clone(),
            seed: run.settings.seed,
            backend: self.context.backend.to_owned(),
            steps: trained.steps,
            train_seconds: trained.seconds,
            analysis_seconds: ledger.analysis_seconds,
            exact_fallbacks: ledger.exact_fallbacks,
            ended: utc_now(),
            settings: run.settings.clone(),
        })?;
        match failure {
            None => self.tally.finished += 1,
            Some(error) => {
                self.steps_left_out += run.settings.total_steps().saturating_sub(trained.steps);
                self.tally.failed.push((run.id.clone(), error));
            }
        }
        Ok(())
    }
}

impl Ledger {
    /// Trained, and every checkpoint that was sent came back.
    fn is_complete(&self) -> bool {
        let sent = self.trained.as_ref().map(|trained| trained.checkpoints);
        sent == Some(self.analysed)
    }
}
