//! Lines through small graphs, many of them of integers, against rational arithmetic by the
//! definition.
//!
//! The reference knows nothing about functions or events: it keeps a list of points of the line,
//! and for one node after the other adds those where a neuron changes its piece between two of
//! them, by evaluating the graph in rationals.

use super::made::{Numbers, graph};
use super::rational::Rational;
use crease_network::graph::{Number, Unit};
use crease_regions::{Activation, Graph, GraphCounter, Line, Options, count};
use crease_samples::he_normal_from;
use dashu_int::IBig;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

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
            _ => unreachable!("only neurons are requested"),
        }
    }
}

/// Counts random lines through random graphs; how many had a breakpoint, and how many needed exact
/// arithmetic.
fn compare(seed: u64, cases: u32, fine: bool) -> [u32; 2] {
    let rng = ChaCha8Rng::seed_from_u64(seed);
    let mut source = Numbers { rng, fine };
    let (mut cut, mut exact) = (0, 0);
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
        exact += u32::from(counts.exact_fallbacks > 0);
    }
    [cut, exact]
}

#[test]
fn lines_through_small_graphs_of_integers() {
    let [cut, exact] = compare(15, 1500, false);
    // Neither all cases empty nor all of them easy.
    assert!(cut > 700, "{cut} cases had a breakpoint");
    assert!(exact > 300, "{exact} cases needed exact arithmetic");
}

#[test]
fn lines_through_small_graphs_in_general_position() {
    let [cut, exact] = compare(16, 400, true);
    assert!(cut > 300, "{cut} cases had a breakpoint");
    assert!(exact < 300, "{exact} cases needed exact arithmetic");
}

/// A dense network is counted as by the engine that knows only dense networks.
#[test]
fn dense_networks_have_the_same_counts() {
    let mut rng = ChaCha8Rng::seed_from_u64(17);
    for case in 0..60 {
        let widths = [4, 24, 16, 20, 3];
        let activation = match case % 3 {
            0 => Activation::new(vec![-1.0, 1.0], vec![0.0, 1.0, 0.0], -1.0).unwrap(),
            1 => Activation::new(vec![0.1], vec![0.25, 1.0], 0.5).unwrap(),
            _ => Activation::relu(),
        };
        let network = he_normal_from(&mut rng, &widths, activation, 0.3);
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
