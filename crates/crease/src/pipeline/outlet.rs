use super::analyse::analyse;
use super::context::Context;
use super::event::{Event, Job};
use super::monitor::Monitor;
use super::{SessionResult, TICK};
use crease_experiment::plan::PlannedRun;
use crease_results::ResultsError;
use crossbeam_channel::{Receiver, Sender};
use std::cell::RefCell;
use std::ops::ControlFlow;
use std::time::Instant;

/// Where a trainer sends its checkpoints and events. It must stop once nothing more can be saved.
pub(super) trait Outlet {
    /// Sends a checkpoint to be analysed.
    fn analyse(&self, job: Job) -> ControlFlow<()>;

    /// Sends an event to the collector.
    fn send(&self, event: Event) -> ControlFlow<()>;

    /// Called after each step.
    fn step(&self) -> ControlFlow<()>;
}

/// Channels to the threads that analyse, and to the one that collects.
#[derive(Clone)]
pub(super) struct Channels {
    pub jobs: Sender<Job>,
    pub events: Sender<Event>,
}

/// The channels close only when results can no longer be written.
fn continue_if(kept: bool) -> ControlFlow<()> {
    if kept {
        ControlFlow::Continue(())
    } else {
        ControlFlow::Break(())
    }
}

impl Outlet for Channels {
    fn analyse(&self, job: Job) -> ControlFlow<()> {
        continue_if(self.jobs.send(job).is_ok())
    }

    fn send(&self, event: Event) -> ControlFlow<()> {
        continue_if(self.events.send(event).is_ok())
    }

    fn step(&self) -> ControlFlow<()> {
        ControlFlow::Continue(())
    }
}

/// No channels: this thread, the only one, also analyses and collects.
pub(super) struct Alone<'a> {
    runs: &'a [&'a PlannedRun],
    context: &'a Context<'a>,
    monitor: RefCell<Monitor<'a>>,
    failed: RefCell<Option<ResultsError>>,
    attended: RefCell<Instant>,
}

impl<'a> Alone<'a> {
    pub fn new(runs: &'a [&'a PlannedRun], context: &'a Context<'a>, monitor: Monitor<'a>) -> Self {
        Self {
            runs,
            context,
            monitor: monitor.into(),
            failed: None.into(),
            attended: Instant::now().into(),
        }
    }

    /// The final result.
    pub fn close(self) -> Result<SessionResult, ResultsError> {
        match self.failed.into_inner() {
            Some(error) => Err(error),
            None => Ok(self.monitor.into_inner().close()),
        }
    }

    fn attend(&self, event: Option<Event>) -> ControlFlow<()> {
        self.attended.replace(Instant::now());
        let attended = self.monitor.borrow_mut().attend(event);
        let going = continue_if(attended.is_ok());
        if let Err(error) = attended {
            self.failed.borrow_mut().get_or_insert(error);
        }
        going
    }
}

impl Outlet for Alone<'_> {
    fn analyse(&self, job: Job) -> ControlFlow<()> {
        let analysed = analyse(&job, self.runs[job.run], self.context.folder);
        self.attend(Some(Event::Analysed(job.run, job.step, analysed)))
    }

    fn send(&self, event: Event) -> ControlFlow<()> {
        self.attend(Some(event))
    }

    fn step(&self) -> ControlFlow<()> {
        if self.attended.borrow().elapsed() < TICK {
            return ControlFlow::Continue(());
        }
        self.attend(None)
    }
}

/// Handles events until all threads that send them have ended.
pub(super) fn collect(
    mut monitor: Monitor,
    events: &Receiver<Event>,
) -> Result<SessionResult, ResultsError> {
    use crossbeam_channel::RecvTimeoutError::{Disconnected, Timeout};
    loop {
        match events.recv_timeout(TICK) {
            Ok(event) => monitor.attend(Some(event))?,
            Err(Timeout) => monitor.attend(None)?,
            Err(Disconnected) => return Ok(monitor.close()),
        }
    }
}
