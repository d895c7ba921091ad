//! Regions a second, on networks at initialisation: 2 or 3 inputs, He-normal weights, bias std 0.1.

mod networks;

use crease_regions::{Cube, Options, Plane, count_cube, count_plane};
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use networks::network;

fn counts(criterion: &mut Criterion) {
    for (name, plane) in [
        ("square", Plane::square(1.0)),
        ("plane", Plane::of_inputs()),
    ] {
        let mut group = criterion.benchmark_group(name);
        group.sample_size(10);
        for width in [32, 64, 128] {
            let network = network(&[2, width, width, width, 1], 0.1, 1);
            let count = || count_plane(&network, &plane, &Options::default()).expect("a count");
            group.throughput(Throughput::Elements(count().activation_regions));
            group.bench_function(BenchmarkId::new("3 layers of", width), |b| b.iter(count));
        }
        group.finish();
    }
}

fn cubes(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("cube");
    group.sample_size(10);
    let cube = Cube { half_side: 1.0 };
    for width in [16, 32] {
        let network = network(&[3, width, width, width, 1], 0.1, 1);
        let count = || count_cube(&network, &cube, &Options::default()).expect("a count");
        group.throughput(Throughput::Elements(count().activation_regions));
        group.bench_function(BenchmarkId::new("3 layers of", width), |b| b.iter(count));
    }
    group.finish();
}

criterion_group!(benches, counts, cubes);
criterion_main!(benches);
