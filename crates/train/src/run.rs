mod setup;

pub(crate) use setup::{Plan, Setup};

use crate::batches::Batches;
use crate::engine::{Batch, Engine, EngineName, single};
use crate::observer::{Observer, Outcome, Snapshot};
use crate::stack::{StackedRun, train_stack};
use crate::{Backend, Datasets, State, StateError, TrainError};
use crease_experiment::settings::RunSettings;
use crease_network::Network;
use std::ops::ControlFlow;

/// Trains one run in the calling thread, with a snapshot at exactly the steps of its schedule.
///
/// Everything follows from the settings: two calls give the same bytes on one machine, whatever
/// else runs at the same time.
///
/// # Errors
/// If the settings do not describe a run, if its task needs a data set that is not among
/// `datasets`, if the run diverges, or if the backend fails. It diverges at the first step that
/// leaves a weight which is not finite, or at the first snapshot with an infinite loss.
pub fn train(
    settings: &RunSettings,
    datasets: &Datasets,
    backend: Backend,
    observer: &mut dyn Observer,
) -> Result<Outcome, TrainError> {
    train_from(settings, datasets, backend, None, observer)
}

/// Resumes a run from a state that its observer took, or starts it without one.
///
/// From there on the run is the same to the last byte as one that was never interrupted. Snapshots
/// that were taken before the state was are not taken again.
///
/// # Errors
/// As [`train`], and if the state is not of such a run.
pub fn train_from(
    settings: &RunSettings,
    datasets: &Datasets,
    backend: Backend,
    state: Option<State>,
    observer: &mut dyn Observer,
) -> Result<Outcome, TrainError> {
    if backend.stacks() && settings.total_steps() > 0 {
        let run = StackedRun {
            settings,
            state,
            observer,
        };
        let mut outcomes = train_stack(vec![run], datasets, backend);
        return outcomes.swap_remove(0);
    }
    let mut run = Run::new(settings, datasets, backend)?;
    if let Some(state) = state {
        run.restore(state)?;
    }
    run.train(observer)
}

/// The snapshot of the network of these settings' run at this step, as during training: the same
/// loss and accuracy to the last bit.
///
/// # Errors
/// As [`train`], and if the network is not of such a run.
pub fn revisit(
    settings: &RunSettings,
    datasets: &Datasets,
    backend: Backend,
    step: u64,
    network: &Network,
) -> Result<Snapshot, TrainError> {
    let mut run = Run::new(settings, datasets, backend)?;
    let size = run.setup.parameters();
    let mut numbers = Vec::with_capacity(size);
    for layer in network.layers() {
        // Trained parameters are numbers of 32 bits.
        let all = layer.weight.iter().chain(&layer.bias);
        numbers.extend(all.map(|&number| number as f32));
    }
    if numbers.len() != size {
        return Err(TrainError::State(StateError::Unfit {
            found: format!("{} parameters", numbers.len()),
            expected: format!("{size} as the network has"),
        }));
    }
    run.engine.restore(0, &numbers, &[]);
    run.step = step;
    run.snapshot()
}

/// The state of a run between two steps.
struct Run<'a> {
    setup: Setup<'a>,
    batches: Batches,
    engine: Box<dyn Engine>,
    /// Steps taken.
    step: u64,
    /// Whether the snapshot of this step, if one is scheduled, has been taken.
    seen: bool,
}

impl<'a> Run<'a> {
    fn new(
        settings: &'a RunSettings,
        datasets: &Datasets,
        backend: Backend,
    ) -> Result<Self, TrainError> {
        let backend = backend.on_the_host();
        Self::on(settings, datasets, backend, EngineName::of(backend))
    }

    fn on(
        settings: &'a RunSettings,
        datasets: &Datasets,
        backend: Backend,
        engine: EngineName,
    ) -> Result<Self, TrainError> {
        let setup = Setup::new(settings, datasets)?;
        let set = setup.examples.train();
        let initial = setup.initial();
        let device = backend.device()?;
        Ok(Self {
            batches: setup.batches(),
            engine: single(engine, &setup.shape(), set, &initial, &device),
            setup,
            step: 0,
            seen: false,
        })
    }

    fn train(&mut self, observer: &mut dyn Observer) -> Result<Outcome, TrainError> {
        // Initial weights can exceed f32 already.
        self.network()?;
        let total = self.setup.settings.total_steps();
        let mut scheduled = self.setup.settings.schedule().into_iter().peekable();
        loop {
            while scheduled.next_if(|&step| step < self.step).is_some() {}
            if scheduled.next_if_eq(&self.step).is_some() && !self.seen {
                let snapshot = self.snapshot()?;
                self.seen = true;
                if observer.snapshot(snapshot).is_break() {
                    return self.stop(observer);
                }
            }
            self.seen = true;
            if self.hand_over(observer)?.is_break() {
                return Ok(Outcome::Stopped { step: self.step });
            }
            if self.step == total {
                return Ok(Outcome::Finished);
            }
            let finite = self.step()?;
            let heard = observer.step(self.step);
            // Whatever the observer returns: there is nothing to resume from.
            if !finite {
                self.network()?;
            }
            if heard.is_break() {
                return self.stop(observer);
            }
        }
    }

    /// Takes one optimiser step on the next batch; returns whether all weights are finite after it.
    fn step(&mut self) -> Result<bool, TrainError> {
        self.step += 1;
        self.seen = false;
        self.engine.step(&[Batch {
            set: self.setup.examples.train(),
            indices: self.batches.indices(),
            update: self.setup.plan().update(self.step),
        }])
    }

    fn stop(&self, observer: &mut dyn Observer) -> Result<Outcome, TrainError> {
        let _ = self.hand_over(observer)?;
        Ok(Outcome::Stopped { step: self.step })
    }

    fn hand_over(&self, observer: &mut dyn Observer) -> Result<ControlFlow<()>, TrainError> {
        if !observer.wants_state(self.step) {
            return Ok(ControlFlow::Continue(()));
        }
        Ok(observer.state(self.state()?))
    }

    fn state(&self) -> Result<State, TrainError> {
        Ok(State {
            step: self.step,
            seen: self.seen,
            parameters: self.engine.parameters(0)?,
            memory: self.engine.memory(0)?,
            order: self.batches.order().to_vec(),
            stream_position: self.batches.stream_position(),
        })
    }

    fn restore(&mut self, state: State) -> Result<(), TrainError> {
        self.setup.check(&state)?;
        self.step = state.step;
        self.seen = state.seen;
        self.batches = self.setup.batches_of(&state);
        let memory: Vec<Vec<f32>> = state.memory.into_iter().map(|(_, vector)| vector).collect();
        self.engine.restore(0, &state.parameters, &memory);
        Ok(())
    }

    /// The current network, unless it diverged.
    fn network(&self) -> Result<Network, TrainError> {
        self.setup.network(self.step, &self.engine.parameters(0)?)
    }

    fn snapshot(&mut self) -> Result<Snapshot, TrainError> {
        let network = self.network()?;
        self.setup
            .snapshot(self.step, network, self.engine.as_mut())
    }
}

#[cfg(test)]
mod tests;
