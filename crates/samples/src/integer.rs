//! Networks of small integers: lines that coincide, meet in a point or run in parallel, and neurons
//! that die.

use crease_network::{Activation, Layer, Network};
use proptest::prelude::*;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// A ReLU network whose weights are integers from `-most` to `most`, without biases.
///
/// # Panics
/// If there are fewer than two widths, or one is 0.
pub fn small_integers(widths: &[usize], most: i8, seed: u64) -> Network {
    let mut stream = ChaCha8Rng::seed_from_u64(seed);
    let layer = |pair: &[usize]| Layer {
        weight: (0..pair[0] * pair[1])
            .map(|_| f64::from(stream.random_range(-most..=most)))
            .collect(),
        bias: vec![0.0; pair[1]],
        inputs: pair[0],
        outputs: pair[1],
    };
    Network::new(widths.windows(2).map(layer).collect(), Activation::relu()).expect("it chains")
}

/// Layers with weights from -2 to 2, and biases from `-bias` to `bias`, half of which are 0.
pub fn layers(inputs: usize, outputs: usize, bias: i8) -> impl Strategy<Value = Layer> {
    let weight = prop::collection::vec(-2i8..=2, inputs * outputs);
    let bias = prop::collection::vec(prop_oneof![Just(0i8), -bias..=bias], outputs);
    (weight, bias).prop_map(move |(weight, bias)| Layer {
        weight: weight.into_iter().map(f64::from).collect(),
        bias: bias.into_iter().map(f64::from).collect(),
        inputs,
        outputs,
    })
}

/// ReLU, and others of up to three breakpoints.
///
/// # Panics
/// Never.
pub fn activations() -> impl Strategy<Value = Activation> {
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

/// Networks of such [`layers`] between widths: inputs, neurons of each layer, outputs.
///
/// # Panics
/// If there are fewer than two widths, or one is 0.
pub fn networks(
    widths: impl Strategy<Value = Vec<usize>>,
    bias: i8,
    activation: impl Strategy<Value = Activation>,
) -> impl Strategy<Value = Network> {
    (widths, activation).prop_flat_map(move |(widths, activation)| {
        let layers: Vec<_> = widths
            .windows(2)
            .map(|pair| layers(pair[0], pair[1], bias))
            .collect();
        (layers, Just(activation))
            .prop_map(|(layers, activation)| Network::new(layers, activation).expect("it chains"))
    })
}
