use crate::batches::Batches;
use crate::check::check;
use crate::evaluate::{Evaluation, evaluate};
use crate::initial;
use crate::model::{Model, vector};
use crate::observer::{Observer, Outcome, Snapshot};
use crate::optimizer::Optimizer;
use crate::set::Set;
use crate::shape::places;
use crate::task::Examples;
use crate::{Backend, Datasets, State, StateError, TrainError};
use burn::tensor::Device;
use crease_experiment::settings::{Measure, RunSettings};
use crease_network::{Network, NetworkError};
use std::ops::ControlFlow;

/// Trains one run in the calling thread, with a snapshot at exactly the steps of its schedule.
///
/// Everything follows from the settings: two calls give the same bytes on one machine, whatever
/// runs beside them.
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

/// Goes on with a run from a state that an observer of it took, or begins without one.
///
/// From there on the run is the same to the last byte as one that was never interrupted. Snapshots
/// that were taken before the state was are not taken again.
///
/// # Errors
/// As [`train`], and if the state is none of such a run.
pub fn train_from(
    settings: &RunSettings,
    datasets: &Datasets,
    backend: Backend,
    state: Option<State>,
    observer: &mut dyn Observer,
) -> Result<Outcome, TrainError> {
    check(settings)?;
    let mut run = Run::new(settings, datasets, backend)?;
    if let Some(state) = state {
        run.restore(state)?;
    }
    run.train(observer)
}

/// The snapshot of a network that the run of these settings had at this step, as it was handed over
/// while training: the same loss and accuracy to the last bit.
///
/// # Errors
/// As [`train`], and if the network is none of such a run.
pub fn revisit(
    settings: &RunSettings,
    datasets: &Datasets,
    backend: Backend,
    step: u64,
    network: &Network,
) -> Result<Snapshot, TrainError> {
    check(settings)?;
    let mut run = Run::new(settings, datasets, backend)?;
    let mut parameters = Vec::with_capacity(run.model.size());
    for layer in network.layers() {
        // What was trained are numbers of 32 bits.
        let numbers = layer.weight.iter().chain(&layer.bias);
        parameters.extend(numbers.map(|&number| number as f32));
    }
    if parameters.len() != run.model.size() {
        return Err(TrainError::State(StateError::Unfit {
            found: format!("{} parameters", parameters.len()),
            expected: format!("{} as the network has", run.model.size()),
        }));
    }
    run.model.parameters = vector(parameters, &run.device);
    run.step = step;
    run.snapshot()
}

/// The state of a run between two steps.
struct Run<'a> {
    settings: &'a RunSettings,
    device: Device,
    examples: Examples,
    batches: Batches,
    model: Model,
    optimizer: Optimizer,
    /// Steps taken.
    step: u64,
    /// Whether the snapshot of this step, if one is scheduled, is taken.
    seen: bool,
}

impl<'a> Run<'a> {
    fn new(
        settings: &'a RunSettings,
        datasets: &Datasets,
        backend: Backend,
    ) -> Result<Self, TrainError> {
        let device = backend.device();
        let examples = Examples::of(&settings.task, settings.seed, datasets)?;
        let widths = settings.widths();
        let parameters = initial::parameters_of(settings, &places(&widths));
        let batch = settings.training.batch;
        Ok(Self {
            batches: Batches::new(settings.seed, examples.count(), batch),
            model: Model::new(&widths, settings.network.activation, parameters, &device),
            optimizer: Optimizer::new(&settings.training),
            device,
            examples,
            settings,
            step: 0,
            seen: false,
        })
    }

    fn train(&mut self, observer: &mut dyn Observer) -> Result<Outcome, TrainError> {
        // Initial weights can be beyond f32 already.
        self.check_weights()?;
        let total = self.settings.total_steps();
        let mut scheduled = self.settings.schedule().into_iter().peekable();
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
            self.step();
            let heard = observer.step(self.step);
            // Whatever the observer says: there is nothing left to go on from.
            self.check_weights()?;
            if heard.is_break() {
                return self.stop(observer);
            }
        }
    }

    /// One optimiser step on the next batch.
    fn step(&mut self) {
        let (set, loss) = (self.examples.train(), self.examples.loss());
        let (inputs, targets) = self
            .batches
            .next(set, loss, self.model.outputs(), &self.device);
        let gradient = self.model.gradient(inputs, targets, loss);
        let parameters = self.model.parameters.clone();
        self.model.parameters = self.optimizer.step(parameters, gradient);
        self.step += 1;
        self.seen = false;
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
        let [moment_1, moment_2] = match self.optimizer.moments()? {
            Some(moments) => moments,
            None => [vec![0.0; self.model.size()], vec![0.0; self.model.size()]],
        };
        Ok(State {
            step: self.step,
            seen: self.seen,
            parameters: self.model.numbers()?,
            moment_1,
            moment_2,
            order: self.batches.order().to_vec(),
            stream_position: self.batches.stream_position(),
        })
    }

    fn restore(&mut self, state: State) -> Result<(), TrainError> {
        let count = self.examples.count();
        state.check(self.model.size(), count, self.settings.total_steps())?;
        self.step = state.step;
        self.seen = state.seen;
        self.model.parameters = vector(state.parameters, &self.device);
        let moments = [state.moment_1, state.moment_2];
        self.optimizer.restore(state.step, moments, &self.device);
        self.batches = Batches::resumed(
            self.settings.seed,
            state.order,
            self.settings.training.batch,
            state.step,
            state.stream_position,
        );
        Ok(())
    }

    /// Finds the step at which a weight is no longer finite: asked after each.
    fn check_weights(&self) -> Result<(), TrainError> {
        if self.model.is_finite()? {
            return Ok(());
        }
        self.network().map(drop)
    }

    /// The network as it stands, unless it diverged.
    fn network(&self) -> Result<Network, TrainError> {
        self.model.network().map_err(|error| match error {
            TrainError::Network(error @ NetworkError::NotFinite { .. }) => TrainError::Diverged {
                step: self.step,
                what: error.to_string(),
            },
            other => other,
        })
    }

    fn snapshot(&self) -> Result<Snapshot, TrainError> {
        let network = self.network()?;
        let measured = |measure| self.settings.measures.contains(&measure);
        let (loss, accuracy) = (measured(Measure::Loss), measured(Measure::Accuracy));
        let training = (loss || accuracy)
            .then(|| self.evaluate("training", self.examples.train()))
            .transpose()?;
        let test = measured(Measure::TestAccuracy)
            .then(|| self.evaluate("test", self.examples.test()))
            .transpose()?;
        Ok(Snapshot {
            step: self.step,
            epoch: self.settings.epoch_of(self.step),
            network,
            loss: training.filter(|_| loss).map(|training| training.loss),
            accuracy: training
                .filter(|_| accuracy)
                .map(|training| training.accuracy),
            test_accuracy: test.map(|test| test.accuracy),
        })
    }

    /// Loss and accuracy on a set. Finite weights can still have an infinite loss, and then the
    /// accuracy says nothing either.
    fn evaluate(&self, name: &str, set: Set) -> Result<Evaluation, TrainError> {
        let evaluation = evaluate(&self.model, set, self.examples.loss(), &self.device)?;
        if evaluation.loss.is_finite() {
            return Ok(evaluation);
        }
        Err(TrainError::Diverged {
            step: self.step,
            what: format!("the {name} loss is {}", evaluation.loss),
        })
    }
}

#[cfg(test)]
mod tests;
