use crate::batches::Batches;
use crate::check::check;
use crate::engine::{Batch, Engine, EngineName, Shape, single};
use crate::evaluate::{Evaluation, evaluate};
use crate::gradient;
use crate::initial;
use crate::observer::{Observer, Outcome, Snapshot};
use crate::optimizer::Optimizer;
use crate::set::Set;
use crate::shape::{Place, parameters, places};
use crate::task::Examples;
use crate::{Backend, Datasets, State, StateError, TrainError};
use burn::tensor::Device;
use crease_experiment::settings::{Measure, RunSettings};
use crease_network::{Activation, Layer, Network, NetworkError};
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
    let size = parameters(&run.places);
    let mut numbers = Vec::with_capacity(size);
    for layer in network.layers() {
        // What was trained are numbers of 32 bits.
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
    settings: &'a RunSettings,
    examples: Examples,
    batches: Batches,
    places: Vec<Place>,
    activation: Activation,
    optimizer: Optimizer,
    engine: Box<dyn Engine>,
    device: Device,
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
        let (engine, _) = EngineName::of(settings, backend);
        Self::on(settings, datasets, backend, engine)
    }

    fn on(
        settings: &'a RunSettings,
        datasets: &Datasets,
        backend: Backend,
        engine: EngineName,
    ) -> Result<Self, TrainError> {
        let examples = Examples::of(&settings.task, settings.seed, datasets)?;
        let widths = settings.widths();
        let places = places(&widths);
        let activation = settings.network.activation.pieces();
        let activation = activation.map_err(|error| TrainError::Settings {
            key: "network.activation".to_owned(),
            found: error,
            expected: "breakpoints and slopes of a function".to_owned(),
        })?;
        let optimizer = Optimizer::of(&settings.training);
        let batch = settings.training.batch;
        let shape = Shape {
            widths: &widths,
            activation: &activation,
            loss: examples.loss(),
            batch,
            optimizer,
        };
        let parameters = initial::parameters_of(settings, &places);
        let device = backend.device();
        Ok(Self {
            batches: Batches::new(settings.seed, examples.count(), batch),
            engine: single(engine, &shape, examples.train(), &parameters, &device),
            device,
            places,
            activation,
            optimizer,
            examples,
            settings,
            step: 0,
            seen: false,
        })
    }

    fn train(&mut self, observer: &mut dyn Observer) -> Result<Outcome, TrainError> {
        // Initial weights can be beyond f32 already.
        self.network()?;
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
            let finite = self.step()?;
            let heard = observer.step(self.step);
            // Whatever the observer says: there is nothing left to go on from.
            if !finite {
                self.network()?;
            }
            if heard.is_break() {
                return self.stop(observer);
            }
        }
    }

    /// One optimiser step on the next batch; whether all weights are finite behind it.
    fn step(&mut self) -> Result<bool, TrainError> {
        self.step += 1;
        self.seen = false;
        let rate = self
            .settings
            .training
            .rate(self.step, self.examples.count());
        self.engine.step(&[Batch {
            set: self.examples.train(),
            indices: self.batches.indices(),
            update: self.optimizer.update(self.step, rate),
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
        let count = self.examples.count();
        let memory = self.optimizer.vectors();
        let total = self.settings.total_steps();
        state.check(parameters(&self.places), memory, count, total)?;
        self.step = state.step;
        self.seen = state.seen;
        let memory: Vec<Vec<f32>> = state.memory.into_iter().map(|(_, vector)| vector).collect();
        self.engine.restore(0, &state.parameters, &memory);
        self.batches = Batches::resumed(
            self.settings.seed,
            state.order,
            self.settings.training.batch,
            state.step,
            state.stream_position,
        );
        Ok(())
    }

    /// The network as it stands, unless it diverged.
    fn network(&self) -> Result<Network, TrainError> {
        let numbers = self.engine.parameters(0)?;
        let numbers: Vec<f64> = numbers.into_iter().map(f64::from).collect();
        let layer = |place: &Place| Layer {
            weight: numbers[place.weight()].to_vec(),
            bias: numbers[place.bias()].to_vec(),
            inputs: place.inputs,
            outputs: place.outputs,
        };
        let layers = self.places.iter().map(layer).collect();
        Network::new(layers, self.activation.clone()).map_err(|error| match error {
            NetworkError::NotFinite { .. } => TrainError::Diverged {
                step: self.step,
                what: error.to_string(),
            },
            other => TrainError::Network(other),
        })
    }

    fn snapshot(&mut self) -> Result<Snapshot, TrainError> {
        let network = self.network()?;
        let measured = |measure| self.settings.measures.contains(&measure);
        let (loss, accuracy) = (measured(Measure::Loss), measured(Measure::Accuracy));
        let training = (loss || accuracy)
            .then(|| self.evaluate("training", Examples::train))
            .transpose()?;
        let (whole, by_class) = (
            measured(Measure::TestAccuracy),
            measured(Measure::TestAccuracyByClass),
        );
        let test = (whole || by_class)
            .then(|| self.evaluate("test", Examples::test))
            .transpose()?;
        let gradient = measured(Measure::GradientNorm) || measured(Measure::GradientNormByLayer);
        Ok(Snapshot {
            step: self.step,
            epoch: self.settings.epoch_of(self.step),
            network,
            loss: training.as_ref().filter(|_| loss).map(|all| all.loss),
            accuracy: training.filter(|_| accuracy).map(|all| all.accuracy),
            test_accuracy: test.as_ref().filter(|_| whole).map(|all| all.accuracy),
            test_accuracy_by_class: test
                .filter(|_| by_class)
                .map(|all| all.accuracy_by_class(self.settings.task.classes())),
            gradient_norms: gradient.then(|| self.gradient_norms()).transpose()?,
        })
    }

    fn gradient_norms(&self) -> Result<Vec<f64>, TrainError> {
        let widths = self.settings.widths();
        let shape = Shape {
            widths: &widths,
            activation: &self.activation,
            loss: self.examples.loss(),
            batch: self.settings.training.batch,
            optimizer: self.optimizer,
        };
        let parameters = self.engine.parameters(0)?;
        let norms = gradient::norms(&shape, &parameters, self.examples.train(), &self.device)?;
        if norms.iter().all(|norm| norm.is_finite()) {
            return Ok(norms);
        }
        Err(TrainError::Diverged {
            step: self.step,
            what: "the gradient is not finite".to_owned(),
        })
    }

    /// Loss and accuracy on a part of the examples. Finite weights can still have an infinite loss,
    /// and then the accuracy says nothing either.
    fn evaluate(
        &mut self,
        name: &str,
        set: for<'e> fn(&'e Examples) -> Set<'e>,
    ) -> Result<Evaluation, TrainError> {
        let loss = self.examples.loss();
        let evaluation = evaluate(self.engine.as_mut(), 0, set(&self.examples), loss)?;
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
