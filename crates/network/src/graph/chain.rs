//! Between fully connected networks and graphs that are chains of dense layers.

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
                weight: layer.weight.clone(),
                bias: layer.bias.clone(),
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
    /// This graph as a network, if it is a chain of dense layers with one activation between them.
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
                        weight: dense.weight.clone(),
                        bias: dense.bias.clone(),
                        inputs,
                        outputs: dense.outputs,
                    });
                    activated = false;
                }
                // Biases that are added in a step of their own.
                Op::Scale(scale)
                    if !activated && scale.scale.iter().all(|&factor| factor == 1.0) =>
                {
                    let layer = layers.last_mut()?;
                    if layer.bias.iter().any(|&bias| bias != 0.0) {
                        return None;
                    }
                    for (output, bias) in layer.bias.iter_mut().enumerate() {
                        let one = scale.shift.len() == 1;
                        *bias = *scale.shift.get(if one { 0 } else { output })?;
                    }
                }
                // The sign of outputs, of which the smallest is wanted.
                Op::Sum(sum) if !activated && sum.factors == [-1.0] => {
                    let layer = layers.last_mut()?;
                    let numbers = layer.weight.iter_mut().chain(&mut layer.bias);
                    numbers.for_each(|number| *number = -*number);
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
