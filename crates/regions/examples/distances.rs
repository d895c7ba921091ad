//! How far are points from the boundary of their region? *Complexity of Linear Regions in Deep
//! Networks* (Corollary 5) expects about one over the number of neurons, or more.
//! `cargo run --release --example distances`

mod shared;

use crease_regions::DistanceMeter;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, StandardNormal};
use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    let mut rng = ChaCha8Rng::seed_from_u64(4);
    for width in [8, 16, 32, 64] {
        let network = shared::network(&[20, width, width, 1], 4)?;
        let neurons = network.neurons() as f64;
        let points: Vec<f64> = (0..1000 * network.inputs())
            .map(|_| StandardNormal.sample(&mut rng))
            .collect();
        let distances = DistanceMeter::new(network).measure(&points)?;
        let mean = distances.iter().sum::<f64>() / distances.len() as f64;
        println!(
            "{neurons:>4} neurons: mean distance {mean:.4}, times neurons {:.2}",
            mean * neurons
        );
    }
    Ok(())
}
