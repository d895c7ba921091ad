use super::context::Context;
use super::event::{Event, Job, Trained};
use super::monitor::Monitor;
use super::outlet::{Alone, Channels, Outlet, collect};
use super::signals::Signals;
use super::{SessionResult, analyse, remeasure, stacks, trainer};
use crease_experiment::plan::PlannedRun;
use crease_results::{Earlier, Journal, ResultsError};
use crossbeam_channel::{Receiver, bounded, unbounded};
use std::thread;
use std::time::Instant;

/// Checkpoints that wait for an analyst, for each job.
const WAITING: usize = 2;

/// Trains and analyses `runs`, and writes the results of each when it is complete. If the system grants
/// fewer threads, those do the work; if it grants none, this one does.
///
/// # Errors
/// If nothing more can be saved. An error in a run is recorded as that run's failure.
pub fn execute(
    runs: &[&PlannedRun],
    context: &Context,
    journal: &mut Journal,
) -> Result<SessionResult, ResultsError> {
    let began = Instant::now();
    let signals = Signals::new(context.stop, runs.len());
    let earlier = runs.iter().map(|run| context.folder.run(run).earlier());
    let earlier: Vec<Earlier> = earlier.collect();
    for (run, earlier) in runs.iter().zip(&earlier) {
        if matches!(earlier, Earlier::Kept(_)) {
            signals.spare(run.settings.total_steps());
        }
    }
    let trains = |index: usize| !matches!(earlier[index], Earlier::Kept(_));
    let groups = stacks::groups(runs, longest_first(runs), context.stacking, trains);
    let trainers = match context.stacking {
        Some(_) => 1,
        None => context.jobs.min(runs.len()),
    };
    let (queue, next_groups) = unbounded();
    for group in groups {
        let _ = queue.send(group);
    }
    drop(queue);
    let crew = Crew {
        runs,
        context,
        signals: &signals,
        earlier,
        trainers,
        next_groups,
    };
    let monitor = Monitor::new(runs, context, &signals, journal);
    let mut result = thread::scope(|scope| {
        let (events, trainers) = crew.start(scope);
        let wanted = crew.trainers;
        if trainers < wanted {
            monitor.warn(&format!(
                "the system grants no more threads: {} at a time instead of {wanted}",
                trainers.max(1)
            ));
        }
        let collected = if trainers > 0 {
            let collected = collect(monitor, &events);
            // If it failed, the threads find the channel closed and end.
            drop(events);
            collected
        } else {
            let alone = Alone::new(runs, context, monitor);
            crew.train(&alone);
            alone.close()
        };
        if collected.is_err() {
            // Nothing more can be saved, so nothing more needs to be computed.
            signals.abandon_all();
            while crew.next_groups.try_recv().is_ok() {}
        }
        collected
    })?;
    result.wall = began.elapsed();
    Ok(result)
}

/// The threads that train and analyse.
struct Crew<'a> {
    runs: &'a [&'a PlannedRun],
    context: &'a Context<'a>,
    signals: &'a Signals<'a>,
    /// What earlier measurements left of each run.
    earlier: Vec<Earlier>,
    /// How many threads train.
    trainers: usize,
    /// Runs that are trained together.
    next_groups: Receiver<Vec<usize>>,
}

impl Crew<'_> {
    /// Starts analysts and trainers; returns their events and the number of trainers. With none, there
    /// are no events.
    fn start<'scope>(
        &'scope self,
        scope: &'scope thread::Scope<'scope, '_>,
    ) -> (Receiver<Event>, usize) {
        let most = WAITING * self.context.jobs;
        let (jobs, waiting) = bounded::<Job>(most);
        let (events, received) = bounded::<Event>(most);
        // Finally only the threads hold these, so the channels close when the threads end.
        let channels = Channels { jobs, events };
        let mut trainers = 0;
        for number in 0..self.context.jobs {
            let (waiting, events) = (waiting.clone(), channels.events.clone());
            let analyst = move || {
                for job in waiting {
                    let analysed = analyse::analyse(&job, self.runs[job.run], self.context.folder);
                    let event = Event::Analysed(job.run, job.step, analysed);
                    if events.send(event).is_err() {
                        break;
                    }
                }
            };
            if crease_system::start(scope, analyst).is_none() {
                break;
            }
            if number < self.trainers {
                let channels = channels.clone();
                if crease_system::start(scope, move || self.train(&channels)).is_none() {
                    break;
                }
                trainers += 1;
            }
        }
        (received, trainers)
    }

    /// Trains one group of runs after another until none is left.
    fn train(&self, outlet: &dyn Outlet) {
        // The queue is full from the start, so empty means done.
        while let Ok(group) = self.next_groups.try_recv()
            && !self.signals.is_stopping()
        {
            for (index, trained) in self.train_group(group, outlet) {
                if outlet.send(Event::Trained(index, trained)).is_break() {
                    return;
                }
            }
        }
    }

    fn train_group(&self, group: Vec<usize>, outlet: &dyn Outlet) -> Vec<(usize, Trained)> {
        let (context, signals) = (self.context, self.signals);
        if let (Some(stacking), true) = (context.stacking, group.len() > 1) {
            let runs = group.into_iter().map(|index| (index, self.runs[index]));
            let runs: Vec<(usize, &PlannedRun)> = runs.collect();
            return trainer::train_stack(&runs, stacking, context, signals, outlet);
        }
        let train = |index: usize| {
            let run = self.runs[index];
            let trained = match &self.earlier[index] {
                Earlier::Kept(kept) => {
                    remeasure::measure_run(index, run, kept, context, signals, outlet)
                }
                Earlier::Nothing | Earlier::NotKept { .. } => {
                    trainer::train_run(index, run, context, signals, outlet)
                }
            };
            (index, trained)
        };
        group.into_iter().map(train).collect()
    }
}

/// Long runs first, so that no long run is left at the end while other cores are idle.
pub fn longest_first(runs: &[&PlannedRun]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..runs.len()).collect();
    order.sort_by_key(|&index| std::cmp::Reverse(runs[index].settings.total_steps()));
    order
}
