use super::collect::Collector;
use super::event::{Event, Job};
use super::progress::Progress;
use super::trainer::Outlet;
use super::{Tally, analyse, trainer};
use crease_experiment::plan::PlannedRun;
use crease_experiment::settings::RunSettings;
use crease_results::{Folder, Journal, ResultsError, Running};
use crease_train::{Datasets, Observer, Outcome, State, TrainError};
use crossbeam_channel::{Receiver, RecvTimeoutError, bounded, unbounded};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

/// How often the bar moves and signals are looked for.
const TICK: Duration = Duration::from_millis(200);

/// How often others are told how far the session is.
const BETWEEN_NOTES: Duration = Duration::from_secs(5);

/// Checkpoints that wait for an analyst, for each job.
const WAITING: usize = 2;

/// Trains a run, from a state if there is one; [`crease_train::train_from`] with its backend, or a
/// test's stand-in.
pub type Train<'a> = dyn Fn(&RunSettings, Option<State>, &mut dyn Observer) -> Result<Outcome, TrainError>
    + Sync
    + 'a;

/// What all runs have in common.
pub struct Context<'a> {
    /// Where they are written.
    pub folder: &'a Folder,
    /// What their tasks need beside their settings.
    pub datasets: &'a Datasets,
    /// How they are trained.
    pub train: &'a Train<'a>,
    /// The name of what computes the steps.
    pub backend: &'a str,
    /// Runs at a time.
    pub jobs: usize,
    /// How often the state of a run under way is kept.
    pub keep_every: Duration,
    /// Set when the user asks to end.
    pub stop: &'a AtomicBool,
    /// Runs of the plan that ended before.
    pub ended_before: usize,
    /// The name of this session.
    pub session: &'a str,
}

/// What threads tell each other beside the channels.
pub(super) struct Signals<'a> {
    stop: &'a AtomicBool,
    /// Set for a run whose analysis failed, so that its training ends too.
    pub abandoned: Vec<AtomicBool>,
    /// Steps trained so far, in all runs.
    steps: AtomicU64,
    /// Steps that nobody will train in this session: others did, or their run is over.
    spared: AtomicU64,
    /// One more than the steps behind each run under way; 0 for all others.
    at: Vec<AtomicU64>,
}

impl<'a> Signals<'a> {
    pub fn new(stop: &'a AtomicBool, runs: usize) -> Self {
        Self {
            stop,
            abandoned: (0..runs).map(|_| AtomicBool::new(false)).collect(),
            steps: AtomicU64::new(0),
            spared: AtomicU64::new(0),
            at: (0..runs).map(|_| AtomicU64::new(0)).collect(),
        }
    }

    /// Whether the user asked to end.
    pub fn is_stopping(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }

    pub fn abandon(&self, run: usize) {
        self.abandoned[run].store(true, Ordering::Relaxed);
    }

    pub fn spare(&self, steps: u64) {
        self.spared.fetch_add(steps, Ordering::Relaxed);
    }

    pub fn took_step(&self, run: usize, step: u64) {
        self.steps.fetch_add(1, Ordering::Relaxed);
        self.at(run, step);
    }

    pub fn at(&self, run: usize, step: u64) {
        self.at[run].store(step + 1, Ordering::Relaxed);
    }

    /// The run is not under way any more: it is trained, and analysed.
    pub fn rest(&self, run: usize) {
        self.at[run].store(0, Ordering::Relaxed);
    }

    fn abandon_all(&self) {
        (0..self.abandoned.len()).for_each(|run| self.abandon(run));
    }

    pub fn running(&self, runs: &[&PlannedRun]) -> Vec<Running> {
        let at = self.at.iter().map(|at| at.load(Ordering::Relaxed));
        let under_way = runs.iter().zip(at).filter(|(_, at)| *at > 0);
        let running = under_way.map(|(run, at)| Running {
            run: run.id.clone(),
            step: at - 1,
        });
        running.collect()
    }
}

