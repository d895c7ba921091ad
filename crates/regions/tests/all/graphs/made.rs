//! Random graphs with every operator.

use crease_network::graph::{
    Activate, AveragePool, Concat, Conv, ConvTranspose, Dense, MaxPool, Op, Pad, Scale, Slice, Sum,
    Transpose, Window,
};
use crease_regions::{Activation, Graph};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// Where random numbers come from: small integers, often 0, as they are in networks that make ties;
/// or fractions that do not.
pub struct Numbers {
    pub rng: ChaCha8Rng,
    pub fine: bool,
}

impl Numbers {
    pub fn take(&mut self, count: usize) -> Vec<f64> {
        let rng = &mut self.rng;
        let mut one = || {
            if self.fine {
                f64::from(rng.random_range(-500i32..=500)) / 256.0
            } else {
                f64::from(rng.random_range(-2i8..=2)) * f64::from(rng.random_range(0u8..2))
            }
        };
        (0..count).map(|_| one()).collect()
    }
}

pub fn activation(rng: &mut ChaCha8Rng) -> Activation {
    match rng.random_range(0..6) {
        0 => Activation::new(vec![-1.0, 1.0], vec![0.0, 1.0, 0.0], -1.0),
        1 => Activation::new(vec![0.0], vec![-1.0, 1.0], 0.0),
        2 => Activation::new(vec![0.0], vec![0.25, 1.0], 0.0),
        3 => Activation::new(vec![0.0, 3.0], vec![0.0, 1.0, 0.0], 0.0),
        4 => Activation::new(vec![-1.0, 0.0, 2.0], vec![1.0, 0.0, -2.0, 1.0], 1.0),
        _ => Ok(Activation::relu()),
    }
    .expect("they are activations")
}

pub fn window(rng: &mut ChaCha8Rng, spatial: &[usize]) -> Window {
    let mut window = Window::new(&vec![1; spatial.len()]);
    for axis in 0..spatial.len() {
        window.kernel[axis] = rng.random_range(1..=3.min(spatial[axis]));
        window.stride[axis] = rng.random_range(1..=2);
        if window.kernel[axis] > 1 {
            window.before[axis] = rng.random_range(0..=1);
            window.after[axis] = rng.random_range(0..=1);
        }
        if spatial[axis] > 3 && window.kernel[axis] == 2 {
            window.dilation[axis] = rng.random_range(1..=2);
        }
    }
    window
}

/// A random graph with every operator.
#[allow(clippy::too_many_lines)] // one operator after the other
pub fn graph(source: &mut Numbers) -> Graph {
    let mut rng = ChaCha8Rng::seed_from_u64(source.rng.random());
    let shape = if rng.random_bool(0.5) {
        vec![rng.random_range(1..=2), 4, 4]
    } else {
        vec![rng.random_range(1..=2), 6]
    };
    let steps = rng.random_range(3..=9);
    graph_on(source, &mut rng, &shape, steps)
}

/// A random graph with every operator that reads this shape.
pub fn graph_on(
    source: &mut Numbers,
    rng: &mut ChaCha8Rng,
    shape: &[usize],
    steps: usize,
) -> Graph {
    let mut graph = Graph::new(shape).unwrap();
    let mut at = 0;
    for step in 0..steps {
        let shape = graph.nodes()[at].shape().to_vec();
        let (channels, spatial) = (shape[0], &shape[1..]);
        let op = match rng.random_range(0..14) {
            0..3 => {
                let window = window(rng, spatial);
                let groups = if channels == 2 && rng.random_bool(0.3) {
                    2
                } else {
                    1
                };
                let outputs = 2;
                Op::Conv(Conv {
                    weight: source.take(outputs * channels / groups * window.positions()),
                    bias: source.take(outputs),
                    outputs,
                    groups,
                    window,
                })
            }
            3 => Op::Scale(Scale {
                scale: source.take(channels),
                shift: source.take(channels),
            }),
            4 => Op::MaxPool(MaxPool {
                window: window(rng, spatial),
            }),
            5 => Op::AveragePool(AveragePool {
                window: window(rng, spatial),
                counts_padding: rng.random_bool(0.5),
            }),
            6 => Op::Transpose(Transpose {
                order: (0..shape.len()).rev().collect(),
            }),
            7 => Op::Pad(Pad {
                before: vec![0; shape.len()],
                after: shape.iter().map(|_| rng.random_range(0..=1)).collect(),
                value: 1.0,
            }),
            8 => Op::Slice(Slice {
                start: vec![0; shape.len()],
                step: vec![1; shape.len()],
                size: shape.iter().map(|&size| size.div_ceil(2).max(1)).collect(),
            }),
            9 if spatial.iter().product::<usize>() <= 16 => {
                let rank = spatial.len();
                let mut window = Window::new(&vec![1; rank]);
                for axis in 0..rank {
                    window.kernel[axis] = rng.random_range(1..=3);
                    window.stride[axis] =
                        rng.random_range(1..=if spatial[axis] < 4 { 2 } else { 1 });
                    window.dilation[axis] = rng.random_range(1..=2);
                    window.before[axis] = rng.random_range(0..window.kernel[axis]);
                }
                let groups = if channels == 2 && rng.random_bool(0.3) {
                    2
                } else {
                    1
                };
                let outputs = 2;
                Op::ConvTranspose(ConvTranspose {
                    weight: source.take(outputs / groups * channels * window.positions()),
                    bias: source.take(outputs),
                    outputs,
                    groups,
                    extra: window.stride.iter().map(|&step| step - 1).collect(),
                    window,
                })
            }
            _ => Op::Activate(Activate::all(activation(rng))),
        };
        let next = graph.push(format!("step {step}"), op, &[at]).unwrap();
        // Now and then, another node of the same shape.
        let same = graph.nodes()[next].shape() == shape;
        at = match rng.random_range(0..8) {
            0 if same => {
                let factors = vec![1.0, if rng.random_bool(0.5) { 1.0 } else { -1.0 }];
                graph
                    .push("sum", Op::Sum(Sum { factors }), &[next, at])
                    .unwrap()
            }
            1 if same => graph.push("maximum", Op::Maximum, &[next, at]).unwrap(),
            2 if same => graph
                .push("join", Op::Concat(Concat { axis: 0 }), &[at, next])
                .unwrap(),
            _ => next,
        };
    }
    push_dense_end(source, rng, &mut graph, at);
    graph
}

/// Two dense layers with an activation between.
fn push_dense_end(source: &mut Numbers, rng: &mut ChaCha8Rng, graph: &mut Graph, mut at: usize) {
    let elements = graph.nodes()[at].elements();
    at = graph
        .push("flat", Op::Reshape(vec![elements]), &[at])
        .unwrap();
    for outputs in [2, 1] {
        let inputs = graph.nodes()[at].elements();
        let dense = Dense {
            weight: source.take(inputs * outputs),
            bias: source.take(outputs),
            outputs,
        };
        at = graph.push("dense", Op::Dense(dense), &[at]).unwrap();
        if outputs == 2 {
            let relu = Op::Activate(Activate::all(activation(rng)));
            at = graph.push("last", relu, &[at]).unwrap();
        }
    }
}
