//! Small networks with small integer weights, degenerate on purpose.

use crease_regions::{Activation, Layer, Network};
use proptest::prelude::*;

fn layer(inputs: usize, outputs: usize) -> impl Strategy<Value = Layer> {
    let weight = prop::collection::vec(-2i8..=2, inputs * outputs);
    // Zero biases are frequent: lines through one point.
    let bias = prop::collection::vec(prop_oneof![Just(0i8), -2i8..=2], outputs);
    (weight, bias).prop_map(move |(weight, bias)| Layer {
        weight: weight.into_iter().map(f64::from).collect(),
        bias: bias.into_iter().map(f64::from).collect(),
        inputs,
        outputs,
    })
}

/// ReLU, and others of up to three breakpoints.
pub(crate) fn activation() -> impl Strategy<Value = Activation> {
    let of = |breakpoints: &[f64], slopes: &[f64], anchor| {
        Activation::new(breakpoints.to_vec(), slopes.to_vec(), anchor).expect("an activation")
    };
    prop_oneof![
        4 => Just(Activation::relu()),
        1 => Just(of(&[-1.0, 1.0], &[0.0, 1.0, 0.0], -1.0)),
        1 => Just(of(&[0.0], &[-1.0, 1.0], 0.0)),
        1 => Just(of(&[-1.0, 0.0, 2.0], &[2.0, -1.0, 1.0, 0.0], 3.0)),
    ]
}

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
    (inputs, hidden, outputs, activation).prop_flat_map(|(inputs, hidden, outputs, activation)| {
        let widths: Vec<usize> = [&[inputs], hidden.as_slice(), &[outputs]].concat();
        let layers: Vec<_> = widths
            .windows(2)
            .map(|pair| layer(pair[0], pair[1]))
            .collect();
        (layers, Just(activation))
            .prop_map(|(layers, activation)| Network::new(layers, activation).expect("it chains"))
    })
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
