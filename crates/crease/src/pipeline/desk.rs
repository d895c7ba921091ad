use super::Tally;
use super::collect::Collector;
use super::context::Context;
use super::event::Event;
use super::progress::Progress;
use super::signals::Signals;
use crease_experiment::plan::PlannedRun;
use crease_results::{Journal, ResultsError, Running};
use std::time::{Duration, Instant};

/// How often others are told how far the session is.
const BETWEEN_NOTES: Duration = Duration::from_secs(5);

/// Where all events come in: the collector takes them, the user sees how far it is, and other
/// processes can read it.
pub(super) struct Desk<'a> {
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

impl<'a> Desk<'a> {
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

    /// Takes in what happened, if something did, and tells everyone who may want to know.
    ///
    /// # Errors
    /// If nothing more can be kept.
    pub fn attend(&mut self, event: Option<Event>) -> Result<(), ResultsError> {
        if let Some(event) = event {
            self.collector.take(event)?;
        }
        for warning in self.collector.take_warnings() {
            self.warn(&warning);
        }
        if !self.said_that_it_stops && self.signals.is_stopping() {
            self.progress
                .say("stopping after the step under way; once more to end at once");
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
        self.progress.say(&format!("warning: {warning}"));
    }

    /// What came of it all, once nothing more happens.
    pub fn close(self) -> Tally {
        let steps = self.signals.steps();
        self.progress.end(steps, self.collector.runs_done());
        let tally = self.collector.tally();
        note(self.journal, &tally, self.began, steps, Vec::new());
        tally
    }
}

/// Tells others how far the session is. It continues even if that cannot be written.
fn note(journal: &mut Journal, tally: &Tally, began: Instant, steps: u64, running: Vec<Running>) {
    let noted = journal.note(|record| {
        record.steps = steps;
        record.running = running;
        let session = &mut record.session;
        session.wall_seconds = began.elapsed().as_secs_f64();
        session.runs_finished = tally.finished;
        session.runs_diverged = tally.diverged.len();
        session.runs_failed = tally.failed.len();
        session.interrupted = tally.interrupted;
    });
    if let Err(error) = noted {
        tracing::warn!("{error}");
    }
}
