//! Regions a second, on networks at initialisation: 2 or 3 inputs, He-normal weights, bias std 0.1,
//! shallow and deep.

use crease_regions::{Cube, Graph, GraphCounter, Options, Plane, count};
use crease_samples::{he_normal, in_single_precision};
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};

/// Regions only, and with linear regions and lengths.
fn counts(criterion: &mut Criterion) {
    let square = Plane::square(1.0).expect("a square");
    for (name, plane, options) in [
        ("square, regions", square.clone(), Options::regions()),
        ("square, everything", square, Options::everything()),
        ("plane, regions", Plane::of_inputs(), Options::regions()),
        (
            "plane, everything",
            Plane::of_inputs(),
            Options::everything(),
        ),
    ] {
        let mut group = criterion.benchmark_group(name);
        group.sample_size(10);
        let plane = plane.into();
        for (depth, width) in [
            (3, 8),
            (3, 32),
            (3, 64),
            (3, 128),
            (6, 32),
            (8, 16),
            (12, 8),
        ] {
            let mut widths = vec![2];
            widths.extend(vec![width; depth]);
            widths.push(1);
            let network = in_single_precision(&he_normal(&widths, 0.1, 1));
            let counted = || count(&network, &plane, &options).expect("a count");
            group.throughput(Throughput::Elements(counted().activation_regions));
            let layers = format!("{depth} layers of");
            group.bench_function(BenchmarkId::new(layers, width), |b| b.iter(counted));
        }
        group.finish();
    }
}

fn cubes(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("cube");
    group.sample_size(10);
    let cube = Cube::new(1.0).expect("a cube").into();
    for width in [16, 32] {
        let network = in_single_precision(&he_normal(&[3, width, width, width, 1], 0.1, 1));
        let counted = || count(&network, &cube, &Options::regions()).expect("a count");
        group.throughput(Throughput::Elements(counted().activation_regions));
        group.bench_function(BenchmarkId::new("3 layers of", width), |b| b.iter(counted));
        let graph = Graph::try_from(&network).expect("a graph");
        let counter = GraphCounter::new(graph);
        let counted = || counter.count(&cube, &Options::regions()).expect("a count");
        group.bench_function(BenchmarkId::new("as a graph, 3 layers of", width), |b| {
            b.iter(counted);
        });
    }
    group.finish();
}

criterion_group!(benches, counts, cubes);
criterion_main!(benches);
