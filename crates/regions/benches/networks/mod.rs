//! The networks that are timed.

use crease_regions::{Activation, Layer, Network};
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, Normal};

/// A network at initialisation: He-normal weights, normal biases, all of them numbers of `f32`.
pub fn network(widths: &[usize], bias_std: f32, seed: u64) -> Network {
    let mut stream = ChaCha8Rng::seed_from_u64(seed);
    let layers = widths.windows(2).map(|pair| {
        let (inputs, outputs) = (pair[0], pair[1]);
        let weights = Normal::new(0.0, (2.0 / inputs as f32).sqrt()).expect("a positive std");
        let biases = Normal::new(0.0, bias_std).expect("a positive std");
        Layer {
            weight: (0..inputs * outputs)
                .map(|_| f64::from(weights.sample(&mut stream)))
                .collect(),
            bias: (0..outputs)
                .map(|_| f64::from(biases.sample(&mut stream)))
                .collect(),
            inputs,
            outputs,
        }
    });
    Network::new(layers.collect(), Activation::relu()).expect("it chains")
}
