use super::context::Context;
use super::desk::Desk;
use super::event::{Event, Job, Trained};
use super::outlet::{Alone, Channels, Outlet, collect};
use super::signals::Signals;
use super::{Tally, analyse, remeasure, stacks, trainer};
use crease_experiment::plan::PlannedRun;
use crease_results::{Earlier, Journal, ResultsError};
use crossbeam_channel::{Receiver, bounded, unbounded};
use std::thread;
use std::time::Instant;

/// Checkpoints that wait for an analyst, for each job.
const WAITING: usize = 2;

/// Trains and analyses `runs`, and writes each one's results when it is complete. Where the system
/// gives fewer threads than that takes, those do the work, and where it gives none, this one.
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
    let desk = Desk::new(runs, context, &signals, journal);
    let mut tally = thread::scope(|scope| {
        let (events, trainers) = crew.start(scope);
        let wanted = crew.trainers;
        if trainers < wanted {
            desk.warn(&format!(
                "the system gives no more threads: {} at a time and not {wanted}",
                trainers.max(1)
            ));
        }
        let collected = if trainers > 0 {
            let collected = collect(desk, &events);
            // If it failed, the threads find the channel closed and end by themselves.
            drop(events);
            collected
        } else {
            let alone = Alone::new(runs, context, desk);
            crew.train(&alone);
            alone.close()
        };
        if collected.is_err() {
            // Nothing can be recorded any more, so nothing more need be computed.
            signals.abandon_all();
            while crew.next_groups.try_recv().is_ok() {}
        }
        collected
    })?;
    tally.wall = began.elapsed();
    Ok(tally)
}

/// Who trains and analyses.
struct Crew<'a> {
    runs: &'a [&'a PlannedRun],
    context: &'a Context<'a>,
    signals: &'a Signals<'a>,
    /// What answers to other questions left of each run.
    earlier: Vec<Earlier>,
    /// How many there are to be who train.
    trainers: usize,
    /// Runs that are trained together.
    next_groups: Receiver<Vec<usize>>,
}

impl Crew<'_> {
    /// Starts as many analysts and trainers as there are to be; gives what they tell, and how many
    /// trainers there are: with none, nothing is told.
    fn start<'scope>(
        &'scope self,
        scope: &'scope thread::Scope<'scope, '_>,
    ) -> (Receiver<Event>, usize) {
        let most = WAITING * self.context.jobs;
        let (jobs, waiting) = bounded::<Job>(most);
        let (tell, events) = bounded::<Event>(most);
        // Only the threads hold these in the end: the channels are closed when the threads are done.
        let channels = Channels { jobs, tell };
        let mut trainers = 0;
        for number in 0..self.context.jobs {
            let (waiting, tell) = (waiting.clone(), channels.tell.clone());
            let analyst = move || {
                for job in waiting {
                    let analysed = analyse::analyse(&job, self.runs[job.run], self.context.folder);
                    let event = Event::Analysed(job.run, job.step, analysed);
                    if tell.send(event).is_err() {
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
        (events, trainers)
    }

    /// Trains one group of runs after another until none is left.
    fn train(&self, outlet: &dyn Outlet) {
        // The queue is full from the start, so empty means done.
        while let Ok(group) = self.next_groups.try_recv()
            && !self.signals.is_stopping()
        {
            for (index, trained) in self.train_group(group, outlet) {
                if outlet.tell(Event::Trained(index, trained)).is_break() {
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

/// Long runs first, so that no long run is left for the end while other cores have nothing to do.
pub fn longest_first(runs: &[&PlannedRun]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..runs.len()).collect();
    order.sort_by_key(|&index| std::cmp::Reverse(runs[index].settings.total_steps()));
    order
}
