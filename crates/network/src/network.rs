use crate::{Activation, Layer};
use thiserror::Error;

/// A fully connected network whose shapes chain and whose parameters are finite.
///
/// Both are checked once, here, so that nothing later has to check again.
#[derive(Clone, Debug, PartialEq)]
pub struct Network {
    layers: Vec<Layer>,
    activation: Activation,
}

/// Why a list of layers is not a network. Layers are numbered from 0.
#[derive(Debug, Error, PartialEq)]
#[non_exhaustive]
pub enum NetworkError {
    /// Not even an output layer.
    #[error("a network needs at least one layer")]
    Empty,
    /// `weight` and `bias` do not have `outputs x inputs` and `outputs` numbers.
    #[error(
        "layer {layer}: {what} has {found} numbers, expected {expected} \
         for {inputs} inputs and {outputs} outputs"
    )]
    Shape {
        /// Which layer.
        layer: usize,
        /// `weight` or `bias`.
        what: &'static str,
        /// Numbers found.
        found: usize,
        /// Numbers expected.
        expected: usize,
        /// The layer's fan-in.
        inputs: usize,
        /// The layer's units.
        outputs: usize,
    },
    /// A layer without units or without inputs.
    #[error("layer {layer} has {inputs} inputs and {outputs} outputs: both must be positive")]
    NoUnits {
        /// Which layer.
        layer: usize,
        /// The layer's fan-in.
        inputs: usize,
        /// The layer's units.
        outputs: usize,
    },
    /// A layer reads another number of inputs than the one before it writes.
    #[error("layer {layer} has {found} inputs, but layer {} has {expected} outputs", layer - 1)]
    Chain {
        /// Which layer.
        layer: usize,
        /// Its fan-in.
        found: usize,
        /// The units of the layer before.
        expected: usize,
    },
    /// NaN or infinity.
    #[error("layer {layer}: {what}[{index}] is {value}, expected a finite number")]
    NotFinite {
        /// Which layer.
        layer: usize,
        /// `weight` or `bias`.
        what: &'static str,
        /// Flat index in the tensor, row-major.
        index: usize,
        /// The number found.
        value: f64,
    },
}

impl Network {
    /// Chains `layers`, the last of them linear, with `activation` between them.
    ///
    /// # Errors
    /// If shapes do not chain or a parameter is not finite.
    pub fn new(layers: Vec<Layer>, activation: Activation) -> Result<Self, NetworkError> {
        if layers.is_empty() {
            return Err(NetworkError::Empty);
        }
        for (index, layer) in layers.iter().enumerate() {
            check_layer(index, layer)?;
            if index > 0 && layers[index - 1].outputs != layer.inputs {
                return Err(NetworkError::Chain {
                    layer: index,
                    found: layer.inputs,
                    expected: layers[index - 1].outputs,
                });
            }
        }
        Ok(Self { layers, activation })
    }

    /// All layers, the linear output layer last.
    pub fn layers(&self) -> &[Layer] {
        &self.layers
    }

    /// The layers of neurons: all but the last.
    pub fn hidden(&self) -> &[Layer] {
        &self.layers[..self.layers.len() - 1]
    }

    /// The linear output layer.
    pub fn output(&self) -> &Layer {
        &self.layers[self.layers.len() - 1]
    }

    /// The activation between layers.
    pub fn activation(&self) -> &Activation {
        &self.activation
    }

    /// The input dimension `n_in`.
    pub fn inputs(&self) -> usize {
        self.layers[0].inputs
    }

    /// The output dimension `n_out`.
    pub fn outputs(&self) -> usize {
        self.output().outputs
    }

    /// The number of neurons, `n_1 + ... + n_d`.
    pub fn neurons(&self) -> usize {
        self.hidden().iter().map(|layer| layer.outputs).sum()
    }

    /// The widths of all layers, inputs and outputs included, as in `2-32-32-32-1`.
    pub fn widths(&self) -> Vec<usize> {
        std::iter::once(self.inputs())
            .chain(self.layers.iter().map(|layer| layer.outputs))
            .collect()
    }
}

fn check_layer(index: usize, layer: &Layer) -> Result<(), NetworkError> {
    let (inputs, outputs) = (layer.inputs, layer.outputs);
    if inputs == 0 || outputs == 0 {
        return Err(NetworkError::NoUnits {
            layer: index,
            inputs,
            outputs,
        });
    }
    let tensors = [
        ("weight", &layer.weight, outputs.saturating_mul(inputs)),
        ("bias", &layer.bias, outputs),
    ];
    for (what, numbers, expected) in tensors {
        if numbers.len() != expected {
            return Err(NetworkError::Shape {
                layer: index,
                what,
                found: numbers.len(),
                expected,
                inputs,
                outputs,
            });
        }
        if let Some(at) = numbers.iter().position(|number| !number.is_finite()) {
            return Err(NetworkError::NotFinite {
                layer: index,
                what,
                index: at,
                value: numbers[at],
            });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn layer(inputs: usize, outputs: usize) -> Layer {
        Layer {
            weight: vec![0.5; inputs * outputs],
            bias: vec![0.0; outputs],
            inputs,
            outputs,
        }
    }

    #[test]
    fn output_units_are_not_neurons() {
        let network = Network::new(
            vec![layer(2, 3), layer(3, 4), layer(4, 7)],
            Activation::relu(),
        );
        let network = network.unwrap();
        assert_eq!(network.neurons(), 7);
        assert_eq!(network.widths(), [2, 3, 4, 7]);
    }

    #[test]
    fn layers_must_chain() {
        let error = Network::new(vec![layer(2, 3), layer(4, 1)], Activation::relu()).unwrap_err();
        assert_eq!(
            error.to_string(),
            "layer 1 has 4 inputs, but layer 0 has 3 outputs"
        );
    }

    #[test]
    fn a_nan_is_named() {
        let mut bad = layer(2, 2);
        bad.weight[3] = f64::NAN;
        let error = Network::new(vec![bad], Activation::relu()).unwrap_err();
        assert_eq!(
            error.to_string(),
            "layer 0: weight[3] is NaN, expected a finite number"
        );
    }
}
