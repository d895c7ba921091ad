use super::analyse::analyse;
use super::context::Context;
use super::desk::Desk;
use super::event::{Event, Job};
use super::{TICK, Tally};
use crease_experiment::plan::PlannedRun;
use crease_results::ResultsError;
use crossbeam_channel::{Receiver, Sender};
use std::cell::RefCell;
use std::ops::ControlFlow;
use std::time::Instant;

/// Where a trainer's things go. It is to stop once nothing of them can be kept any more.
pub(super) trait Outlet {
    /// A checkpoint, to be analysed.
    fn analyse(&self, job: Job) -> ControlFlow<()>;

    /// All else, for the collector.
    fn tell(&self, event: Event) -> ControlFlow<()>;

    /// A step was taken, of which nobody need hear.
    fn step(&self) -> ControlFlow<()>;
}

/// To the threads that analyse, and to the one that collects.
#[derive(Clone)]
pub(super) struct Channels {
    pub jobs: Sender<Job>,
    pub tell: Sender<Event>,
}

/// The channels are closed only when results cannot be written any more.
fn go_on_if(kept: bool) -> ControlFlow<()> {
    if kept {
        ControlFlow::Continue(())
    } else {
        ControlFlow::Break(())
    }
}

impl Outlet for Channels {
    fn analyse(&self, job: Job) -> ControlFlow<()> {
        go_on_if(self.jobs.send(job).is_ok())
    }

    fn tell(&self, event: Event) -> ControlFlow<()> {
        go_on_if(self.tell.send(event).is_ok())
    }

    fn step(&self) -> ControlFlow<()> {
        ControlFlow::Continue(())
    }
}

/// Nowhere: this thread, the only one that there is, analyses and collects too.
pub(super) struct Alone<'a> {
    runs: &'a [&'a PlannedRun],
    context: &'a Context<'a>,
    desk: RefCell<Desk<'a>>,
    failed: RefCell<Option<ResultsError>>,
    attended: RefCell<Instant>,
}

impl<'a> Alone<'a> {
    pub fn new(runs: &'a [&'a PlannedRun], context: &'a Context<'a>, desk: Desk<'a>) -> Self {
        Self {
            runs,
            context,
            desk: desk.into(),
            failed: None.into(),
            attended: Instant::now().into(),
        }
    }

    /// What came of it all.
    pub fn close(self) -> Result<Tally, ResultsError> {
        match self.failed.into_inner() {
            Some(error) => Err(error),
            None => Ok(self.desk.into_inner().close()),
        }
    }

    fn attend(&self, event: Option<Event>) -> ControlFlow<()> {
        self.attended.replace(Instant::now());
        let attended = self.desk.borrow_mut().attend(event);
        let going = go_on_if(attended.is_ok());
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

    fn tell(&self, event: Event) -> ControlFlow<()> {
        self.attend(Some(event))
    }

    fn step(&self) -> ControlFlow<()> {
        if self.attended.borrow().elapsed() < TICK {
            return ControlFlow::Continue(());
        }
        self.attend(None)
    }
}

/// Takes in events until all threads that tell of some have ended.
pub(super) fn collect(mut desk: Desk, events: &Receiver<Event>) -> Result<Tally, ResultsError> {
    use crossbeam_channel::RecvTimeoutError::{Disconnected, Timeout};
    loop {
        match events.recv_timeout(TICK) {
            Ok(event) => desk.attend(Some(event))?,
            Err(Timeout) => desk.attend(None)?,
            Err(Disconnected) => return Ok(desk.close()),
        }
    }
}
