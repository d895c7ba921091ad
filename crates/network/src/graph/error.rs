use thiserror::Error;

/// Why a node cannot be part of a graph.
#[derive(Debug, Error, PartialEq)]
#[non_exhaustive]
pub enum GraphError {
    /// The node reads one that does not come before it.
    #[error("node {node}: reads node {input}, but only {nodes} nodes come before it")]
    UnknownInput {
        /// The node's name.
        node: String,
        /// The index that it reads.
        input: usize,
        /// How many nodes there are.
        nodes: usize,
    },
    /// The node does not fit what it reads, or its numbers are not what they must be.
    #[error("node {node}: {why}")]
    Node {
        /// The node's name.
        node: String,
        /// What was found and what was expected.
        why: String,
    },
}