/// Trains and analyses `runs`, and writes each one's results when it is complete.
///
/// # Errors
/// If nothing more can be kept. What goes wrong in a run is recorded as that run's failure.
pub fn execute(
    runs: &[&PlannedRun],
    context: &Context,
    journal: &mut Journal,
) -> Result<Tally, ResultsError> {
    let began = Instant::now();
    let signals = Signals::new(context.stop, runs.len());
    let (queue, next_runs) = unbounded();
    for index in longest_first(runs) {
        let _ = queue.send(index);
    }
    drop(queue);
    let (jobs, waiting) = bounded::<Job>(WAITING * context.jobs);
    let (tell, events) = bounded::<Event>(WAITING * context.jobs);

    let mut tally = thread::scope(|scope| {
        for _ in 0..context.jobs.min(runs.len()) {
            let (next_runs, jobs, tell, signals) =
                (next_runs.clone(), jobs.clone(), tell.clone(), &signals);
            scope.spawn(move || {
                let outlet = Outlet {
                    jobs: &jobs,
                    tell: &tell,
                };
                // The queue is full from the start, so empty means done.
                while let Ok(index) = next_runs.try_recv()
                    && !signals.is_stopping()
                {
                    let trained = trainer::train_run(index, runs[index], context, signals, &outlet);
                    if tell.send(Event::Trained(index, trained)).is_err() {
                        break;
                    }
                }
            });
        }
        for _ in 0..context.jobs {
            let (waiting, tell) = (waiting.clone(), tell.clone());
            scope.spawn(move || {
                for job in waiting {
                    let analysed = analyse::analyse(&job, runs[job.run], context.folder);
                    let event = Event::Analysed(job.run, job.step, analysed);
                    if tell.send(event).is_err() {
                        break;
                    }
                }
            });
        }
        // Only the threads hold these now: they end when the threads do.
        drop((jobs, waiting, tell));
        let collected = collect(runs, context, &signals, &events, journal);
        // If it failed, the threads find the channel closed behind it and end by themselves.
        drop(events);
        if collected.is_err() {
            // Nothing can be recorded any more, so nothing more need be computed.
            signals.abandon_all();
            while next_runs.try_recv().is_ok() {}
        }
        collected
    })?;
    tally.wall = began.elapsed();
    Ok(tally)
}

/// Takes in events until all threads are done.
fn collect(
    runs: &[&PlannedRun],
    context: &Context,
    signals: &Signals,
    events: &Receiver<Event>,
    journal: &mut Journal,
) -> Result<Tally, ResultsError> {
    let mut collector = Collector::new(runs, context, signals);
    let mut progress = Progress::new(runs, context.ended_before);
    let mut told = false;
    let began = Instant::now();
    let mut noted = None;
    loop {
        match events.recv_timeout(TICK) {
            Ok(event) => collector.take(event)?,
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => break,
        }
        for warning in collector.take_warnings() {
            tracing::warn!("{warning}");
            progress.say(&format!("warning: {warning}"));
        }
        if !told && signals.is_stopping() {
            progress.say("stopping after the step under way; once more to end at once");
            told = true;
        }
        let steps = signals.steps.load(Ordering::Relaxed);
        progress.spare(signals.spared.load(Ordering::Relaxed));
        progress.show(steps, collector.runs_done());
        if noted.is_none_or(|noted: Instant| noted.elapsed() >= BETWEEN_NOTES) {
            context.folder.check_in_place()?;
            note(
                journal,
                collector.so_far(),
                began,
                steps,
                signals.running(runs),
            );
            noted = Some(Instant::now());
        }
    }
    let steps = signals.steps.load(Ordering::Relaxed);
    progress.end(steps, collector.runs_done());
    let tally = collector.tally();
    note(journal, &tally, began, steps, Vec::new());
    Ok(tally)
}

/// Tells others how far the session is. It goes on even if they cannot know.
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

/// Long runs first, so that no long run is left for the end while other cores have nothing to do.
pub fn longest_first(runs: &[&PlannedRun]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..runs.len()).collect();
    order.sort_by_key(|&index| std::cmp::Reverse(runs[index].settings.total_steps()));
    order
}
