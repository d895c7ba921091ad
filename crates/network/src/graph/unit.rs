//! The elements of a graph as the geometry sees them, for any kind of node.

use crate::Activation;

/// One element, as the geometry sees it.
#[derive(Clone, Debug, PartialEq)]
pub enum Unit<'a> {
    /// This element of the network's input.
    Input(usize),
    /// `bias + sum of factor * element`; an element may come more than once.
    Affine {
        /// The constant.
        bias: f64,
        /// Factors that are not 0.
        terms: Vec<Term>,
    },
    /// An activation of one element.
    Activation {
        /// The function.
        activation: &'a Activation,
        /// The node of the element.
        node: usize,
        /// The element.
        element: usize,
    },
    /// The largest of these elements, `(node, element)`; at least one.
    Largest(Vec<(usize, usize)>),
}

/// An element of an earlier node and its factor.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Term {
    /// The node of the element.
    pub node: usize,
    /// The element.
    pub element: usize,
    /// Its factor.
    pub factor: f64,
}

/// Where a moved element comes from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Source {
    /// An element of one of the node's inputs, as the node numbers them.
    Element {
        /// Which input.
        input: usize,
        /// Which of its elements.
        element: usize,
    },
    /// A constant, as in a border.
    Number(f64),
}
