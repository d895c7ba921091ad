use crease_network::{ActivationError, NetworkError};
use safetensors::SafeTensorError;
use std::path::PathBuf;
use thiserror::Error;

/// Why bytes are not a network, or a network not bytes. Every message is one line and names the
/// tensor, what was found and what was expected.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum CheckpointError {
    /// The file could not be read at all.
    #[error("cannot read {}: {error}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system said.
        error: std::io::Error,
    },
    /// Something is wrong inside a file.
    #[error("{}: {error}", path.display())]
    InFile {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        error: Box<CheckpointError>,
    },
    /// The container is broken, or is another format.
    #[error("not a safetensors file: {0}")]
    Container(SafeTensorError),
    /// No tensor is called `weight` or `NAME.weight`.
    #[error("no linear layer found: expected tensors NAME.weight (outputs x inputs) and NAME.bias")]
    NoLayers,
    /// A file of points without its one tensor.
    #[error("no tensor points found (only {found}): expected one of shape [points, inputs]")]
    NoPoints {
        /// The names of the tensors that are there.
        found: String,
    },
    /// A tensor that is neither weight nor bias of a linear layer; leaving it out would analyse
    /// another network than the one in the file.
    #[error(
        "tensor {tensor} of shape {shape:?} belongs to no linear layer: \
         expected only NAME.weight (outputs x inputs) and NAME.bias (outputs)"
    )]
    Unexpected {
        /// The tensor's name.
        tensor: String,
        /// Its shape.
        shape: Vec<usize>,
    },
    /// The shape is not that of a weight or a bias.
    #[error("tensor {tensor} has shape {found:?}, expected {expected}")]
    Shape {
        /// The tensor's name.
        tensor: String,
        /// Its shape.
        found: Vec<usize>,
        /// What the shape should be.
        expected: String,
    },
    /// Layers do not chain in the order of their names.
    #[error(
        "tensor {tensor} has {found} inputs, but {before}, the layer before it, has {expected} outputs"
    )]
    Chain {
        /// The weight's name.
        tensor: String,
        /// Its inputs.
        found: usize,
        /// The name of the weight before it.
        before: String,
        /// The outputs of that one.
        expected: usize,
    },
    /// A number type whose values are not all `f32` numbers.
    #[error("tensor {tensor} has numbers of type {found}, expected F32 (or F64, F16, BF16)")]
    Dtype {
        /// The tensor's name.
        tensor: String,
        /// The type as the format calls it.
        found: String,
    },
    /// A double precision number that `f32` cannot hold: rounding it would move the regions.
    #[error("tensor {tensor}[{index}] is {value:e}, expected a number that f32 holds exactly")]
    Inexact {
        /// The tensor's name.
        tensor: String,
        /// Flat index, row-major.
        index: usize,
        /// The number found.
        value: f64,
    },
    /// NaN or infinity.
    #[error("tensor {tensor}[{index}] is {value}, expected a finite number")]
    NotFinite {
        /// The tensor's name.
        tensor: String,
        /// Flat index, row-major.
        index: usize,
        /// The number found.
        value: f64,
    },
    /// A checkpoint of ours without one of its five strings, or with one that cannot be read.
    #[error("metadata {key} is {}, expected {expected}", found.as_deref().unwrap_or("missing"))]
    Metadata {
        /// Which string.
        key: &'static str,
        /// What stands there.
        found: Option<String>,
        /// What should stand there.
        expected: &'static str,
    },
    /// The metadata describes an activation that is none.
    #[error("metadata activation: {0}")]
    Activation(#[from] ActivationError),
    /// The layers are not a network.
    #[error(transparent)]
    Network(#[from] NetworkError),
    /// The header could not be written.
    #[error("cannot write the header: {0}")]
    Header(#[from] serde_json::Error),
}
