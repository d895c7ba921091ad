//! A network as it is before training.

use crease_regions::{Activation, Layer, Network, NetworkError};
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, StandardNormal};

/// Weights of He's law, biases of standard deviation 0.1, always the same for a seed.
pub fn network(widths: &[usize], seed: u64) -> Result<Network, NetworkError> {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let mut numbers = |count: usize, scale: f64| -> Vec<f64> {
        let mut number = || -> f64 { StandardNormal.sample(&mut rng) };
        (0..count).map(|_| scale * number()).collect()
    };
    let layers = widths.windows(2).map(|pair| Layer {
        weight: numbers(pair[0] * pair[1], (2.0 / pair[0] as f64).sqrt()),
        bias: numbers(pair[1], 0.1),
        inputs: pair[0],
        outputs: pair[1],
    });
    Network::new(layers.collect(), Activation::relu())
}
