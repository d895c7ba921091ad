//! Lines and windows through convolutional networks, between and around made-up pictures.

use crease_network::graph::{
    Activate, AveragePool, Conv, Dense, MaxPool, Op, Scale, Sum, Window as Taps,
};
use crease_regions::{Activation, Graph, GraphCounter, Line, Options, Plane, Window};
use criterion::{Criterion, criterion_group, criterion_main};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, Normal};
use std::hint::black_box;

/// Random weights as before training, floats of 32 bits.
struct Weights(ChaCha8Rng);

impl Weights {
    fn normal(&mut self, count: usize, deviation: f64) -> Vec<f64> {
        let normal = Normal::new(0.0, deviation).expect("a deviation");
        let draw = |rng: &mut ChaCha8Rng| f64::from(normal.sample(rng) as f32);
        (0..count).map(|_| draw(&mut self.0)).collect()
    }

    fn conv(
        &mut self,
        inputs: usize,
        outputs: usize,
        size: usize,
        stride: usize,
        pad: usize,
    ) -> Op {
        let fan = inputs * size * size;
        Op::Conv(Conv {
            weight: self.normal(fan * outputs, (2.0 / fan as f64).sqrt()),
            bias: self.normal(outputs, 0.2),
            outputs,
            groups: 1,
            window: Taps {
                stride: vec![stride; 2],
                before: vec![pad; 2],
                after: vec![pad; 2],
                ..Taps::new(&[size; 2])
            },
        })
    }

    fn dense(&mut self, inputs: usize, outputs: usize) -> Op {
        Op::Dense(Dense {
            weight: self.normal(inputs * outputs, (2.0 / inputs as f64).sqrt()),
            bias: self.normal(outputs, 0.2),
            outputs,
        })
    }

    fn norm(&mut self, channels: usize) -> Op {
        let scale = self.normal(channels, 0.1);
        Op::Scale(Scale {
            scale: scale.iter().map(|scale| 1.0 + scale).collect(),
            shift: self.normal(channels, 0.1),
        })
    }

    /// A picture of soft blobs in 256 shades.
    fn picture(&mut self, channels: usize, side: usize) -> Vec<f64> {
        let mut picture = vec![0.0f64; channels * side * side];
        for _ in 0..12 {
            let mut at = || self.0.random_range(0.0..side as f64);
            let (row, column) = (at(), at());
            let channel = self.0.random_range(0..channels);
            for y in 0..side {
                for x in 0..side {
                    let (dy, dx) = (y as f64 - row, x as f64 - column);
                    let shade = (-(dy * dy + dx * dx) / 12.0).exp();
                    picture[(channel * side + y) * side + x] += shade;
                }
            }
        }
        let shades = picture
            .iter()
            .map(|shade| (shade.min(1.0) * 255.0).round() / 255.0);
        shades.map(|shade| f64::from(shade as f32)).collect()
    }
}

fn relu() -> Op {
    Op::Activate(Activate::all(Activation::relu()))
}

fn add(graph: &mut Graph, op: Op, inputs: &[usize]) -> usize {
    graph.push("layer", op, inputs).expect("a layer that fits")
}

/// Convolutions of 6 and 16 channels with pools, 120 and 84 neurons.
fn lenet(weights: &mut Weights) -> Graph {
    let pool = || {
        Op::MaxPool(MaxPool {
            window: Taps {
                stride: vec![2; 2],
                ..Taps::new(&[2; 2])
            },
        })
    };
    let layers = [
        weights.conv(1, 6, 5, 1, 2),
        relu(),
        pool(),
        weights.conv(6, 16, 5, 1, 0),
        relu(),
        pool(),
        Op::Reshape(vec![400]),
        weights.dense(400, 120),
        relu(),
        weights.dense(120, 84),
        relu(),
        weights.dense(84, 10),
    ];
    let mut graph = Graph::new(&[1, 28, 28]).expect("an input");
    for layer in layers {
        let before = graph.output();
        add(&mut graph, layer, &[before]);
    }
    graph
}

