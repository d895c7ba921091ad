use crate::batches::Batches;
use crate::evaluate::evaluate;
use crate::initial;
use crate::model::Model;
use crate::optimizer::Optimizer;
use crate::shape::places;
use crate::task::Examples;
use crate::{Backend, TrainError};
use burn::tensor::Device;
use crease_experiment::settings::RunSettings;
use crease_network::{Network, NetworkError};
use std::ops::ControlFlow;

/// A run at one moment.
#[derive(Clone, Debug, PartialEq)]
pub struct Snapshot {
    /// Optimiser steps taken; 0 before the first.
    pub step: u64,
    /// The same in passes over the training examples.
    pub epoch: f64,
    /// The network, a copy.
    pub network: Network,
    /// Mean loss over all training examples.
    pub loss: f64,
    /// Fraction of the training examples classified as labelled.
    pub accuracy: f64,
}

/// Who watches a run. Either call may stop it.
pub trait Observer {
    /// Takes the snapshot of a scheduled step, the moment it is there.
    fn snapshot(&mut self, snapshot: Snapshot) -> ControlFlow<()>;

    /// Hears of every optimiser step, right after it and before its snapshot; has to be quick.
    fn step(&mut self, step: u64) -> ControlFlow<()> {
        let _ = step;
        ControlFlow::Continue(())
    }
}

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// All steps are taken.
    Finished,
    /// The observer stopped it.
    Stopped {
        /// Steps taken until then.
        step: u64,
    },
}

/// Trains one run in the calling thread, with a snapshot at exactly the steps of its schedule.
///
/// Everything follows from the settings: two calls give the same bytes on one machine, whatever
/// runs beside them.
///
/// # Errors
/// If the settings do not describe a run, if loss or weights are not finite at a snapshot or at the
/// end, or if the backend fails.
pub fn train(
    settings: &RunSettings,
    backend: Backend,
    observer: &mut dyn Observer,
) -> Result<Outcome, TrainError> {
    check(settings)?;
    let mut run = Run::new(settings, backend)?;
    let total = settings.total_steps();
    let mut scheduled = settings.schedule().into_iter().peekable();
    for step in 0..=total {
        if step > 0 {
            run.step();
            if observer.step(step).is_break() {
                return Ok(Outcome::Stopped { step });
            }
        }
        if scheduled.next_if_eq(&step).is_some() {
            let snapshot = run.snapshot(step, settings.epoch_of(step))?;
            if observer.snapshot(snapshot).is_break() {
                return Ok(Outcome::Stopped { step });
            }
        }
    }
    // The end need not be scheduled, and a run that diverged behind its last snapshot failed too.
    run.network(total)?;
    Ok(Outcome::Finished)
}

/// The state of a run between two steps.
struct Run {
    device: Device,
    examples: Examples,
    batches: Batches,
    model: Model,
    optimizer: Optimizer,
}

impl Run {
    fn new(settings: &RunSettings, backend: Backend) -> Result<Self, TrainError> {
        let RunSettings {
            seed,
            network,
            task,
            training,
            ..
        } = settings;
        let device = backend.device();
        let examples = Examples::of(task, *seed)?;
        let widths = settings.widths();
        let parameters = initial::parameters_of(*seed, network, &places(&widths));
        Ok(Self {
            batches: Batches::new(*seed, examples.count, training.batch),
            model: Model::new(&widths, network.activation, parameters, &device),
            optimizer: Optimizer::new(training),
            device,
            examples,
        })
    }

    /// One optimiser step on the next batch.
    fn step(&mut self) {
        let (inputs, targets) = self.batches.next(&self.examples, &self.device);
        let gradient = self.model.gradient(inputs, targets, self.examples.loss);
        let parameters = self.model.parameters.clone();
        self.model.parameters = self.optimizer.step(parameters, gradient);
    }

    /// The network after `step` steps, unless it diverged.
    fn network(&self, step: u64) -> Result<Network, TrainError> {
        self.model.network().map_err(|error| match error {
            TrainError::Network(error @ NetworkError::NotFinite { .. }) => TrainError::Diverged {
                step,
                what: error.to_string(),
            },
            other => other,
        })
    }

    fn snapshot(&self, step: u64, epoch: f64) -> Result<Snapshot, TrainError> {
        let network = self.network(step)?;
        let evaluation = evaluate(&self.model, &self.examples, &self.device)?;
        if !evaluation.loss.is_finite() {
            return Err(TrainError::Diverged {
                step,
                what: format!("the training loss is {}", evaluation.loss),
            });
        }
        Ok(Snapshot {
            step,
            epoch,
            network,
            loss: evaluation.loss,
            accuracy: evaluation.accuracy,
        })
    }
}

/// What would otherwise show as a division by zero or as an empty layer.
fn check(settings: &RunSettings) -> Result<(), TrainError> {
    let RunSettings {
        network, training, ..
    } = settings;
    let error = |key, found: String, expected| {
        Err(TrainError::Settings {
            key,
            found,
            expected,
        })
    };
    if network.hidden.contains(&0) {
        return error(
            "network.hidden",
            format!("{:?}", network.hidden),
            "positive widths",
        );
    }
    if training.batch == 0 {
        return error("training.batch", "0".to_owned(), "a positive number");
    }
    let numbers = [
        ("network.weight_scale", network.weight_scale),
        ("network.bias_std", network.bias_std),
        ("training.learning_rate", training.learning_rate),
    ];
    match numbers
        .iter()
        .find(|(_, number)| !(number.is_finite() && *number >= 0.0))
    {
        Some(&(key, number)) => error(key, number.to_string(), "a finite number, 0 or more"),
        None => Ok(()),
    }
}
