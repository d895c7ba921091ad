use super::collect::Collector;
use super::progress::Progress;
use super::{Event, Job, Tally, analyse, trainer};
use crease_experiment::plan::PlannedRun;
use crease_experiment::settings::RunSettings;
use crease_results::{Folder, ResultsError};
use crease_train::{Datasets, Observer, Outcome, TrainError};
use crossbeam_channel::{RecvTimeoutError, bounded, unbounded};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

/// How often the bar moves and signals are looked for.
const TICK: Duration = Duration::from_millis(200);

/// Checkpoints that wait for an analyst, for each job.
const WAITING: usize = 2;

/// Trains a run; [`crease_train::train`] with its backend, or a test's stand-in.
pub type Train<'a> =
    dyn Fn(&RunSettings, &mut dyn Observer) -> Result<Outcome, TrainError> + Sync + 'a;

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
    /// Set when the user asks to end.
    pub stop: &'a AtomicBool,
    /// Runs of the plan that are finished already.
    pub finished_before: usize,
}

/// What threads tell each other beside the channels.
pub(super) struct Signals<'a> {
    /// Set when the user asks to end.
    pub stop: &'a AtomicBool,
    /// Set for a run whose analysis failed, so that its training ends too.
    pub abandoned: Vec<AtomicBool>,
    /// Steps trained so far, in all runs.
    pub steps: AtomicU64,
}

/// Trains and analyses `runs`, and writes each one's results when it is complete.
///
/// # Errors
/// If results cannot be written. What goes wrong in a run is recorded as that run's failure.
pub fn execute(runs: &[&PlannedRun], context: &Context) -> Result<Tally, ResultsError> {
    let began = Instant::now();
    let signals = Signals {
        stop: context.stop,
        abandoned: runs.iter().map(|_| AtomicBool::new(false)).collect(),
        steps: AtomicU64::new(0),
    };
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
                // The queue is full from the start, so empty means done.
                while let Ok(index) = next_runs.try_recv()
                    && !signals.stop.load(Ordering::Relaxed)
                {
                    let trained = trainer::train_run(index, runs[index], context, signals, &jobs);
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
                    if tell.send(Event::Analysed(job.run, analysed)).is_err() {
                        break;
                    }
                }
            });
        }
        // Only the threads hold these now: they end when the threads do.
        drop((jobs, waiting, tell));
        collect(runs, context, &signals, events)
    })?;
    tally.wall = began.elapsed();
    Ok(tally)
}

/// Takes in events until all threads are done. If it fails, the channel closes behind it and the
/// threads end by themselves.
fn collect(
    runs: &[&PlannedRun],
    context: &Context,
    signals: &Signals,
    events: crossbeam_channel::Receiver<Event>,
) -> Result<Tally, ResultsError> {
    let mut collector = Collector::new(runs, context, signals);
    let mut progress = Progress::new(runs, context.finished_before);
    let mut told = false;
    loop {
        match events.recv_timeout(TICK) {
            Ok(event) => {
                if let Err(error) = collector.take(event) {
                    // Nothing can be recorded any more, so nothing more need be computed.
                    signals.abandon_all();
                    drop(events);
                    return Err(error);
                }
            }
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => break,
        }
        if !told && signals.stop.load(Ordering::Relaxed) {
            progress.say("stopping after the step under way; once more to end at once");
            told = true;
        }
        let steps = signals.steps.load(Ordering::Relaxed) + collector.steps_left_out();
        progress.show(steps, collector.runs_done());
    }
    progress.end(signals.steps.load(Ordering::Relaxed), collector.runs_done());
    Ok(collector.tally())
}

impl Signals<'_> {
    fn abandon_all(&self) {
        for abandoned in &self.abandoned {
            abandoned.store(true, Ordering::Relaxed);
        }
    }
}

/// Long runs first, so that no long run is left for the end while other cores have nothing to do.
fn longest_first(runs: &[&PlannedRun]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..runs.len()).collect();
    order.sort_by_key(|&index| std::cmp::Reverse(runs[index].settings.total_steps()));
    order
}