/// Four residual blocks of 16 to 64 channels.
fn residual(weights: &mut Weights) -> Graph {
    let mut graph = Graph::new(&[3, 32, 32]).expect("an input");
    let first = add(&mut graph, weights.conv(3, 16, 3, 1, 1), &[0]);
    let mut at = add(&mut graph, relu(), &[first]);
    let mut channels = 16;
    for (outputs, stride) in [(16, 1), (16, 1), (32, 2), (64, 2)] {
        let mut main = add(
            &mut graph,
            weights.conv(channels, outputs, 3, stride, 1),
            &[at],
        );
        main = add(&mut graph, weights.norm(outputs), &[main]);
        main = add(&mut graph, relu(), &[main]);
        main = add(&mut graph, weights.conv(outputs, outputs, 3, 1, 1), &[main]);
        let skip = if outputs == channels {
            at
        } else {
            add(
                &mut graph,
                weights.conv(channels, outputs, 1, stride, 0),
                &[at],
            )
        };
        let factors = vec![1.0, 1.0];
        let sum = add(&mut graph, Op::Sum(Sum { factors }), &[main, skip]);
        at = add(&mut graph, relu(), &[sum]);
        channels = outputs;
    }
    let mean = Op::AveragePool(AveragePool {
        window: Taps::new(&[8; 2]),
        counts_padding: true,
    });
    at = add(&mut graph, mean, &[at]);
    at = add(&mut graph, Op::Reshape(vec![64]), &[at]);
    add(&mut graph, weights.dense(64, 10), &[at]);
    graph
}

fn graphs(criterion: &mut Criterion) {
    let mut weights = Weights(ChaCha8Rng::seed_from_u64(1));
    let counter = GraphCounter::new(lenet(&mut weights));
    let pictures = [weights.picture(1, 28), weights.picture(1, 28)];
    let line = Line::between(&pictures[0], &pictures[1]).expect("two pictures");
    criterion.bench_function("line_lenet", |bencher| {
        let options = Options::regions();
        bencher.iter(|| counter.count_line(black_box(&line), &options));
    });
    criterion.bench_function("line_lenet_linear", |bencher| {
        let options = Options::everything();
        bencher.iter(|| counter.count_line(black_box(&line), &options));
    });
    // Around the first picture, sides of 1 in the norm of pixels, as far as half a million regions.
    let mut direction = || {
        let step = weights.normal(784, 1.0);
        let norm = step.iter().map(|s| s * s).sum::<f64>().sqrt();
        step.iter().map(|s| s / norm).collect::<Vec<f64>>()
    };
    let basis = [direction(), direction()];
    let plane = Plane::new(pictures[0].clone(), basis).expect("a plane");
    let plane = plane.within(Window::new([0.0; 2], 0.5).expect("a window"));
    let mut group = criterion.benchmark_group("slow");
    group.sample_size(10);
    for (name, options) in [
        ("window_lenet", Options::regions()),
        ("window_lenet_linear", Options::everything()),
    ] {
        group.bench_function(name, |bencher| {
            bencher.iter(|| counter.count_plane(black_box(&plane), &options));
        });
    }
    group.bench_function("distance_lenet", |bencher| {
        bencher.iter(|| counter.distances(black_box(&pictures[0]), None));
    });
    group.finish();
    let counter = GraphCounter::new(residual(&mut weights));
    let pictures = [weights.picture(3, 32), weights.picture(3, 32)];
    let line = Line::between(&pictures[0], &pictures[1]).expect("two pictures");
    let mut group = criterion.benchmark_group("slow");
    group.sample_size(10);
    group.bench_function("line_residual", |bencher| {
        let options = Options::regions();
        bencher.iter(|| counter.count_line(black_box(&line), &options));
    });
    group.bench_function("line_residual_linear", |bencher| {
        let options = Options::everything();
        bencher.iter(|| counter.count_line(black_box(&line), &options));
    });
}

criterion_group!(benches, graphs);
criterion_main!(benches);
