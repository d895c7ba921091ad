use crate::batches::Batches;
use crate::engine::{Stacked, Steps, Stretch, Table, finite_marks};
use crate::optimizer::Stack;
use crate::run::Plan;
use burn::tensor::Tensor;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::SyncSender;

/// The most steps between two checks of the weights.
const STEPS: u64 = 64;

/// Where a run begins.
pub(super) struct Start {
    pub(super) step: u64,
    pub(super) parameters: Vec<f32>,
    pub(super) memory: Vec<Vec<f32>>,
    pub(super) batches: Batches,
}

/// Keeps the device busy, and reads nothing.
pub(super) struct Driver<'a> {
    pub(super) runners: Vec<Runner<'a>>,
    pub(super) stacked: Stacked,
    pub(super) table: Table,
    /// Whether the run is over, whatever steps it has left.
    pub(super) ended: Arc<[AtomicBool]>,
}

/// A run up to its next batch.
pub(super) struct Runner<'a> {
    plan: Plan<'a>,
    batches: Batches,
    step: u64,
}

/// Steps of all runs that were taken on the device.
pub(super) struct TakenSteps {
    /// Parameters and memory before the first step.
    pub(super) before: Stack,
    /// The steps; `None` at the start.
    pub(super) stretch: Option<Stretch>,
    /// Parameters and memory after the last step.
    pub(super) after: Stack,
    /// 0 for each run whose parameters are finite then.
    pub(super) marks: Tensor<2>,
    /// For each run, the order of the examples then and the position of its stream.
    pub(super) orders: Vec<(Arc<Vec<u32>>, u128)>,
}

impl<'a> Runner<'a> {
    pub(super) fn new(plan: Plan<'a>, start: &Start) -> Self {
        Self {
            plan,
            batches: start.batches.clone(),
            step: start.step,
        }
    }

    fn left(&self) -> u64 {
        self.plan.settings.total_steps().saturating_sub(self.step)
    }

    /// Steps until the run must be looked at.
    fn until_next(&self) -> u64 {
        let schedule = self.plan.settings.schedule();
        let next = schedule.into_iter().find(|&step| step > self.step);
        next.map_or(self.left(), |step| (step - self.step).min(self.left()))
    }

    /// Adds its next batch. A run that is over continues to train, and is ignored.
    fn advance(&mut self, steps: &mut Steps) {
        let settings = self.plan.settings;
        self.step += 1;
        let update = self.plan.update(self.step.min(settings.total_steps()));
        steps.add(self.batches.indices(), settings.training.batch, update);
    }
}

impl Driver<'_> {
    /// Takes steps until all runs are over or the listener is gone.
    pub(super) fn drive(mut self, listener: &SyncSender<TakenSteps>) {
        let mut taken = self.taken(self.stacked.weights(), None);
        while listener.send(taken).is_ok() {
            let runners = self.runners.iter().zip(self.ended.iter());
            let live = runners
                .filter(|(runner, ended)| runner.left() > 0 && !ended.load(Ordering::Relaxed));
            let Some(count) = live.map(|(runner, _)| runner.until_next()).min() else {
                return;
            };
            let mut steps = Steps::default();
            for _ in 0..count.min(STEPS) {
                steps.begin_step();
                for runner in &mut self.runners {
                    runner.advance(&mut steps);
                }
            }
            let before = self.stacked.weights();
            let stretch = self.table.stretch(steps);
            for step in 0..stretch.steps() {
                self.stacked.take_step(&self.table, &stretch, step);
            }
            taken = self.taken(before, Some(stretch));
        }
    }

    fn taken(&self, before: Stack, stretch: Option<Stretch>) -> TakenSteps {
        let after = self.stacked.weights();
        let order = |runner: &Runner| {
            let batches = &runner.batches;
            (Arc::clone(batches.order()), batches.stream_position())
        };
        TakenSteps {
            before,
            stretch,
            marks: finite_marks(&after),
            after,
            orders: self.runners.iter().map(order).collect(),
        }
    }
}
