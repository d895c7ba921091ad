use crease_input::{InputError, one_line};
use crease_network::GraphError;
use thiserror::Error;

/// Why a file is not a network that can be counted, in one line whatever the file holds.
#[derive(Debug, Error)]
pub enum OnnxError {
    /// The file cannot be read.
    #[error(transparent)]
    Input(#[from] InputError),
    /// The bytes are not ONNX, or are damaged.
    #[error("is not an ONNX model: {}", one_line(.0))]
    Format(String),
    /// Something about the model as a whole.
    #[error("{}", one_line(.0))]
    Model(String),
    /// A tensor that the file holds.
    #[error("tensor {}: {}", one_line(name), one_line(why))]
    Tensor {
        /// The tensor's name.
        name: String,
        /// What was found and what was expected.
        why: String,
    },
    /// An operator that is not piecewise linear, or not known.
    #[error(
        "node {}: the operator {} is not supported{why}; supported are {supported}",
        one_line(node),
        one_line(operator)
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
    #[error("node {}: {}", one_line(node), one_line(why))]
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
