//! Lines through small graphs, many of them of integers, against rational arithmetic by the
//! definition.
//!
//! The reference knows nothing of functions or events: it keeps a list of points of the line, and for
//! one node after the other adds those where a neuron changes its piece between two of them, by
//! evaluating the graph in rationals.

use crease_network::graph::{
    Activate, AveragePool, Concat, Conv, Dense, MaxPool, Number, Op, Pad, Scale, Slice, Sum,
    Transpose, Unit, Window,
};
use crease_regions::{Activation, Graph, GraphCounter, Layer, Line, Network, Options, count};
use dashu_int::{IBig, UBig, ops::Gcd};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use std::cmp::Ordering;

/// A fraction, in lowest terms.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Rational {
    above: IBig,
    below: IBig,
}

impl Rational {
    fn new(above: IBig, below: IBig) -> Self {
        assert!(below != IBig::ZERO);
        let sign = if below < IBig::ZERO { -1 } else { 1 };
        if above == IBig::ZERO {
            return Self {
                above,
                below: IBig::ONE,
            };
        }
        let divisor = IBig::from((&above).gcd(&below)) * sign;
        Self {
            above: above / &divisor,
            below: below / divisor,
        }
    }

    fn integer(n: i64) -> Self {
        Self::new(n.into(), IBig::ONE)
    }

    fn minus(&self, other: &Self) -> Self {
        self.plus(&other.times(&Self::integer(-1)))
    }

    fn over(&self, other: &Self) -> Self {
        Self::new(&self.above * &other.below, &self.below * &other.above)
    }

    fn sign(&self) -> Ordering {
        self.above.cmp(&IBig::ZERO)
    }
}

impl Number for Rational {
    fn from_parameter(parameter: f64) -> Self {
        // A float is a fraction with a power of two below.
        let (mut number, mut below) = (parameter, UBig::ONE);
        while number.fract() != 0.0 {
            number *= 2.0;
            below *= 2u8;
        }
        Self::new(IBig::from(number as i64), below.into())
    }
    fn plus(&self, other: &Self) -> Self {
        let above = &self.above * &other.below + &other.above * &self.below;
        Self::new(above, &self.below * &other.below)
    }
    fn times(&self, other: &Self) -> Self {
        Self::new(&self.above * &other.above, &self.below * &other.below)
    }
    fn order(&self, other: &Self) -> Ordering {
        (&self.above * &other.below).cmp(&(&other.above * &self.below))
    }
}

struct Reference<'a> {
    graph: &'a Graph,
    line: &'a Line,
    points: Vec<Rational>,
    values: Vec<Vec<Vec<Rational>>>,
}

impl<'a> Reference<'a> {
    fn new(graph: &'a Graph, line: &'a Line) -> Self {
        let points = match line.interval() {
            Some(ends) => ends.map(Rational::from_parameter),
            // Far beyond every breakpoint, also those where slopes cancel but for what 1/3 is rounded.
            None => [-1, 1].map(|sign| Rational::new(IBig::from(sign) << 400, IBig::ONE)),
        };
        let points = points.to_vec();
        let mut this = Self {
            graph,
            line,
            points,
            values: Vec::new(),
        };
        this.values = this
            .points
            .iter()
            .map(|point| this.evaluate(point))
            .collect();
        this
    }

    fn evaluate(&self, s: &Rational) -> Vec<Vec<Rational>> {
        let pairs = self.line.origin().iter().zip(self.line.direction());
        let input: Vec<Rational> = pairs
            .map(|(&o, &d)| Rational::from_parameter(o).plus(&Rational::from_parameter(d).times(s)))
            .collect();
        self.graph.evaluate(&input)
    }

