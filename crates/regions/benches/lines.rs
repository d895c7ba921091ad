//! Lines a second, on networks at initialisation: 2 inputs, He-normal weights, bias std 0.1.

use crease_regions::{Counter, Line, Options, Slice};
use crease_samples::{he_normal, in_single_precision};
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, StandardNormal, Uniform};

/// Whole lines through normal points in normal directions.
fn random_lines(count: usize, inputs: usize, seed: u64) -> Vec<Slice> {
    let mut stream = ChaCha8Rng::seed_from_u64(seed);
    let mut vector = || -> Vec<f64> {
        (0..inputs)
            .map(|_| StandardNormal.sample(&mut stream))
            .collect()
    };
    let line = |_| Slice::from(Line::new(vector(), vector()).expect("a line"));
    (0..count).map(line).collect()
}

/// Segments between two uniform points of `[-1, 1]^inputs`.
fn random_segments(count: usize, inputs: usize, seed: u64) -> Vec<Slice> {
    let mut stream = ChaCha8Rng::seed_from_u64(seed);
    let side = Uniform::new(-1.0, 1.0).expect("a side");
    let mut point = || -> Vec<f64> { (0..inputs).map(|_| side.sample(&mut stream)).collect() };
    (0..count)
        .map(|_| Slice::from(Line::between(&point(), &point()).expect("a segment")))
        .collect()
}

fn lines(criterion: &mut Criterion) {
    let (lines, segments) = (random_lines(1000, 2, 7), random_segments(1000, 2, 7));
    let groups = [
        ("1000 lines", &lines, false),
        ("1000 segments", &segments, false),
        ("1000 lines, linear regions too", &lines, true),
    ];
    for (name, lines, linear_regions) in groups {
        let options = Options::regions().with_linear_regions(linear_regions);
        let mut group = criterion.benchmark_group(name);
        group.sample_size(20);
        group.throughput(Throughput::Elements(lines.len() as u64));
        for width in [32, 64, 128] {
            let network = in_single_precision(&he_normal(&[2, width, width, width, 1], 0.1, 1));
            let mut counter = Counter::new(network);
            group.bench_function(BenchmarkId::new("3 layers of", width), |b| {
                b.iter(|| -> u64 {
                    let counts = counter.count_all(lines, &options).into_iter();
                    counts.map(|c| c.expect("a count").activation_regions).sum()
                });
            });
        }
        group.finish();
    }
}

criterion_group!(benches, lines);
criterion_main!(benches);
