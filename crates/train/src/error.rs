use crease_network::NetworkError;
use thiserror::Error;

/// Why a run came to no end.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum TrainError {
    /// `--backend` names one that is not in this build.
    #[error(
        "no backend `{name}`: this build has {}; `cargo build --release --features ndarray` adds \
         ndarray, and wgpu is not there yet",
        built.join(", ")
    )]
    NoBackend {
        /// The name asked for.
        name: String,
        /// The names of those in this build.
        built: Vec<&'static str>,
    },
    /// The settings do not describe a run.
    #[error("{key} is {found}, expected {expected}")]
    Settings {
        /// The key, as in the experiment's file.
        key: &'static str,
        /// Its value.
        found: String,
        /// What it should be.
        expected: &'static str,
    },
    /// Loss or weights are no longer finite.
    #[error("diverged by step {step}: {what}; a smaller training.learning_rate may help")]
    Diverged {
        /// The step of the snapshot that found it.
        step: u64,
        /// Which number is not finite.
        what: String,
    },
    /// The backend could not hand its numbers over.
    #[error("the backend failed: {0}")]
    Backend(String),
    /// The parameters are not a network, for another reason than a number that is not finite.
    #[error(transparent)]
    Network(#[from] NetworkError),
}
