//! Networks at initialisation.

use crease_network::{Activation, Layer, Network};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, Normal};

/// A ReLU network with He-normal weights and normal biases. `widths` are inputs, neurons of each layer,
/// outputs.
///
/// # Panics
/// If there are fewer than two widths, or one is 0.
pub fn he_normal(widths: &[usize], bias_std: f64, seed: u64) -> Network {
    let mut stream = ChaCha8Rng::seed_from_u64(seed);
    he_normal_from(&mut stream, widths, Activation::relu(), bias_std)
}

/// As [`he_normal`], with another activation, and the next numbers of a stream.
///
/// # Panics
/// As [`he_normal`].
pub fn he_normal_from(
    stream: &mut impl Rng,
    widths: &[usize],
    activation: Activation,
    bias_std: f64,
) -> Network {
    let mut normals = |std: f64, count: usize| {
        let law = Normal::new(0.0, std).expect("a standard deviation");
        law.sample_iter(&mut *stream).take(count).collect()
    };
    let layer = |pair: &[usize]| {
        let (inputs, outputs) = (pair[0], pair[1]);
        Layer {
            weight: normals((2.0 / inputs as f64).sqrt(), inputs * outputs),
            bias: normals(bias_std, outputs),
            inputs,
            outputs,
        }
    };
    Network::new(widths.windows(2).map(layer).collect(), activation).expect("it chains")
}

/// The network with every number rounded to `f32`, as trainers keep them.
///
/// # Panics
/// If a number is too large for `f32`.
pub fn in_single_precision(network: &Network) -> Network {
    let mut layers = network.layers().to_vec();
    for layer in &mut layers {
        for number in layer.weight.iter_mut().chain(&mut layer.bias) {
            *number = f64::from(*number as f32);
        }
    }
    Network::new(layers, network.activation().clone()).expect("it still chains")
}
