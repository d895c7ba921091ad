use super::driver::TakenSteps;
use super::parallel;
use crate::engine::Engine;
use crate::engine::{Stacked, Stretch, Table, finite_marks, numbers, on_the_host};
use crate::observer::{Observer, Outcome, Snapshot};
use crate::run::Setup;
use crate::{State, TrainError};
use std::collections::HashMap;
use std::iter::Peekable;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::Receiver;
use std::vec::IntoIter;

/// Reads what the device has computed, and calls the observers.
pub(super) struct Follower<'a> {
    pub(super) members: Vec<Member<'a>>,
    /// For steps that are taken again.
    pub(super) stacked: Stacked,
    pub(super) table: Table,
    pub(super) ended: Arc<[AtomicBool]>,
}

/// A run of the stack.
pub(super) struct Member<'a> {
    pub(super) setup: Setup<'a>,
    observer: &'a mut dyn Observer,
    scheduled: Peekable<IntoIter<u64>>,
    step: u64,
    /// Whether the snapshot of this step, if one is scheduled, has been taken.
    seen: bool,
    /// Whether the observer wants it to stop.
    is_stopping: bool,
    ended: Option<Result<Outcome, TrainError>>,
}

impl<'a> Member<'a> {
    pub(super) fn new(
        setup: Setup<'a>,
        observer: &'a mut dyn Observer,
        step: u64,
        seen: bool,
    ) -> Self {
        Self {
            scheduled: setup.settings.schedule().into_iter().peekable(),
            setup,
            observer,
            step,
            seen,
            is_stopping: false,
            ended: None,
        }
    }

    fn is_live(&self) -> bool {
        self.ended.is_none()
    }

    /// Records steps.
    fn take_steps(&mut self, count: usize) {
        for _ in 0..count {
            self.step += 1;
            self.seen = false;
            self.is_stopping |= self.observer.step(self.step).is_break();
        }
    }

    /// Whether there is a snapshot to take.
    fn is_due(&mut self) -> bool {
        while self.scheduled.next_if(|&step| step < self.step).is_some() {}
        let is_scheduled = self.scheduled.peek() == Some(&self.step);
        self.is_live() && !self.is_stopping && is_scheduled && !self.seen
    }

    fn take_snapshot(&mut self, snapshot: Result<Snapshot, TrainError>) {
        match snapshot {
            Ok(snapshot) => {
                self.seen = true;
                self.is_stopping = self.observer.snapshot(snapshot).is_break();
            }
            Err(error) => self.ended = Some(Err(error)),
        }
    }

    /// Ends it, if it is over.
    fn end_if_over(&mut self) {
        if self.is_stopping {
            self.ended = Some(Ok(Outcome::Stopped { step: self.step }));
        } else if self.step == self.setup.settings.total_steps() {
            self.ended = Some(Ok(Outcome::Finished));
        }
    }
}

/// Where a run diverged: after how many steps of a stretch, and with which parameters.
struct Divergence {
    steps: usize,
    parameters: Vec<f32>,
}

