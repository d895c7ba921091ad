use super::collect::Collector;
use super::context::Context;
use super::event::{Event, Job};
use super::progress::Progress;
use super::signals::Signals;
use super::trainer::Outlet;
use super::{Tally, analyse, trainer};
use crease_experiment::plan::PlannedRun;
use crease_results::{Journal, ResultsError, Running};
use crossbeam_channel::{Receiver, RecvTimeoutError, bounded, unbounded};
use std::thread;
use std::time::{Duration, Instant};

/// How often the bar moves and signals are looked for.
const TICK: Duration = Duration::from_millis(200);

/// How often others are told how far the session is.
const BETWEEN_NOTES: Duration = Duration::from_secs(5);

/// Checkpoints that wait for an analyst, for each job.
const WAITING: usize = 2;

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
        let steps = signals.steps();
        progress.spare(signals.spared());
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
    let steps = signals.steps();
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
