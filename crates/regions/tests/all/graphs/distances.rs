//! Distances in small graphs, against gradients in rational arithmetic by the definition, and in dense
//! graphs against those of chains of layers.

use super::made::{Numbers, graph};
use super::rational::Rational;
use crease_network::graph::{Number, Unit};
use crease_regions::{Activation, Graph, GraphCounter, distances};
use crease_samples::he_normal_from;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use std::cmp::Ordering;

/// A value at a point and its derivatives.
#[derive(Clone)]
struct Jet(Vec<Rational>);

impl Jet {
    fn number(number: &Rational, inputs: usize) -> Self {
        let mut parts = vec![Rational::integer(0); inputs + 1];
        parts[0] = number.clone();
        Self(parts)
    }

    fn minus(&self, other: &Self) -> Self {
        Self(
            self.0
                .iter()
                .zip(&other.0)
                .map(|(a, b)| a.minus(b))
                .collect(),
        )
    }

    fn times(&self, factor: &Rational) -> Self {
        Self(self.0.iter().map(|part| part.times(factor)).collect())
    }

    fn plus(&self, other: &Self) -> Self {
        Self(
            self.0
                .iter()
                .zip(&other.0)
                .map(|(a, b)| a.plus(b))
                .collect(),
        )
    }

    /// How far the zero of the affine function is; `None` if it is constant.
    fn distance(&self) -> Option<f64> {
        let gradient = self.0[1..].iter().map(Rational::to_f64);
        let norm = gradient.map(|g| g * g).sum::<f64>().sqrt();
        (norm > 0.0).then(|| self.0[0].to_f64().abs() / norm)
    }
}

/// The least distance at a point.
fn reference(graph: &Graph, point: &[f64]) -> f64 {
    let inputs = point.len();
    let mut nearest = f64::INFINITY;
    let mut all: Vec<Vec<Jet>> = Vec::new();
    for (node, layer) in graph.nodes().iter().enumerate() {
        let mut jets = Vec::new();
        for element in 0..layer.elements() {
            jets.push(match graph.unit(node, element) {
                Unit::Input(at) => {
                    let mut jet = Jet::number(&Rational::from_parameter(point[at]), inputs);
                    jet.0[at + 1] = Rational::integer(1);
                    jet
                }
                Unit::Affine { bias, terms } => {
                    let bias = Jet::number(&Rational::from_parameter(bias), inputs);
                    terms.iter().fold(bias, |sum, term| {
                        let jet: &Jet = &all[term.node][term.element];
                        sum.plus(&jet.times(&Rational::from_parameter(term.factor)))
                    })
                }
                Unit::Activation {
                    activation,
                    node,
                    element,
                } => {
                    let before = &all[node][element];
                    let [breakpoints, slopes] = [activation.breakpoints(), activation.slopes()];
                    let levels = breakpoints.iter().map(|&b| Rational::from_parameter(b));
                    let levels: Vec<Rational> = levels.collect();
                    let mut piece = 0;
                    for level in &levels {
                        let above = before.minus(&Jet::number(level, inputs));
                        if let Some(distance) = above.distance() {
                            nearest = nearest.min(distance);
                        }
                        piece += usize::from(above.0[0].sign().is_gt());
                    }
                    // From the first breakpoint, where the value is known, to the last one below.
                    let mut value = Rational::from_parameter(activation.anchor());
                    for index in 1..piece {
                        let step = levels[index].minus(&levels[index - 1]);
                        value = value.plus(&step.times(&Rational::from_parameter(slopes[index])));
                    }
                    let from = Jet::number(&levels[piece.saturating_sub(1)], inputs);
                    let slope = Rational::from_parameter(slopes[piece]);
                    let rise = before.minus(&from).times(&slope);
                    rise.plus(&Jet::number(&value, inputs))
                }
                Unit::Largest(candidates) => {
                    let jets: Vec<&Jet> = candidates.iter().map(|&(n, e)| &all[n][e]).collect();
                    let mut leader = 0;
                    for other in 1..jets.len() {
                        if jets[other].0[0].order(&jets[leader].0[0]) == Ordering::Greater {
                            leader = other;
                        }
                    }
                    for jet in &jets {
                        if let Some(distance) = jets[leader].minus(jet).distance() {
                            nearest = nearest.min(distance);
                        }
                    }
                    jets[leader].clone()
                }
            });
        }
        all.push(jets);
    }
    nearest
}

fn compare(seed: u64, cases: u32, fine: bool) {
    let rng = ChaCha8Rng::seed_from_u64(seed);
    let mut source = Numbers { rng, fine };
    let (mut on, mut off) = (0, 0);
    for case in 0..cases {
        let graph = graph(&mut source);
        let inputs = graph.input_elements();
        let points = source.take(3 * inputs);
        let counter = GraphCounter::new(graph.clone());
        let found = counter.distances(&points, None).unwrap();
        for (point, found) in points.chunks_exact(inputs).zip(found) {
            let wanted = reference(&graph, point);
            let same = found == wanted || (found - wanted).abs() <= 1e-9 * wanted;
            assert!(
                same,
                "case {case}: {found}, not {wanted}, at {point:?} in {graph:#?}"
            );
            on += u32::from(wanted == 0.0);
            off += u32::from(wanted > 0.0 && wanted.is_finite());
        }
    }
    assert!(
        4 * off > cases && (fine || on > cases),
        "{on} on boundaries, {off} off"
    );
}

#[test]
fn distances_are_those_of_rational_gradients() {
    compare(1, 60, true);
}

#[test]
fn distances_among_integers_are_those_of_rational_gradients() {
    compare(2, 60, false);
}

#[test]
fn chains_have_the_distances_of_networks() {
    let mut rng = ChaCha8Rng::seed_from_u64(5);
    for depth in 1..4 {
        let mut widths = vec![9, 14];
        widths.resize(depth + 1, 14);
        widths.push(3);
        let network = he_normal_from(&mut rng, &widths, Activation::relu(), 0.3);
        let points: Vec<f64> = (0..90).map(|_| rng.random_range(-2.0..2.0)).collect();
        let wanted = distances(&network, &points).unwrap();
        let graph = GraphCounter::new(Graph::try_from(&network).unwrap());
        for (found, wanted) in graph.distances(&points, None).unwrap().iter().zip(wanted) {
            assert!(
                (found - wanted).abs() <= 2e-9 * wanted,
                "{found}, not {wanted}"
            );
        }
    }
}

#[test]
fn points_that_do_not_fit_are_refused() {
    let graph = GraphCounter::new(Graph::new(&[1, 3]).unwrap());
    assert!(graph.distances(&[0.0; 4], None).is_err());
    assert!(graph.distances(&[0.0, f64::NAN, 0.0], None).is_err());
    assert_eq!(graph.distances(&[0.0; 3], None).unwrap(), [f64::INFINITY]);
}