impl Follower<'_> {
    /// Follows the runs until every one has finished.
    ///
    /// # Errors
    /// If the device fails.
    pub(super) fn follow(&mut self, taken: Receiver<TakenSteps>) -> Result<(), TrainError> {
        for taken in taken {
            self.read(&taken)?;
            for (member, ended) in self.members.iter().zip(self.ended.iter()) {
                ended.store(!member.is_live(), Ordering::Relaxed);
            }
            if !self.members.iter().any(Member::is_live) {
                break;
            }
        }
        Ok(())
    }

    /// How each run ended, or why it did not.
    pub(super) fn outcomes(self, failure: Option<&TrainError>) -> Vec<Result<Outcome, TrainError>> {
        let message = match failure {
            Some(TrainError::Backend(message)) => message.clone(),
            Some(error) => error.to_string(),
            None => "it ended too early".to_owned(),
        };
        let outcome = |member: Member| {
            let failed = || Err(TrainError::Backend(message.clone()));
            member.ended.unwrap_or_else(failed)
        };
        self.members.into_iter().map(outcome).collect()
    }

    fn read(&mut self, taken: &TakenSteps) -> Result<(), TrainError> {
        let mut diverged = self.divergences(taken)?;
        let steps = taken.stretch.as_ref().map_or(0, Stretch::steps);
        for (run, member) in self.members.iter_mut().enumerate() {
            if !member.is_live() {
                continue;
            }
            let Some(Divergence { steps, parameters }) = diverged.remove(&run) else {
                member.take_steps(steps);
                continue;
            };
            member.take_steps(steps);
            let network = member.setup.network(member.step, &parameters);
            member.ended = Some(match network {
                Err(error) => Err(error),
                Ok(_) => Err(TrainError::Backend(format!(
                    "weights that were not finite at step {} are finite when computed again",
                    member.step
                ))),
            });
        }
        self.take_snapshots(taken)?;
        self.hand_over_states(taken)?;
        for member in &mut self.members {
            if member.is_live() {
                member.end_if_over();
            }
        }
        Ok(())
    }

    fn take_snapshots(&mut self, taken: &TakenSteps) -> Result<(), TrainError> {
        let due: Vec<usize> = self
            .members
            .iter_mut()
            .enumerate()
            .filter_map(|(run, member)| member.is_due().then_some(run))
            .collect();
        if due.is_empty() {
            return Ok(());
        }
        let all = numbers(&taken.after.parameters)?;
        // Observers need not be shared between threads; settings and examples may be.
        let jobs: Vec<(&Setup, u64, &[f32])> = due
            .iter()
            .map(|&run| {
                let Member { setup, step, .. } = &self.members[run];
                let count = setup.parameters();
                (setup, *step, &all[run * count..(run + 1) * count])
            })
            .collect();
        let snapshots = parallel::map(&jobs, |(setup, step, numbers)| {
            snapshot(setup, *step, numbers)
        });
        for (run, snapshot) in due.into_iter().zip(snapshots) {
            self.members[run].take_snapshot(snapshot);
        }
        Ok(())
    }

    fn hand_over_states(&mut self, taken: &TakenSteps) -> Result<(), TrainError> {
        let mut vectors: Option<Vec<Vec<f32>>> = None;
        for (run, member) in self.members.iter_mut().enumerate() {
            if !member.is_live() || !member.observer.wants_state(member.step) {
                continue;
            }
            if vectors.is_none() {
                let all = std::iter::once(&taken.after.parameters).chain(&taken.after.memory);
                vectors = Some(all.map(numbers).collect::<Result<_, _>>()?);
            }
            let count = member.setup.parameters();
            let own = |all: &Vec<f32>| all[run * count..(run + 1) * count].to_vec();
            let mut own = vectors.iter().flatten().map(own);
            let parameters = own.next().unwrap_or_default();
            let names = member.setup.shape().memory.iter();
            let names = names.map(|&name| name.to_owned());
            let (order, stream_position) = &taken.orders[run];
            let state = State {
                step: member.step,
                // Without a snapshot to take, none is missing.
                seen: member.seen,
                parameters,
                memory: names.zip(own).collect(),
                order: order.to_vec(),
                stream_position: *stream_position,
            };
            if let ControlFlow::Break(()) = member.observer.state(state) {
                member.is_stopping = true;
            }
        }
        Ok(())
    }

    /// Which of the runs under way are no longer finite, and since which step.
    fn divergences(&self, taken: &TakenSteps) -> Result<HashMap<usize, Divergence>, TrainError> {
        let mut found = HashMap::new();
        let bad = |marks: &[f32], found: &HashMap<usize, Divergence>| {
            let bad = marks.iter().enumerate().filter(|(_, mark)| **mark != 0.0);
            let live = bad.filter(|(run, _)| self.members[*run].is_live());
            let new = live.filter(|(run, _)| !found.contains_key(run));
            new.map(|(run, _)| run).collect::<Vec<usize>>()
        };
        let mut missing = bad(&numbers(&taken.marks)?, &found);
        let mut again = self.stacked.clone();
        if let Some(stretch) = taken.stretch.as_ref().filter(|_| !missing.is_empty()) {
            again.set_weights(taken.before.clone());
            for step in 0..stretch.steps() {
                again.take_step(&self.table, stretch, step);
                let marks = numbers(&finite_marks(&again.weights()))?;
                for run in bad(&marks, &found) {
                    let divergence = Divergence {
                        steps: step + 1,
                        parameters: again.parameters(run)?,
                    };
                    found.insert(run, divergence);
                    missing.retain(|other| *other != run);
                }
                if missing.is_empty() {
                    return Ok(found);
                }
            }
        }
        // At the start, or on a device that is not deterministic.
        again.set_weights(taken.after.clone());
        for run in missing {
            let divergence = Divergence {
                steps: taken.stretch.as_ref().map_or(0, Stretch::steps),
                parameters: again.parameters(run)?,
            };
            found.insert(run, divergence);
        }
        Ok(found)
    }
}

/// The snapshot of a run with these parameters, computed on the CPU.
fn snapshot(setup: &Setup, step: u64, numbers: &[f32]) -> Result<Snapshot, TrainError> {
    let network = setup.network(step, numbers)?;
    let mut engine = on_the_host(&setup.shape(), setup.examples.train(), numbers)?;
    setup.snapshot(step, network, &mut engine)
}
