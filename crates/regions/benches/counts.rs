//! Regions a second, on networks at initialisation: 2 or 3 inputs, He-normal weights, bias std 0.1.

mod networks;

use crease_regions::{Cube, Options, Plane, count};
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use networks::network;

fn counts(criterion: &mut Criterion) {
    for (name, plane) in [
        ("square", Plane::square(1.0).expect("a square")),
        ("plane", Plane::of_inputs()),
    ] {
        let mut group = criterion.benchmark_group(name);
        group.sample_size(10);
        let plane = plane.into();
        for width in [32, 64, 128] {
            let network = network(&[2, width, width, width, 1], 0.1, 1);
            let counted = || count(&network, &plane, &Options::regions()).expect("a count");
            group.throughput(Throughput::Elements(counted().activation_regions));
            group.bench_function(BenchmarkId::new("3 layers of", width), |b| b.iter(counted));
        }
        group.finish();
    }
}

fn cubes(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("cube");
    group.sample_size(10);
    let cube = Cube::new(1.0).expect("a cube").into();
    for width in [16, 32] {
        let network = network(&[3, width, width, width, 1], 0.1, 1);
        let counted = || count(&network, &cube, &Options::regions()).expect("a count");
        group.throughput(Throughput::Elements(counted().activation_regions));
        group.bench_function(BenchmarkId::new("3 layers of", width), |b| b.iter(counted));
    }
    group.finish();
}

criterion_group!(benches, counts, cubes);
criterion_main!(benches);
