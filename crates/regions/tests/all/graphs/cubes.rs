//! Cubes through small graphs with three inputs, many of them of integers, against polytopes in
//! rational arithmetic.
//!
//! The reference keeps polytopes by their vertices.

use super::cells::{self, Convex, at, cells, constant, is_zero, linear_regions};
use super::made::{Numbers, graph_on};
use super::rational::Rational;
use crease_network::graph::{Activate, Dense, MaxPool, Number, Op, Sum, Window};
use crease_regions::{
    Activation, Counts, Cube, Graph, GraphCounter, Options, Plane, RegionsError, count,
};
use crease_samples::he_normal_from;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

type Form = cells::Form<4>;
type Point = [Rational; 3];

fn cross(a: &[Rational], b: &[Rational]) -> [Rational; 3] {
    let minor = |i: usize, j: usize| a[i].times(&b[j]).minus(&a[j].times(&b[i]));
    [minor(1, 2), minor(2, 0), minor(0, 1)]
}

/// A convex polytope: where all planes are at least 0, and its vertices with the planes through each.
#[derive(Clone)]
struct Polytope {
    planes: Vec<Form>,
    vertices: Vec<(Point, Vec<usize>)>,
}

impl Polytope {
    fn cube(half_side: i64) -> Self {
        let mut planes = Vec::new();
        for axis in 0..3 {
            for sign in [1, -1] {
                let mut form = constant(Rational::integer(half_side));
                form[axis] = Rational::integer(sign);
                planes.push(form);
            }
        }
        let corner = |number: usize| {
            let high = |axis: usize| number >> axis & 1;
            let coordinate = |axis| {
                Rational::integer(if high(axis) == 1 {
                    half_side
                } else {
                    -half_side
                })
            };
            let through = (0..3).map(|axis| 2 * axis + high(axis)).collect();
            ([0, 1, 2].map(coordinate), through)
        };
        Self {
            planes,
            vertices: (0..8).map(corner).collect(),
        }
    }

    /// The part where a form is at least 0, whatever its dimension.
    fn clipped(&self, form: &Form) -> Self {
        let mut planes = self.planes.clone();
        planes.push(form.clone());
        let new = planes.len() - 1;
        let values: Vec<Rational> = self.vertices.iter().map(|(p, _)| at(form, p)).collect();
        let mut vertices = Vec::new();
        for ((point, through), value) in self.vertices.iter().zip(&values) {
            let mut through = through.clone();
            if value.sign().is_eq() {
                through.push(new);
            }
            if value.sign().is_ge() {
                vertices.push((point.clone(), through));
            }
        }
        for ((p, on_p), a) in self.vertices.iter().zip(&values) {
            for ((q, on_q), b) in self.vertices.iter().zip(&values) {
                if !(a.sign().is_gt() && b.sign().is_lt()) {
                    continue;
                }
                let common: Vec<usize> = on_p
                    .iter()
                    .copied()
                    .filter(|plane| on_q.contains(plane))
                    .collect();
                // The ends of one edge have two planes in common that are not parallel.
                let edge = common.iter().any(|&first| {
                    common
                        .iter()
                        .any(|&second| !is_zero(&cross(&planes[first][..3], &planes[second][..3])))
                });
                if edge {
                    let part = a.over(&a.minus(b));
                    let point = std::array::from_fn(|i| p[i].plus(&part.times(&q[i].minus(&p[i]))));
                    let mut through = common;
                    through.push(new);
                    vertices.push((point, through));
                }
            }
        }
        Self { planes, vertices }
    }
}

impl Convex<4> for Polytope {
    fn part(&self, form: &Form) -> Option<Self> {
        let mut values = self.vertices.iter().map(|(point, _)| at(form, point));
        values
            .any(|value| value.sign().is_gt())
            .then(|| self.clipped(form))
    }

    fn is_beside(&self, other: &Self) -> bool {
        let shared = other
            .planes
            .iter()
            .fold(self.clone(), |rest, plane| rest.clipped(plane));
        let Some((first, _)) = shared.vertices.first() else {
            return false;
        };
        let from_first =
            |point: &Point| -> Point { std::array::from_fn(|i| point[i].minus(&first[i])) };
        let steps: Vec<Point> = shared.vertices.iter().map(|(p, _)| from_first(p)).collect();
        steps
            .iter()
            .any(|a| steps.iter().any(|b| !is_zero(&cross(a, b))))
    }
}

