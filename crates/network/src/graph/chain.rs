//! A fully connected network is a graph of dense layers, and some graphs are one.

use super::{Activate, Dense, Graph, GraphError, Op};
use crate::{Activation, Layer, Network};

impl TryFrom<&Network> for Graph {
    type Error = GraphError;

    /// The chain of the network's layers.
    fn try_from(network: &Network) -> Result<Self, GraphError> {
        let mut graph = Self::new(&[network.inputs()])?;
        let last = network.layers().len() - 1;
        for (index, layer) in network.layers().iter().enumerate() {
            let dense = Dense {
                weight: layer.weight.iter().map(|&w| f64::from(w)).collect(),
                bias: layer.bias.iter().map(|&b| f64::from(b)).collect(),
                outputs: layer.outputs,
            };
            let at = graph.push(
                format!("layer {index}"),
                Op::Dense(dense),
                &[graph.output()],
            )?;
            if index < last {
                let activate = Op::Activate(Activate::all(network.activation().clone()));
                graph.push(format!("activation {index}"), activate, &[at])?;
            }
        }
        Ok(graph)
    }
}

impl Graph {
    /// The network that this graph is, if it is a chain of dense layers with one activation between
    /// them, whose numbers a [`Layer`] holds.
    pub fn chain(&self) -> Option<Network> {
        let mut layers: Vec<Layer> = Vec::new();
        let mut activation: Option<&Activation> = None;
        let mut activated = true;
        for (index, node) in self.nodes.iter().enumerate() {
            if index > 0 && node.inputs != [index - 1] {
                return None;
            }
            match &node.op {
                Op::Input | Op::Reshape(_) => {}
                Op::Dense(dense) if activated => {
                    let inputs = dense.weight.len() / dense.outputs;
                    layers.push(Layer {
                        weight: exactly(&dense.weight)?,
                        bias: exactly(&dense.bias)?,
                        inputs,
                        outputs: dense.outputs,
                    });
                    activated = false;
                }
                Op::Activate(activate) if !activated && activate.activations.len() == 1 => {
                    let this = &activate.activations[0];
                    if *activation.get_or_insert(this) != this {
                        return None;
                    }
                    activated = true;
                }
                _ => return None,
            }
        }
        if activated || self.output + 1 != self.nodes.len() {
            return None;
        }
        let activation = activation.cloned().unwrap_or_else(Activation::relu);
        Network::new(layers, activation).ok()
    }
}

/// The numbers as `f32`, if none is rounded.
fn exactly(numbers: &[f64]) -> Option<Vec<f32>> {
    let exact = |&number: &f64| {
        let short = number as f32;
        (f64::from(short) == number).then_some(short)
    };
    numbers.iter().map(exact).collect()
}
