//! Lines and windows through convolutional networks, between and around made-up pictures.

use crease_network::graph::{Activate, Conv, Dense, MaxPool, Op, Window as Taps};
use crease_regions::{Activation, Graph, GraphCounter, Line, Options, Plane, Window};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, Normal};

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

fn main() {
    let mut weights = Weights(ChaCha8Rng::seed_from_u64(1));
    let counter = GraphCounter::new(lenet(&mut weights));
    let pictures = [weights.picture(1, 28), weights.picture(1, 28)];
    let _ = Line::between(&pictures[0], &pictures[1]).expect("two pictures");
    let mut direction = || {
        let step = weights.normal(784, 1.0);
        let norm = step.iter().map(|s| s * s).sum::<f64>().sqrt();
        step.iter().map(|s| s / norm).collect::<Vec<f64>>()
    };
    let basis = [direction(), direction()];
    let plane = Plane::new(pictures[0].clone(), basis).expect("a plane");
    let side: f64 = std::env::args().nth(1).map_or(1.0, |s| s.parse().unwrap());
    let times: u32 = std::env::args().nth(2).map_or(1, |s| s.parse().unwrap());
    let plane = plane.within(Window::new([0.0; 2], side / 2.0).expect("a window"));
    for (name, options) in [
        ("regions", Options::regions()),
        ("everything", Options::everything()),
    ] {
        if times > 1 && name == "everything" && std::env::args().nth(3).is_none() {
            break;
        }
        let mut best = f64::INFINITY;
        for _ in 0..times {
            let t = std::time::Instant::now();
            let counts = counter.count_plane(&plane, &options).unwrap();
            best = best.min(t.elapsed().as_secs_f64());
            if times == 1 {
                println!("{counts:?}");
            }
        }
        println!("{name}: {:.1} ms", best * 1e3);
    }
}
