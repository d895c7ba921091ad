//! Small networks with small integer weights, degenerate on purpose.

use crease_regions::{Activation, Layer, Network};
use crease_samples::networks;
use proptest::prelude::*;

/// Networks with one output.
pub(crate) fn network(
    inputs: impl Strategy<Value = usize>,
    hidden: impl Strategy<Value = Vec<usize>>,
    activation: impl Strategy<Value = Activation>,
) -> impl Strategy<Value = Network> {
    network_of(inputs, hidden, Just(1), activation)
}

pub(crate) fn network_of(
    inputs: impl Strategy<Value = usize>,
    hidden: impl Strategy<Value = Vec<usize>>,
    outputs: impl Strategy<Value = usize>,
    activation: impl Strategy<Value = Activation>,
) -> impl Strategy<Value = Network> {
    let widths = (inputs, hidden, outputs)
        .prop_map(|(inputs, hidden, outputs)| [&[inputs], hidden.as_slice(), &[outputs]].concat());
    networks(widths, 2, activation)
}

/// The network with its layers, numbered from 0, changed.
pub(crate) fn map_layers(network: &Network, map: impl Fn(usize, &mut Layer)) -> Network {
    let mut layers = network.layers().to_vec();
    for (index, layer) in layers.iter_mut().enumerate() {
        map(index, layer);
    }
    Network::new(layers, network.activation().clone()).expect("it still chains")
}

/// The units of the first hidden layer in the opposite order.
pub(crate) fn with_reversed_units(network: &Network) -> Network {
    map_layers(network, |index, layer| {
        if index == 0 && !network.hidden().is_empty() {
            let rows = (0..layer.outputs).rev().flat_map(|j| layer.row(j).to_vec());
            layer.weight = rows.collect();
            layer.bias.reverse();
        } else if index == 1 {
            for row in layer.weight.chunks_exact_mut(layer.inputs) {
                row.reverse();
            }
        }
    })
}

/// The first layer's weights and biases times `2^power`, the next layer's weights divided by it:
/// the same function, if the activation is ReLU.
pub(crate) fn with_moved_scale(network: &Network, power: i32) -> Network {
    let c = 2f64.powi(power);
    map_layers(network, |index, layer| match index {
        0 => layer
            .weight
            .iter_mut()
            .chain(&mut layer.bias)
            .for_each(|w| *w *= c),
        1 => layer.weight.iter_mut().for_each(|w| *w /= c),
        _ => {}
    })
}