/// Activation regions and linear regions.
fn reference(graph: &Graph, half_side: i64) -> (u64, u64) {
    let input = |axis: usize| {
        let mut form = constant(Rational::integer(0));
        form[axis] = Rational::integer(1);
        form
    };
    let cells = cells(graph, Polytope::cube(half_side), input);
    (cells.len() as u64, linear_regions(&cells, graph.output()))
}

/// Counts cubes through random graphs; how many were cut, how many of them into more parts than linear
/// regions, and how many needed exact arithmetic.
fn compare(seed: u64, cases: u32, fine: bool) -> [u32; 3] {
    let rng = ChaCha8Rng::seed_from_u64(seed);
    let mut source = Numbers { rng, fine };
    let mut seen = [0; 3];
    for case in 0..cases {
        let mut rng = ChaCha8Rng::seed_from_u64(source.rng.random());
        let shape = [[1, 3], [3, 1]][case as usize % 2];
        let steps = rng.random_range(2..=6);
        let graph = graph_on(&mut source, &mut rng, &shape, steps);
        let counter = GraphCounter::new(graph.clone());
        let half_side = 1 + i64::from(case % 3);
        let slice = Cube::new(half_side as f64).unwrap().into();
        let options = Options::everything().with_max_regions(60);
        let counts = match counter.count(&slice, &options) {
            Ok(counts) => counts,
            // The reference is slow.
            Err(RegionsError::TooMany { .. }) => continue,
            Err(error) => panic!("case {case}: {error}: {graph:#?}"),
        };
        let (regions, linear) = reference(&graph, half_side);
        assert_eq!(
            (counts.activation_regions, counts.linear_regions),
            (regions, Some(linear)),
            "case {case}: half side {half_side} through {graph:#?}"
        );
        let only = counter.count(&slice, &Options::regions()).unwrap();
        assert_eq!(only.activation_regions, regions);
        assert!(counts.gradient_boundary_measure <= counts.boundary_measure);
        seen[0] += u32::from(regions > 1);
        seen[1] += u32::from(regions > linear);
        seen[2] += u32::from(counts.exact_fallbacks > 0);
    }
    seen
}

#[test]
fn cubes_through_small_graphs_of_integers() {
    let seen = compare(41, 500, false);
    assert!(seen[0] > 150 && seen[1] > 50 && seen[2] > 50, "{seen:?}");
}

#[test]
fn cubes_through_small_graphs_in_general_position() {
    let seen = compare(42, 250, true);
    assert!(seen[0] > 100 && seen[2] < 120, "{seen:?}");
}

fn near(a: Option<f64>, b: Option<f64>) -> bool {
    let (a, b) = (a.expect("an area"), b.expect("an area"));
    (a - b).abs() <= 1e-9 * a.abs().max(1.0)
}

fn agree(a: &Counts, b: &Counts) -> bool {
    (a.neurons, a.activation_regions, a.linear_regions)
        == (b.neurons, b.activation_regions, b.linear_regions)
        && near(a.boundary_measure, b.boundary_measure)
        && near(a.gradient_boundary_measure, b.gradient_boundary_measure)
}

/// A dense network is counted as by the engine that knows only dense networks.
#[test]
fn dense_networks_have_the_same_counts() {
    let mut rng = ChaCha8Rng::seed_from_u64(43);
    for case in 0..24 {
        let activation = match case % 4 {
            0 => Activation::new(vec![-1.0, 1.0], vec![0.0, 1.0, 0.0], -1.0).unwrap(),
            1 => Activation::new(vec![0.1], vec![0.25, 1.0], 0.5).unwrap(),
            _ => Activation::relu(),
        };
        let network = he_normal_from(&mut rng, &[3, 9, 7, 8, 2], activation, 0.3);
        let cube = Cube::new(rng.random_range(0.5..2.0)).unwrap().into();
        let options = Options::everything();
        let expected = count(&network, &cube, &options).unwrap();
        let graph = GraphCounter::new(Graph::try_from(&network).unwrap());
        let found = graph.count(&cube, &options).unwrap();
        assert!(expected.activation_regions > 100);
        assert!(agree(&expected, &found), "{expected:?} {found:?}");
    }
}

