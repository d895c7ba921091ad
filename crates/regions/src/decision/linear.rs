//! Networks without neurons, for an engine that cuts by neurons.

use crate::RegionsError;
use crease_network::{Activation, Layer, Network};

/// The same function with two neurons an output: `f = relu(f) - relu(-f)`, exactly.
pub(super) fn with_neurons(network: &Network) -> Result<Network, RegionsError> {
    let map = network.output();
    let outputs = map.outputs;
    let negated = |numbers: &[f64]| numbers.iter().map(|number| -number).collect::<Vec<_>>();
    let hidden = Layer {
        weight: [&map.weight[..], &negated(&map.weight)].concat(),
        bias: [&map.bias[..], &negated(&map.bias)].concat(),
        inputs: map.inputs,
        outputs: 2 * outputs,
    };
    let mut weight = vec![0.0; 2 * outputs * outputs];
    for output in 0..outputs {
        let row = &mut weight[2 * outputs * output..];
        (row[output], row[outputs + output]) = (1.0, -1.0);
    }
    let output = Layer {
        weight,
        bias: vec![0.0; outputs],
        inputs: 2 * outputs,
        outputs,
    };
    // Made from a valid network, it is valid.
    Network::new(vec![hidden, output], Activation::relu()).map_err(|_| RegionsError::Unsound)
}
