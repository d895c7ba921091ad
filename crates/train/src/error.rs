use crease_input::one_line;
use crease_network::NetworkError;
use safetensors::SafeTensorError;
use thiserror::Error;

/// Why training failed.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum TrainError {
    /// This build has no backend of that name.
    #[error("no backend `{name}`: this build has {}", built.join(", "))]
    NoBackend {
        /// The requested name.
        name: String,
        /// The names of those in this build.
        built: Vec<&'static str>,
    },
    /// The settings do not describe a run.
    #[error("{key} is {found}, expected {expected}")]
    Settings {
        /// The key, as in the experiment's file.
        key: String,
        /// Its value.
        found: String,
        /// What it should be.
        expected: String,
    },
    /// The task trains on a data set that the caller does not have.
    #[error("the task needs {dataset}, which was not loaded")]
    NoDataset {
        /// The data set.
        dataset: &'static str,
    },
    /// Not a data set.
    #[error("the {what} images of {title} have {found}, expected {expected}")]
    Dataset {
        /// The data set.
        title: &'static str,
        /// Which part of it.
        what: &'static str,
        /// What is wrong with it.
        found: String,
        /// What it should be.
        expected: String,
    },
    /// Weights or loss are no longer finite. It follows from the settings alone, so a run that is
    /// interrupted and resumed, or trained again, ends in the same way.
    #[error("diverged at step {step}: {what}; a smaller training.learning_rate may help")]
    Diverged {
        /// Optimiser steps taken until then: the first step after which a weight is not finite, or
        /// the step of the first snapshot that found an infinite loss with finite weights.
        step: u64,
        /// Which number is not finite, and its value; without advice.
        what: String,
    },
    /// The backend wgpu finds nothing to compute on.
    #[error("the backend wgpu finds no GPU: {0}")]
    NoGpu(String),
    /// A run cannot be trained in a stack with another.
    #[error("the run has another shape than the first of its stack")]
    OtherShape,
    /// The backend could not return its numbers.
    #[error("the backend failed: {0}")]
    Backend(String),
    /// The run cannot resume from this state.
    #[error(transparent)]
    State(#[from] StateError),
    /// The parameters are not a network, for another reason than a number that is not finite.
    #[error(transparent)]
    Network(#[from] NetworkError),
}

/// Why bytes are not a state to resume from.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum StateError {
    /// Truncated, or not a state at all.
    #[error("not a training state: {}", one_line(&.0.to_string()))]
    Container(#[from] SafeTensorError),
    /// A tensor is missing or has another type or shape.
    #[error("the training state has {found}, expected {}", one_line(expected))]
    Tensor {
        /// What is there.
        found: String,
        /// The tensor that should be.
        expected: String,
    },
    /// Written by another version of this program.
    #[error("the training state has format {found}, expected {expected}")]
    Format {
        /// The number found.
        found: u64,
        /// The number of this version.
        expected: u64,
    },
    /// Not the bytes that were written.
    #[error("the training state is damaged: its BLAKE3 checksum is not that of its content")]
    Damaged,
    /// The state of another run.
    #[error(
        "the training state is of run {}, expected {expected}",
        one_line(found)
    )]
    OtherRun {
        /// The run it belongs to.
        found: String,
        /// The run that was to resume.
        expected: String,
    },
    /// It does not fit the settings.
    #[error("the training state has {found}, expected {expected}")]
    Unfit {
        /// What is there.
        found: String,
        /// What the settings say.
        expected: String,
    },
}