/// Residual sums and maxima over a plane, of which the third input changes nothing.
#[test]
fn a_prism_has_the_counts_of_its_base() {
    let mut rng = ChaCha8Rng::seed_from_u64(44);
    for case in 0..24 {
        let mut numbers = |count: usize| -> Vec<f64> {
            (0..count).map(|_| rng.random_range(-1.0..1.0)).collect()
        };
        let first = numbers(16);
        let dense = |weight: Vec<f64>, bias: Vec<f64>| Dense {
            outputs: bias.len(),
            weight,
            bias,
        };
        let (b0, w1, b1, w2) = (numbers(8), numbers(64), numbers(8), numbers(8));
        let graph = |inputs: usize| {
            let weight = first.chunks_exact(2).flat_map(|row| {
                let mut row = row.to_vec();
                row.resize(inputs, 0.0);
                row
            });
            let mut graph = Graph::new(&[inputs]).unwrap();
            let mut push = |op: Op, inputs: &[usize]| graph.push("node", op, inputs).unwrap();
            let relu = || Op::Activate(Activate::all(Activation::relu()));
            let a = push(Op::Dense(dense(weight.collect(), b0.clone())), &[0]);
            let b = push(relu(), &[a]);
            let c = push(Op::Dense(dense(w1.clone(), b1.clone())), &[b]);
            let d = push(
                Op::Sum(Sum {
                    factors: vec![1.0, 1.0],
                }),
                &[c, a],
            );
            let e = push(relu(), &[d]);
            let f = push(Op::Reshape(vec![1, 8]), &[e]);
            let mut window = Window::new(&[4]);
            window.stride = vec![4];
            let g = push(Op::MaxPool(MaxPool { window }), &[f]);
            let h = push(Op::Reshape(vec![2]), &[g]);
            push(Op::Dense(dense(w2[..4].to_vec(), vec![0.0; 2])), &[h]);
            graph
        };
        let r = 1.0 + f64::from(case) / 16.0;
        let options = Options::everything();
        let square = Plane::square(r).unwrap().into();
        let square = GraphCounter::new(graph(2))
            .count(&square, &options)
            .unwrap();
        let cube = Cube::new(r).unwrap().into();
        let cube = GraphCounter::new(graph(3)).count(&cube, &options).unwrap();
        assert!(square.activation_regions > 10);
        let raised = |length: Option<f64>| length.map(|length| length * 2.0 * r);
        assert_eq!(square.activation_regions, cube.activation_regions);
        assert_eq!(square.linear_regions, cube.linear_regions);
        assert!(near(raised(square.boundary_measure), cube.boundary_measure));
        let jumps = raised(square.gradient_boundary_measure);
        assert!(near(jumps, cube.gradient_boundary_measure));
    }
}

#[test]
fn a_graph_of_other_inputs_is_refused() {
    let graph = Graph::new(&[2, 2]).unwrap();
    let cube = Cube::new(1.0).unwrap().into();
    let found = GraphCounter::new(graph).count(&cube, &Options::regions());
    assert_eq!(found, Err(RegionsError::CubeInputs(4)));
}

/// Where two of three candidates tie and the third is larger, nothing is cut.
#[test]
fn a_tie_below_a_larger_candidate_cuts_nothing() {
    let mut graph = Graph::new(&[1, 3]).unwrap();
    let window = Window::new(&[3]);
    graph
        .push("largest", Op::MaxPool(MaxPool { window }), &[0])
        .unwrap();
    let cube = Cube::new(1.0).unwrap().into();
    let counts = GraphCounter::new(graph)
        .count(&cube, &Options::everything())
        .unwrap();
    assert_eq!(
        (counts.activation_regions, counts.linear_regions),
        (3, Some(3))
    );
    // Of each plane such as x = y, of area 4 sqrt(2), the half where the third candidate is smaller.
    let area = 3.0 * 2.0 * 2f64.sqrt();
    assert!(near(counts.boundary_measure, Some(area)), "{counts:?}");
}
