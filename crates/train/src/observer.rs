use crate::State;
use crease_measure::Learning;
use crease_network::Network;
use std::ops::ControlFlow;

/// The state of a run at one moment.
#[derive(Clone, Debug, PartialEq)]
pub struct Snapshot {
    /// Optimiser steps taken; 0 before the first.
    pub step: u64,
    /// The same in passes over the training examples.
    pub epoch: f64,
    /// The network, a copy.
    pub network: Network,
    /// Mean loss over all training examples, if it is among the run's measures.
    pub loss: Option<f64>,
    /// Fraction of the training examples classified as labelled (including label noise), if it is
    /// among the run's measures.
    pub accuracy: Option<f64>,
    /// Fraction of the test examples classified correctly, if it is among the run's measures.
    pub test_accuracy: Option<f64>,
    /// The same among the examples of each class, if it is among the run's measures; NaN for a class
    /// without examples.
    pub test_accuracy_by_class: Option<Vec<f64>>,
    /// Euclidean norm of each layer's part of the gradient of the mean training loss, if one of them
    /// is among the run's measures.
    pub gradient_norms: Option<Vec<f64>>,
}

impl From<&Snapshot> for Learning {
    /// The measures of the network that the trainer knows, if they are requested.
    fn from(snapshot: &Snapshot) -> Self {
        Self {
            loss: snapshot.loss,
            accuracy: snapshot.accuracy,
            test_accuracy: snapshot.test_accuracy,
            test_accuracy_by_class: snapshot.test_accuracy_by_class.clone(),
            gradient_norms: snapshot.gradient_norms.clone(),
        }
    }
}

/// Watches a run. Each call that returns a [`ControlFlow`] may stop it.
///
/// If a run diverges, all earlier snapshots have been handed over. If a weight is no longer finite,
/// the last call is [`step`](Self::step) with the step after which that is so; its return value
/// then has no effect, and neither snapshot nor state of that step is handed over. If a loss is
/// infinite, the snapshot that found it is not handed over.
///
/// On a backend that stacks runs, calls for a run in a stack come in bursts of up to 64 steps,
/// which end at every snapshot; states are taken, and the run stops, only at the end of a burst.
pub trait Observer {
    /// Takes the snapshot of a scheduled step as soon as there is one.
    fn snapshot(&mut self, snapshot: Snapshot) -> ControlFlow<()>;

    /// Called after every optimiser step, before its snapshot; must be fast.
    fn step(&mut self, step: u64) -> ControlFlow<()> {
        let _ = step;
        ControlFlow::Continue(())
    }

    /// Whether to hand over the state that training can resume from. Called at the start and after
    /// every step, after the snapshot if there is one, and also when [`step`](Self::step) or
    /// [`snapshot`](Self::snapshot) has just stopped the run; must be fast.
    fn wants_state(&mut self, step: u64) -> bool {
        let _ = step;
        false
    }

    /// Takes the requested state.
    fn state(&mut self, state: State) -> ControlFlow<()> {
        let _ = state;
        ControlFlow::Continue(())
    }
}

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// All steps were taken.
    Finished,
    /// The observer stopped it.
    Stopped {
        /// Steps taken before that.
        step: u64,
    },
}
