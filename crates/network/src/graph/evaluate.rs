use super::{Graph, Unit};
use crate::Activation;
use std::cmp::Ordering;

/// What a graph can be evaluated in: `f64`, or numbers that round nothing.
pub trait Number: Clone {
    /// The number of a parameter.
    fn from_parameter(parameter: f64) -> Self;
    /// The sum.
    #[must_use]
    fn plus(&self, other: &Self) -> Self;
    /// The product.
    #[must_use]
    fn times(&self, other: &Self) -> Self;
    /// The order.
    fn order(&self, other: &Self) -> Ordering;
}

impl Number for f64 {
    fn from_parameter(parameter: f64) -> Self {
        parameter
    }
    fn plus(&self, other: &Self) -> Self {
        self + other
    }
    fn times(&self, other: &Self) -> Self {
        self * other
    }
    fn order(&self, other: &Self) -> Ordering {
        self.total_cmp(other)
    }
}

impl Graph {
    /// The elements of all nodes for one input, straight from the definition: the reference for
    /// whatever is faster.
    ///
    /// # Panics
    /// If the input has another number of elements than node 0.
    pub fn evaluate<N: Number>(&self, input: &[N]) -> Vec<Vec<N>> {
        assert_eq!(input.len(), self.input_elements(), "one number an input");
        let mut values: Vec<Vec<N>> = Vec::with_capacity(self.nodes.len());
        for (index, node) in self.nodes.iter().enumerate() {
            let elements = (0..node.elements()).map(|element| match self.unit(index, element) {
                Unit::Input(element) => input[element].clone(),
                Unit::Affine { bias, terms } => {
                    let bias = N::from_parameter(bias);
                    terms.iter().fold(bias, |sum, term| {
                        let factor = N::from_parameter(term.factor);
                        sum.plus(&factor.times(&values[term.node][term.element]))
                    })
                }
                Unit::Activation {
                    activation,
                    node,
                    element,
                } => apply(activation, &values[node][element]),
                Unit::Largest(candidates) => {
                    let largest = candidates
                        .iter()
                        .map(|&(node, element)| &values[node][element])
                        .max_by(|a, b| a.order(b));
                    largest.map_or_else(|| N::from_parameter(0.0), N::clone)
                }
            });
            let elements = elements.collect();
            values.push(elements);
        }
        values
    }
}

/// `phi(x)`, from its value at the first breakpoint.
fn apply<N: Number>(activation: &Activation, x: &N) -> N {
    let breakpoints = activation.breakpoints();
    let mut value = N::from_parameter(activation.anchor());
    let mut add = |slope: f64, from: f64, to: &N| {
        let step = to.plus(&N::from_parameter(-from));
        value = value.plus(&N::from_parameter(slope).times(&step));
    };
    if x.order(&N::from_parameter(breakpoints[0])).is_le() {
        add(activation.slopes()[0], breakpoints[0], x);
        return value;
    }
    for (piece, &start) in breakpoints.iter().enumerate() {
        let end = breakpoints
            .get(piece + 1)
            .map(|&end| N::from_parameter(end));
        match end {
            Some(end) if end.order(x).is_lt() => add(activation.slopes()[piece + 1], start, &end),
            _ => {
                add(activation.slopes()[piece + 1], start, x);
                break;
            }
        }
    }
    value
}
