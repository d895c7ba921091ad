//! The graph that is being built from a file.

use crate::call::{Call, Layer};
use crate::external::External;
use crease_network::graph::Op;
use crease_network::{Graph, GraphError};

/// The most numbers that may be made beyond those that the file holds.
const MOST_MADE: usize = 1 << 24;

/// A graph in the making.
pub(crate) struct Converter<'a> {
    pub graph: Graph,
    pub external: External<'a>,
    pub notes: Vec<String>,
    made: usize,
}

/// The shape of a graph's node for a shape of the file: without the batch dimension.
pub(crate) fn plain(shape: &[usize]) -> Vec<usize> {
    match shape {
        [] => vec![1],
        [1, rest @ ..] if !rest.is_empty() => rest.to_vec(),
        _ => shape.to_vec(),
    }
}

impl<'a> Converter<'a> {
    /// A graph that has only its input, with this shape from the file.
    pub(crate) fn new(
        input: &[usize],
        external: External<'a>,
        notes: Vec<String>,
    ) -> Result<Self, GraphError> {
        Ok(Self {
            graph: Graph::new(&plain(input))?,
            external,
            notes,
            made: 0,
        })
    }

    /// Adds a node that reads layers as they are.
    pub(crate) fn push(&mut self, call: &Call, op: Op, inputs: &[usize]) -> Result<usize, String> {
        self.graph.push(&*call.name, op, inputs).map_err(why)
    }

    /// A layer in a shape of the graph, which keeps the order of elements.
    pub(crate) fn shaped(
        &mut self,
        call: &Call,
        layer: &Layer,
        shape: &[usize],
    ) -> Result<usize, String> {
        let mut node = layer.node;
        if let Op::Reshape(_) = self.graph.nodes()[node].op() {
            node = self.graph.nodes()[node].inputs()[0];
        }
        if self.graph.nodes()[node].shape() == shape {
            return Ok(node);
        }
        if self.graph.nodes()[layer.node].shape() == shape {
            return Ok(layer.node);
        }
        self.push(call, Op::Reshape(shape.to_vec()), &[node])
    }

    /// Counts numbers that are made beyond those that the file holds, and refuses too many.
    pub(crate) fn make(&mut self, numbers: usize) -> Result<(), String> {
        self.made = self.made.saturating_add(numbers);
        if self.made > MOST_MADE {
            return Err(format!(
                "the file asks for more than {MOST_MADE} numbers that it does not hold"
            ));
        }
        Ok(())
    }

    pub(crate) fn note(&mut self, note: String) {
        if !self.notes.contains(&note) {
            self.notes.push(note);
        }
    }
}

pub(crate) fn why(error: GraphError) -> String {
    match error {
        GraphError::Node { why, .. } => why,
        error => error.to_string(),
    }
}
