use crease_network::{ActivationError, NetworkError};
use crease_regions::RegionsError;
use thiserror::Error;

/// Why a statement cannot be examined. This says nothing about the statement itself.
#[derive(Debug, Error)]
pub enum TheoremsError {
    /// A network could not be counted.
    #[error("a random network of {law}: {source}")]
    Regions {
        /// The law it was drawn from.
        law: String,
        /// The error of the geometry.
        source: RegionsError,
    },
    /// A law has no network.
    #[error("cannot draw a network of {law}: {source}")]
    Network {
        /// The law.
        law: String,
        /// What is wrong with it.
        source: NetworkError,
    },
    /// A list of breakpoints is not an activation.
    #[error("cannot make an activation: {0}")]
    Activation(#[from] ActivationError),
    /// A statement has an invalid slice: a bug in this crate.
    #[error("cannot make a slice: {0}")]
    Slice(#[from] RegionsError),
    /// A statement needs at least two networks for a standard error.
    #[error("{0} networks, expected at least 2: a standard error needs two")]
    TooFew(usize),
    /// The geometry left out a number that was requested: a bug in this crate.
    #[error("internal check failed: {0} was not measured")]
    NotMeasured(&'static str),
}