    /// Activation regions and linear regions.
    fn count(&mut self) -> (u64, u64) {
        for (node, layer) in self.graph.nodes().iter().enumerate() {
            if !layer.is_neurons() {
                continue;
            }
            let mut new = Vec::new();
            for index in 0..self.points.len() - 1 {
                for element in 0..layer.elements() {
                    self.crossings(index, &self.graph.unit(node, element), &mut new);
                }
            }
            new.sort_by(Rational::order);
            new.dedup();
            for point in new {
                let at = self
                    .points
                    .partition_point(|other| other.order(&point).is_lt());
                self.values.insert(at, self.evaluate(&point));
                self.points.insert(at, point);
            }
        }
        let output = self.graph.output();
        let slopes: Vec<Vec<Rational>> = (0..self.points.len() - 1)
            .map(|index| {
                let step = self.points[index + 1].minus(&self.points[index]);
                let pair = [&self.values[index][output], &self.values[index + 1][output]];
                let rises = pair[0]
                    .iter()
                    .zip(pair[1])
                    .map(|(a, b)| b.minus(a).over(&step));
                rises.collect()
            })
            .collect();
        let jumps = slopes.windows(2).filter(|pair| pair[0] != pair[1]).count();
        (self.points.len() as u64 - 1, jumps as u64 + 1)
    }

    /// Where a neuron changes its piece strictly between two neighbouring points.
    fn crossings(&self, index: usize, unit: &Unit<'_>, new: &mut Vec<Rational>) {
        let ends = [index, index + 1];
        let at = |(node, element): (usize, usize)| ends.map(|end| &self.values[end][node][element]);
        let zero = |[a, b]: [Rational; 2]| {
            if a.sign() == b.sign().reverse() && a.sign().is_ne() {
                let part = a.over(&a.minus(&b));
                let step = self.points[index + 1].minus(&self.points[index]);
                Some(self.points[index].plus(&part.times(&step)))
            } else {
                None
            }
        };
        match unit {
            Unit::Activation {
                activation,
                node,
                element,
            } => {
                for &breakpoint in activation.breakpoints() {
                    let level = Rational::from_parameter(breakpoint);
                    new.extend(zero(at((*node, *element)).map(|value| value.minus(&level))));
                }
            }
            Unit::Largest(candidates) => {
                for (first, &a) in candidates.iter().enumerate() {
                    for &b in &candidates[first + 1..] {
                        let [a, b] = [at(a), at(b)];
                        let Some(point) = zero([a[0].minus(b[0]), a[1].minus(b[1])]) else {
                            continue;
                        };
                        // Only where no third is larger.
                        let part = point.minus(&self.points[index]);
                        let step = self.points[index + 1].minus(&self.points[index]);
                        let part = part.over(&step);
                        let between =
                            |[from, to]: [&Rational; 2]| from.plus(&part.times(&to.minus(from)));
                        let tied = between(a);
                        let largest = candidates
                            .iter()
                            .all(|&c| between(at(c)).order(&tied).is_le());
                        if largest {
                            new.push(point);
                        }
                    }
                }
            }
            _ => unreachable!("only neurons are asked for"),
        }
    }
}

/// Where random numbers come from: small integers, often 0, as they are in networks that make ties;
/// or fractions that do not.
struct Numbers {
    rng: ChaCha8Rng,
    fine: bool,
}

