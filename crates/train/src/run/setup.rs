use crate::batches::Batches;
use crate::check::check;
use crate::engine::{Engine, Shape};
use crate::evaluate::{Evaluation, evaluate};
use crate::gradient;
use crate::initial;
use crate::observer::Snapshot;
use crate::optimizer::Update;
use crate::set::Set;
use crate::shape::{Place, parameters, places};
use crate::task::Examples;
use crate::{Datasets, State, StateError, TrainError};
use crease_experiment::settings::{Measure, RunSettings};
use crease_network::{Activation, Layer, Network, NetworkError};

/// Everything of a run that does not change during training.
pub(crate) struct Setup<'a> {
    pub(crate) settings: &'a RunSettings,
    pub(crate) examples: Examples,
    widths: Vec<usize>,
    places: Vec<Place>,
    activation: Activation,
}

/// What determines the updates of a run's steps.
#[derive(Clone, Copy)]
pub(crate) struct Plan<'a> {
    pub(crate) settings: &'a RunSettings,
    /// How many examples there are.
    examples: usize,
}

impl Plan<'_> {
    /// The update of a step, counted from 1.
    pub(crate) fn update(&self, step: u64) -> Update {
        let training = &self.settings.training;
        Update::of(training, step, training.rate(step, self.examples))
    }
}

impl<'a> Setup<'a> {
    /// # Errors
    /// If the settings do not describe a run, or its data set is not there.
    pub(crate) fn new(settings: &'a RunSettings, datasets: &Datasets) -> Result<Self, TrainError> {
        check(settings)?;
        let widths = settings.widths();
        let activation = settings.network.activation.pieces();
        Ok(Self {
            examples: Examples::of(&settings.task, settings.seed, datasets)?,
            places: places(&widths),
            widths,
            activation: activation.map_err(|error| TrainError::Settings {
                key: "network.activation".to_owned(),
                found: error.to_string(),
                expected: "breakpoints and slopes of a function".to_owned(),
            })?,
            settings,
        })
    }

    pub(crate) fn shape(&self) -> Shape<'_> {
        Shape {
            widths: &self.widths,
            activation: &self.activation,
            loss: self.examples.loss(),
            batch: self.settings.training.batch,
            memory: self.settings.training.optimizer.vectors(),
        }
    }

    /// How many parameters the network has.
    pub(crate) fn parameters(&self) -> usize {
        parameters(&self.places)
    }

    /// The parameters before the first step.
    pub(crate) fn initial(&self) -> Vec<f32> {
        initial::parameters_of(self.settings, &self.places)
    }

    /// The batches from the first step on.
    pub(crate) fn batches(&self) -> Batches {
        let settings = self.settings;
        Batches::new(
            settings.seed,
            self.examples.count(),
            settings.training.batch,
        )
    }

    /// The batches after a state of the run.
    pub(crate) fn batches_of(&self, state: &State) -> Batches {
        Batches::resumed(
            self.settings.seed,
            state.order.clone(),
            self.settings.training.batch,
            state.step,
            state.stream_position,
        )
    }

    /// What determines the updates of its steps.
    pub(crate) fn plan(&self) -> Plan<'a> {
        Plan {
            settings: self.settings,
            examples: self.examples.count(),
        }
    }

    /// # Errors
    /// If it is not a state of this run.
    pub(crate) fn check(&self, state: &State) -> Result<(), StateError> {
        let total = self.settings.total_steps();
        let names = self.shape().memory;
        state.check(self.parameters(), names, self.examples.count(), total)
    }

    /// The network of these parameters, unless it diverged at this step.
    pub(crate) fn network(&self, step: u64, numbers: &[f32]) -> Result<Network, TrainError> {
        let numbers: Vec<f64> = numbers.iter().copied().map(f64::from).collect();
        let layer = |place: &Place| Layer {
            weight: numbers[place.weight()].to_vec(),
            bias: numbers[place.bias()].to_vec(),
            inputs: place.inputs,
            outputs: place.outputs,
        };
        let layers = self.places.iter().map(layer).collect();
        Network::new(layers, self.activation.clone()).map_err(|error| match error {
            NetworkError::NotFinite { .. } => TrainError::Diverged {
                step,
                what: error.to_string(),
            },
            other => TrainError::Network(other),
        })
    }

    /// The snapshot of the engine's network.
    ///
    /// # Errors
    /// If the loss is not finite.
    pub(crate) fn snapshot(
        &self,
        step: u64,
        network: Network,
        engine: &mut dyn Engine,
    ) -> Result<Snapshot, TrainError> {
        let measured = |measure| self.settings.measures.contains(&measure);
        let (loss, accuracy) = (measured(Measure::Loss), measured(Measure::Accuracy));
        let training = (loss || accuracy)
            .then(|| self.evaluate(step, "training", self.examples.train(), engine))
            .transpose()?;
        let (whole, by_class) = (
            measured(Measure::TestAccuracy),
            measured(Measure::TestAccuracyByClass),
        );
        let test = (whole || by_class)
            .then(|| self.evaluate(step, "test", self.examples.test(), engine))
            .transpose()?;
        let gradient = measured(Measure::GradientNorm) || measured(Measure::GradientNormByLayer);
        Ok(Snapshot {
            step,
            epoch: self.settings.epoch_of(step),
            network,
            loss: training.as_ref().filter(|_| loss).map(|all| all.loss),
            accuracy: training.filter(|_| accuracy).map(|all| all.accuracy),
            test_accuracy: test.as_ref().filter(|_| whole).map(|all| all.accuracy),
            test_accuracy_by_class: test
                .filter(|_| by_class)
                .map(|all| all.accuracy_by_class(self.settings.task.classes())),
            gradient_norms: gradient
                .then(|| self.gradient_norms(step, &engine.parameters(0)?))
                .transpose()?,
        })
    }

    fn gradient_norms(&self, step: u64, parameters: &[f32]) -> Result<Vec<f64>, TrainError> {
        let set = self.examples.train();
        let norms = gradient::norms(&self.shape(), parameters, set)?;
        if norms.iter().all(|norm| norm.is_finite()) {
            return Ok(norms);
        }
        Err(TrainError::Diverged {
            step,
            what: "the gradient is not finite".to_owned(),
        })
    }

    /// Loss and accuracy on a part of the examples. Finite weights can still have an infinite loss,
    /// and then the accuracy is meaningless too.
    fn evaluate(
        &self,
        step: u64,
        name: &str,
        set: Set,
        engine: &mut dyn Engine,
    ) -> Result<Evaluation, TrainError> {
        let evaluation = evaluate(engine, 0, set, self.examples.loss())?;
        if evaluation.loss.is_finite() {
            return Ok(evaluation);
        }
        Err(TrainError::Diverged {
            step,
            what: format!("the {name} loss is {}", evaluation.loss),
        })
    }
}
