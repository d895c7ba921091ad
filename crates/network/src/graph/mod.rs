//! Networks as graphs of layers: convolutions, pooling, residual sums.
//!
//! A [`Graph`] is plain data. Its nodes are in an order in which each reads only earlier ones; node 0
//! is the input. All parameters are exact reals that `f64` holds. Shapes are those of one example,
//! without a batch dimension, in row-major order; in a shape of two or more numbers the first is the
//! channel: `[C, H, W]` for pictures, `[C, L]` for sequences.
//!
//! A *neuron* is an element of the output of an activation or maximum node. Elements that share
//! weights are different neurons.
//!
//! [`Graph::unit`] shows every element as the geometry sees it, whatever the kind of its node: an
//! affine function of other elements, an activation of one, or the largest of several. Reference
//! evaluations, exact arithmetic and gradients read a graph in this way alone.

mod chain;
mod error;
mod evaluate;
mod op;
mod ops;
mod size;
mod unit;
mod window;

pub use error::GraphError;
pub use evaluate::Number;
pub use op::Op;
pub use ops::{
    Activate, AveragePool, Concat, Constant, Conv, ConvTranspose, Dense, MaxPool, Pad, Scale,
    Slice, Sum, Transpose,
};
pub use size::MOST_ELEMENTS;
pub use unit::{Source, Term, Unit};
pub use window::Window;

use size::check_size;

/// A network as a graph of layers.
#[derive(Clone, Debug, PartialEq)]
pub struct Graph {
    nodes: Vec<Node>,
    output: usize,
}

/// One layer of a [`Graph`].
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    name: String,
    op: Op,
    inputs: Vec<usize>,
    shape: Vec<usize>,
}

impl Node {
    /// The node's name in messages.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What the node computes.
    pub fn op(&self) -> &Op {
        &self.op
    }

    /// The nodes it reads, all of them earlier.
    pub fn inputs(&self) -> &[usize] {
        &self.inputs
    }

    /// The shape of its output, without a batch dimension.
    pub fn shape(&self) -> &[usize] {
        &self.shape
    }

    /// The number of elements of its output.
    pub fn elements(&self) -> usize {
        self.shape.iter().product()
    }

    /// The first dimension of the shape; 1 if it has none.
    pub fn channels(&self) -> usize {
        self.shape.first().copied().unwrap_or(1)
    }

    /// Whether its elements are neurons.
    pub fn is_neurons(&self) -> bool {
        matches!(self.op, Op::Activate(_) | Op::MaxPool(_) | Op::Maximum)
    }
}

impl Graph {
    /// A graph of nothing but its input, of this shape.
    ///
    /// # Errors
    /// If the shape has no elements, or too many.
    pub fn new(shape: &[usize]) -> Result<Self, GraphError> {
        let name = "input".to_owned();
        check_size(&name, shape)?;
        Ok(Self {
            nodes: vec![Node {
                name,
                op: Op::Input,
                inputs: Vec::new(),
                shape: shape.to_vec(),
            }],
            output: 0,
        })
    }

    /// Adds a node, which becomes the output, and returns its index.
    ///
    /// # Errors
    /// If the node does not fit what it reads, or a parameter is not finite.
    pub fn push(
        &mut self,
        name: impl Into<String>,
        op: Op,
        inputs: &[usize],
    ) -> Result<usize, GraphError> {
        let name = name.into();
        if let Some(&input) = inputs.iter().find(|&&input| input >= self.nodes.len()) {
            return Err(GraphError::UnknownInput {
                node: name,
                input,
                nodes: self.nodes.len(),
            });
        }
        let shapes: Vec<&[usize]> = inputs.iter().map(|&i| self.nodes[i].shape()).collect();
        let shape = op
            .shape(&shapes)
            .and_then(|shape| op.check_numbers().map(|()| shape))
            .map_err(|why| GraphError::Node {
                node: name.clone(),
                why,
            })?;
        check_size(&name, &shape)?;
        let elements = self.nodes.iter().map(Node::elements).sum::<usize>();
        if elements + shape.iter().product::<usize>() > MOST_ELEMENTS {
            return Err(GraphError::Node {
                node: name,
                why: format!("the layers up to it have more than {MOST_ELEMENTS} elements"),
            });
        }
        self.nodes.push(Node {
            name,
            op,
            inputs: inputs.to_vec(),
            shape,
        });
        self.output = self.nodes.len() - 1;
        Ok(self.output)
    }

    /// All nodes, the input first.
    pub fn nodes(&self) -> &[Node] {
        &self.nodes
    }

    /// The index of the node that is the network's output.
    pub fn output(&self) -> usize {
        self.output
    }

    /// The number of elements of the input.
    pub fn input_elements(&self) -> usize {
        self.nodes[0].elements()
    }

    /// The number of elements of the output.
    pub fn output_elements(&self) -> usize {
        self.nodes[self.output].elements()
    }

    /// The number of neurons.
    pub fn neurons(&self) -> usize {
        let neurons = self.nodes.iter().filter(|node| node.is_neurons());
        neurons.map(Node::elements).sum()
    }

    /// One element of a node's output, as the geometry sees it.
    ///
    /// # Panics
    /// If there is no such node or element.
    pub fn unit(&self, node: usize, element: usize) -> Unit<'_> {
        let this = &self.nodes[node];
        assert!(element < this.elements(), "no such element");
        let shapes: Vec<&[usize]> = this
            .inputs
            .iter()
            .map(|&input| self.nodes[input].shape())
            .collect();
        let mut unit = this.op.unit(&shapes, &this.shape, element);
        match &mut unit {
            Unit::Input(_) | Unit::Activation { .. } => {}
            Unit::Affine { terms, .. } => {
                for term in terms {
                    term.node = this.inputs[term.node];
                }
            }
            Unit::Largest(candidates) => {
                for (input, _) in candidates {
                    *input = this.inputs[*input];
                }
            }
        }
        if let Unit::Activation { node, .. } = &mut unit {
            *node = this.inputs[0];
        }
        unit
    }
}
