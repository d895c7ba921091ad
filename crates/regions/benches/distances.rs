//! Points a second, on networks as large as those for MNIST: 784 inputs, He-normal weights, bias std
//! 0.1. Every fifth number of a point is not 0, as in pictures of digits, or all of them are.

use crease_regions::DistanceMeter;
use crease_samples::{he_normal, in_single_precision};
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// Uniform brightness where there is any, in `f64`: products with weights are not exact.
fn random_points(count: usize, inputs: usize, share: f64, seed: u64) -> Vec<f64> {
    let mut stream = ChaCha8Rng::seed_from_u64(seed);
    let mut number = || {
        let inked = stream.random::<f64>() < share;
        if inked { stream.random::<f64>() } else { 0.0 }
    };
    (0..count * inputs).map(|_| number()).collect()
}

fn distances(criterion: &mut Criterion) {
    let count = 10_000;
    for (name, share) in [("10000 digits", 0.2), ("10000 dense points", 1.0)] {
        let points = random_points(count, 784, share, 7);
        let mut group = criterion.benchmark_group(name);
        group.sample_size(10);
        group.throughput(Throughput::Elements(count as u64));
        for width in [32, 64] {
            let network = in_single_precision(&he_normal(&[784, width, width, width, 10], 0.1, 1));
            // Preparing the network is part of it.
            let measure = || DistanceMeter::new(network.clone()).measure(&points);
            group.bench_function(BenchmarkId::new("3 layers of", width), |b| {
                b.iter(|| measure().expect("distances"));
            });
        }
        group.finish();
    }
}

criterion_group!(benches, distances);
criterion_main!(benches);