impl Numbers {
    fn take(&mut self, count: usize) -> Vec<f64> {
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

fn activation(rng: &mut ChaCha8Rng) -> Activation {
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

fn window(rng: &mut ChaCha8Rng, spatial: &[usize]) -> Window {
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
fn graph(source: &mut Numbers) -> Graph {
    let mut rng = ChaCha8Rng::seed_from_u64(source.rng.random());
    let rng = &mut rng;
    let shape = if rng.random_bool(0.5) {
        vec![rng.random_range(1..=2), 4, 4]
    } else {
        vec![rng.random_range(1..=2), 6]
    };
    let mut graph = Graph::new(&shape).unwrap();
    let mut at = 0;
    for step in 0..rng.random_range(3..=9) {
        let shape = graph.nodes()[at].shape().to_vec();
        let (channels, spatial) = (shape[0], &shape[1..]);
        let op = match rng.random_range(0..13) {
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
            _ => Op::Activate(Activate::all(activation(rng))),
        };
        let next = graph.push(format!("step {step}"), op, &[at]).unwrap();
        // Something beside it of the same shape, now and then.
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
    graph
}

/// Counts random lines through random graphs; how many had a breakpoint, and how many needed exact
/// arithmetic.
fn compare(seed: u64, cases: u32, fine: bool) -> [u32; 2] {
    let rng = ChaCha8Rng::seed_from_u64(seed);
    let mut source = Numbers { rng, fine };
    let (mut cut, mut asked) = (0, 0);
    for case in 0..cases {
        let graph = graph(&mut source);
        let inputs = graph.input_elements();
        let origin = source.take(inputs);
        let direction = source.take(inputs);
        if direction.iter().all(|&d| d == 0.0) {
            continue;
        }
        let line = Line::new(origin, direction).unwrap();
        let line = match case % 3 {
            0 => line,
            1 => line.within([-1.0, 1.0]).unwrap(),
            _ => line.within([-0.75, 2.25]).unwrap(),
        };
        let options = Options::regions().with_linear_regions(true);
        let counter = GraphCounter::new(graph.clone());
        let counts = counter.count_line(&line, &options).unwrap();
        let (regions, linear) = Reference::new(&graph, &line).count();
        assert_eq!(
            (counts.activation_regions, counts.linear_regions),
            (regions, Some(linear)),
            "case {case}: {line:?} through {graph:#?}"
        );
        let only = counter.count_line(&line, &Options::regions()).unwrap();
        assert_eq!(only.activation_regions, regions);
        cut += u32::from(regions > 1);
        asked += u32::from(counts.exact_fallbacks > 0);
    }
    [cut, asked]
}

#[test]
fn lines_through_small_graphs_of_integers() {
    let [cut, asked] = compare(15, 1500, false);
    // Neither all of it empty nor all of it easy.
    assert!(cut > 700, "{cut} cases had a breakpoint");
    assert!(asked > 300, "{asked} cases needed exact arithmetic");
}

#[test]
fn lines_through_small_graphs_in_general_position() {
    let [cut, asked] = compare(16, 400, true);
    assert!(cut > 300, "{cut} cases had a breakpoint");
    assert!(asked < 300, "{asked} cases needed exact arithmetic");
}

/// A dense network is counted as by the engine that knows only dense networks.
#[test]
fn dense_networks_have_the_same_counts() {
    let mut rng = ChaCha8Rng::seed_from_u64(17);
    for case in 0..60 {
        let widths = [4, 24, 16, 20, 3];
        let layer = |rng: &mut ChaCha8Rng, inputs: usize, outputs: usize| Layer {
            weight: (0..inputs * outputs)
                .map(|_| rng.random_range(-1.0..1.0))
                .collect(),
            bias: (0..outputs).map(|_| rng.random_range(-0.5..0.5)).collect(),
            inputs,
            outputs,
        };
        let layers = widths
            .windows(2)
            .map(|pair| layer(&mut rng, pair[0], pair[1]));
        let activation = match case % 3 {
            0 => Activation::new(vec![-1.0, 1.0], vec![0.0, 1.0, 0.0], -1.0).unwrap(),
            1 => Activation::new(vec![0.1], vec![0.25, 1.0], 0.5).unwrap(),
            _ => Activation::relu(),
        };
        let network = Network::new(layers.collect(), activation).unwrap();
        let mut point = || {
            (0..4)
                .map(|_| rng.random_range(-2.0..2.0))
                .collect::<Vec<f64>>()
        };
        let line = Line::through(&point(), &point()).unwrap();
        let segment = line.clone().within([-3.0, 5.0]).unwrap();
        let graph = GraphCounter::new(Graph::try_from(&network).unwrap());
        for line in [line, segment] {
            let options = Options::everything();
            let expected = count(&network, &line.clone().into(), &options).unwrap();
            let found = graph.count_line(&line, &options).unwrap();
            assert!(expected.activation_regions > 20);
            assert_eq!(found.activation_regions, expected.activation_regions);
            assert_eq!(found.linear_regions, expected.linear_regions);
            assert_eq!(found.boundary_measure, expected.boundary_measure);
            assert_eq!(found.neurons, expected.neurons);
        }
    }
}
