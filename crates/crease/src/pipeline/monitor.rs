use super::SessionResult;
use super::collect::Collector;
use super::context::Context;
use super::event::Event;
use super::progress::Progress;
use super::signals::Signals;
use crease_experiment::plan::PlannedRun;
use crease_results::{Journal, ResultsError, RunProgress};
use std::time::{Duration, Instant};

/// How often the progress of the session is recorded.
const BETWEEN_NOTES: Duration = Duration::from_secs(5);

/// Receives all events: passes them to the collector, shows progress to the user, and records it for
/// other processes.
pub(super) struct Monitor<'a> {
    runs: &'a [&'a PlannedRun],
    context: &'a Context<'a>,
    signals: &'a Signals<'a>,
    journal: &'a mut Journal,
    collector: Collector<'a>,
    progress: Progress,
    said_that_it_stops: bool,
    began: Instant,
    noted: Option<Instant>,
}

impl<'a> Monitor<'a> {
    pub fn new(
        runs: &'a [&'a PlannedRun],
        context: &'a Context<'a>,
        signals: &'a Signals<'a>,
        journal: &'a mut Journal,
    ) -> Self {
        Self {
            runs,
            context,
            signals,
            journal,
            collector: Collector::new(runs, context, signals),
            progress: Progress::new(runs, context.ended_before),
            said_that_it_stops: false,
            began: Instant::now(),
            noted: None,
        }
    }

    /// Handles an event, if there is one, and shows and records progress.
    ///
    /// # Errors
    /// If nothing more can be saved.
    pub fn attend(&mut self, event: Option<Event>) -> Result<(), ResultsError> {
        if let Some(event) = event {
            self.collector.take(event)?;
        }
        for warning in self.collector.take_warnings() {
            self.warn(&warning);
        }
        if !self.said_that_it_stops && self.signals.is_stopping() {
            self.progress
                .note("stopping after the current step; press Ctrl-C again to stop at once");
            self.said_that_it_stops = true;
        }
        self.progress.spare(self.signals.spared());
        self.progress
            .show(self.signals.steps(), self.collector.runs_done());
        if self
            .noted
            .is_none_or(|noted| noted.elapsed() >= BETWEEN_NOTES)
        {
            self.context.folder.check_in_place()?;
            let running = self.signals.running(self.runs);
            note(
                self.journal,
                self.collector.so_far(),
                self.began,
                self.signals.steps(),
                running,
            );
            self.noted = Some(Instant::now());
        }
        Ok(())
    }

    pub fn warn(&self, warning: &str) {
        tracing::warn!("{warning}");
        self.progress.note(&format!("warning: {warning}"));
    }

    /// The final result, once all work has ended.
    pub fn close(self) -> SessionResult {
        let steps = self.signals.steps();
        self.progress.end(steps, self.collector.runs_done());
        let result = self.collector.result();
        note(self.journal, &result, self.began, steps, Vec::new());
        result
    }
}

/// Records the progress of the session; a failure to write it does not end the session.
fn note(
    journal: &mut Journal,
    result: &SessionResult,
    began: Instant,
    steps: u64,
    running: Vec<RunProgress>,
) {
    let noted = journal.note(|record| {
        record.steps = steps;
        record.running = running;
        let session = &mut record.session;
        session.wall_seconds = began.elapsed().as_secs_f64();
        session.runs_finished = result.finished;
        session.runs_diverged = result.diverged.len();
        session.runs_failed = result.failed.len();
        session.interrupted = result.interrupted;
    });
    if let Err(error) = noted {
        tracing::warn!("{error}");
    }
}
