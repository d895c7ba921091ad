use crease_input::InputError;
use crease_network::GraphError;
use thiserror::Error;

/// Why a file is not a network that can be counted.
#[derive(Debug, Error)]
pub enum OnnxError {
    /// The file cannot be read.
    #[error(transparent)]
    Input(#[from] InputError),
    /// The bytes are not ONNX, or are damaged.
    #[error("is not an ONNX model: {0}")]
    Format(String),
    /// Something about the model as a whole.
    #[error("{0}")]
    Model(String),
    /// A tensor that the file holds.
    #[error("tensor {name}: {why}")]
    Tensor {
        /// The tensor's name.
        name: String,
        /// What was found and what was expected.
        why: String,
    },
    /// An operator that is not piecewise linear, or not known.
    #[error(
        "node {node}: the operator {operator} is not supported{why}; supported are {supported}"
    )]
    Operator {
        /// The node's name.
        node: String,
        /// The operator.
        operator: String,
        /// Empty, or a reason in brackets.
        why: &'static str,
        /// All operators that are.
        supported: String,
    },
    /// A node whose operator is supported, but not as it is used.
    #[error("node {node}: {why}")]
    Node {
        /// The node's name.
        node: String,
        /// What was found and what was expected.
        why: String,
    },
    /// A layer that cannot be part of a graph.
    #[error(transparent)]
    Graph(#[from] GraphError),
}
