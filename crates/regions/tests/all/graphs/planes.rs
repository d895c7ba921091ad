//! Windows and planes through small graphs, many of them of integers, against polygons in rational
//! arithmetic.
//!
//! The reference keeps polygons by their corners.

use super::cells::{self, Convex, at, cells, linear_regions};
use super::made::{Numbers, graph};
use super::rational::Rational;
use crease_network::graph::{self as network, Activate, Conv, Dense, MaxPool, Number, Op, Sum};
use crease_regions::{Activation, Counts, Graph, GraphCounter, Options, Plane, Window, count};
use crease_samples::he_normal_from;
use dashu_int::IBig;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use std::cmp::Ordering;

type Form = cells::Form<3>;
type Point = [Rational; 2];

/// A convex polygon: its corners, counter-clockwise.
#[derive(Clone)]
struct Polygon(Vec<Point>);

impl Convex<3> for Polygon {
    fn part(&self, form: &Form) -> Option<Self> {
        let values: Vec<Rational> = self.0.iter().map(|corner| at(form, corner)).collect();
        if !values.iter().any(|value| value.sign().is_gt()) {
            return None;
        }
        let mut corners = Vec::new();
        for index in 0..values.len() {
            let next = (index + 1) % values.len();
            let (a, b) = (&values[index], &values[next]);
            let (p, q) = (&self.0[index], &self.0[next]);
            if a.sign().is_ge() {
                corners.push(p.clone());
            }
            if a.sign() == b.sign().reverse() && a.sign().is_ne() {
                let part = a.over(&a.minus(b));
                corners.push(std::array::from_fn(|i| {
                    p[i].plus(&part.times(&q[i].minus(&p[i])))
                }));
            }
        }
        Some(Self(corners))
    }

    fn is_beside(&self, other: &Self) -> bool {
        adjacent(self, other)
    }
}

/// The square to count in: a window, or one far larger than all vertices of a plane.
fn frame(plane: &Plane) -> Polygon {
    let (low, high) = if let Some(window) = plane.window() {
        let [x, y] = window.center().map(Rational::from_parameter);
        let r = Rational::from_parameter(window.half_side());
        ([x.minus(&r), y.minus(&r)], [x.plus(&r), y.plus(&r)])
    } else {
        let end = |sign: i32| Rational::new(IBig::from(sign) << 300, IBig::ONE);
        ([end(-1), end(-1)], [end(1), end(1)])
    };
    let corner = |x: &Rational, y: &Rational| [x.clone(), y.clone()];
    Polygon(vec![
        corner(&low[0], &low[1]),
        corner(&high[0], &low[1]),
        corner(&high[0], &high[1]),
        corner(&low[0], &high[1]),
    ])
}

/// Activation regions, vertices inside, linear regions.
fn reference(graph: &Graph, plane: &Plane) -> (u64, u64, u64) {
    let frame = frame(plane);
    let [low, high] = [&frame.0[0], &frame.0[2]];
    let inside = |point: &Point| {
        (0..2).all(|i| point[i].order(&low[i]).is_gt() && point[i].order(&high[i]).is_lt())
    };
    let cells = cells(graph, frame.clone(), |input| {
        let [e, f] = plane.basis();
        [e[input], f[input], plane.origin()[input]].map(Rational::from_parameter)
    });
    let mut vertices: Vec<Point> = Vec::new();
    for cell in &cells {
        let corners = &cell.inside.0;
        let n = corners.len();
        for index in 0..n {
            let [a, b, c] = [0, 1, 2].map(|step| &corners[(index + step) % n]);
            if turn(a, b, c).is_ne() && inside(b) {
                vertices.push(b.clone());
            }
        }
    }
    let order = |a: &Point, b: &Point| a[0].order(&b[0]).then_with(|| a[1].order(&b[1]));
    vertices.sort_by(order);
    vertices.dedup();
    let linear = linear_regions(&cells, graph.output());
    (cells.len() as u64, vertices.len() as u64, linear)
}

fn turn(a: &Point, b: &Point, c: &Point) -> Ordering {
    let [u, v] = [b, c].map(|p| [p[0].minus(&a[0]), p[1].minus(&a[1])]);
    u[0].times(&v[1]).minus(&u[1].times(&v[0])).sign()
}

/// Whether two polygons share a part of an edge.
fn adjacent(a: &Polygon, b: &Polygon) -> bool {
    let edges = |polygon: &Polygon| {
        let corners = &polygon.0;
        let next = corners.iter().cycle().skip(1);
        let edges = corners.iter().zip(next);
        edges
            .map(|(p, q)| [p.clone(), q.clone()])
            .collect::<Vec<_>>()
    };
    edges(a).iter().any(|[p, q]| {
        edges(b).iter().any(|[r, s]| {
            if turn(p, q, r).is_ne() || turn(p, q, s).is_ne() {
                return false;
            }
            // On one line: as intervals along it.
            let step = [q[0].minus(&p[0]), q[1].minus(&p[1])];
            let along = |point: &Point| {
                let from = [point[0].minus(&p[0]), point[1].minus(&p[1])];
                from[0].times(&step[0]).plus(&from[1].times(&step[1]))
            };
            let (end, r, s) = (along(q), along(r), along(s));
            let zero = Rational::integer(0);
            let (low, high) = if r.order(&s).is_lt() { (r, s) } else { (s, r) };
            let low = if low.order(&zero).is_lt() { zero } else { low };
            let high = if high.order(&end).is_gt() { end } else { high };
            low.order(&high).is_lt()
        })
    })
}

/// Counts random planes through random graphs; how many were cut, and how many needed exact
/// arithmetic.
fn compare(seed: u64, cases: u32, fine: bool) -> [u32; 2] {
    let rng = ChaCha8Rng::seed_from_u64(seed);
    let mut source = Numbers { rng, fine };
    let (mut cut, mut exact) = (0, 0);
    for case in 0..cases {
        let graph = graph(&mut source);
        let inputs = graph.input_elements();
        let origin = source.take(inputs);
        let Ok(plane) = Plane::new(origin, [source.take(inputs), source.take(inputs)]) else {
            continue;
        };
        let plane = match case % 3 {
            0 => plane,
            1 => plane.within(Window::new([0.0, 0.0], 1.0).unwrap()),
            _ => plane.within(Window::new([0.5, -0.75], 1.25).unwrap()),
        };
        let counter = GraphCounter::new(graph.clone());
        let context = || format!("case {case}: {plane:?} through {graph:#?}");
        let counts = counter.count_plane(&plane, &Options::everything().with_max_regions(150));
        let counts = match counts {
            Ok(counts) => counts,
            // The reference is slow.
            Err(crease_regions::RegionsError::TooMany { .. }) => continue,
            Err(error) => panic!("{error}: {}", context()),
        };
        let (regions, vertices, linear) = reference(&graph, &plane);
        assert_eq!(
            (
                counts.activation_regions,
                counts.vertices,
                counts.linear_regions
            ),
            (regions, Some(vertices), Some(linear)),
            "{}",
            context()
        );
        assert_eq!(counts.edges, Some(regions + vertices - 1));
        let only = counter.count_plane(&plane, &Options::regions()).unwrap();
        assert_eq!(
            (only.activation_regions, only.edges, only.vertices),
            (counts.activation_regions, counts.edges, counts.vertices)
        );
        cut += u32::from(regions > 1);
        exact += u32::from(counts.exact_fallbacks > 0);
    }
    [cut, exact]
}

#[test]
fn planes_through_small_graphs_of_integers() {
    let [cut, exact] = compare(25, 500, false);
    // Neither all cases empty nor all of them easy.
    assert!(cut > 200, "{cut} cases were cut");
    assert!(exact > 50, "{exact} cases needed exact arithmetic");
}

#[test]
fn planes_through_small_graphs_in_general_position() {
    let [cut, exact] = compare(26, 250, true);
    assert!(cut > 100, "{cut} cases were cut");
    assert!(exact < 100, "{exact} cases needed exact arithmetic");
}

/// A dense network is counted as by the engine that knows only dense networks.
#[test]
fn dense_networks_have_the_same_counts() {
    let mut rng = ChaCha8Rng::seed_from_u64(27);
    for case in 0..40 {
        let widths = [3, 14, 10, 12, 2];
        let activation = match case % 3 {
            0 => Activation::new(vec![-1.0, 1.0], vec![0.0, 1.0, 0.0], -1.0).unwrap(),
            1 => Activation::new(vec![0.1], vec![0.25, 1.0], 0.5).unwrap(),
            _ => Activation::relu(),
        };
        let network = he_normal_from(&mut rng, &widths, activation, 0.3);
        let mut point = || {
            (0..3)
                .map(|_| rng.random_range(-2.0..2.0))
                .collect::<Vec<f64>>()
        };
        let plane = Plane::through([&point(), &point(), &point()]).unwrap();
        let window = plane.clone().within(Window::new([0.3, 0.4], 0.75).unwrap());
        let graph = GraphCounter::new(Graph::try_from(&network).unwrap());
        for plane in [plane, window] {
            let options = Options::everything();
            let expected = count(&network, &plane.clone().into(), &options).unwrap();
            let found = graph.count_plane(&plane, &options).unwrap();
            assert!(expected.activation_regions > 20);
            assert_same(&expected, &found);
        }
    }
}

type Draw<'d> = &'d mut dyn FnMut(usize) -> Vec<f64>;

/// A convolution of 3 x 3 with padding into three channels, with biases or without.
fn conv(numbers: Draw<'_>, inputs: usize, is_biased: bool) -> Op {
    Op::Conv(Conv {
        weight: numbers(3 * inputs * 9),
        bias: if is_biased { numbers(3) } else { vec![0.0; 3] },
        outputs: 3,
        groups: 1,
        window: network::Window {
            before: vec![1; 2],
            after: vec![1; 2],
            ..network::Window::new(&[3; 2])
        },
    })
}

fn relu() -> Op {
    Op::Activate(Activate::all(Activation::relu()))
}

fn push(graph: &mut Graph, op: Op, inputs: &[usize]) -> usize {
    graph.push("layer", op, inputs).unwrap()
}

/// Maxima of squares of 2 x 2.
fn pool() -> Op {
    let window = network::Window {
        stride: vec![2; 2],
        ..network::Window::new(&[2; 2])
    };
    Op::MaxPool(MaxPool { window })
}

/// A [`pool`] of the last node, and a dense layer.
fn finish(graph: &mut Graph, numbers: Draw<'_>, pooled: usize) {
    let pool = push(graph, pool(), &[graph.output()]);
    let flat = push(graph, Op::Reshape(vec![pooled]), &[pool]);
    let dense = Dense {
        weight: numbers(2 * pooled),
        bias: numbers(2),
        outputs: 2,
    };
    push(graph, Op::Dense(dense), &[flat]);
}

/// Max pooling after a residual sum: what is 0 and what is not can be told from the summands, without
/// exact arithmetic, which takes thousands of times as long.
#[test]
fn maxima_of_residual_sums_need_no_exact_arithmetic() {
    for is_biased in [true, false] {
        let mut rng = ChaCha8Rng::seed_from_u64(30);
        let mut draw = |count: usize| -> Vec<f64> {
            (0..count).map(|_| rng.random_range(-1.0..1.0)).collect()
        };
        let numbers: Draw<'_> = &mut draw;
        let mut graph = Graph::new(&[1, 4, 4]).unwrap();
        let first = push(&mut graph, conv(numbers, 1, true), &[0]);
        let skip = push(&mut graph, relu(), &[first]);
        let main = push(&mut graph, conv(numbers, 3, is_biased), &[skip]);
        let factors = vec![1.0, 1.0];
        let sum = push(&mut graph, Op::Sum(Sum { factors }), &[skip, main]);
        push(&mut graph, relu(), &[sum]);
        finish(&mut graph, numbers, 12);
        let counter = GraphCounter::new(graph);
        let [origin, e, f] = [numbers(16), numbers(16), numbers(16)];
        let plane = Plane::new(origin, [e, f]).unwrap();
        let plane = plane.within(Window::new([0.0, 0.0], 0.5).unwrap());
        let counts = counter.count_plane(&plane, &Options::everything()).unwrap();
        assert!(counts.activation_regions > 300, "{counts:?}");
        assert!(
            counts.linear_regions < Some(counts.activation_regions),
            "{counts:?}"
        );
        assert_eq!(counts.exact_fallbacks, 0, "{counts:?}");
    }
}

/// In the plane through three pictures, each with pixels of its own, many neurons are equal along the
/// same three lines.
#[test]
fn a_plane_through_pictures_needs_little_exact_arithmetic() {
    let mut rng = ChaCha8Rng::seed_from_u64(0);
    let mut draw =
        |count: usize| -> Vec<f64> { (0..count).map(|_| rng.random_range(-1.0..1.0)).collect() };
    let numbers: Draw<'_> = &mut draw;
    let mut graph = Graph::new(&[1, 9, 9]).unwrap();
    let first = push(&mut graph, conv(numbers, 1, true), &[0]);
    let after = push(&mut graph, relu(), &[first]);
    let pool = push(&mut graph, pool(), &[after]);
    let second = push(&mut graph, conv(numbers, 3, true), &[pool]);
    push(&mut graph, relu(), &[second]);
    finish(&mut graph, numbers, 12);
    let neurons = graph.neurons() as u64;
    let counter = GraphCounter::new(graph);
    let mut picture = |row: usize| -> Vec<f64> {
        let shades = numbers(27).into_iter().map(f64::abs);
        let before = vec![0.0; 27 * row];
        let all = before.into_iter().chain(shades);
        all.chain(vec![0.0; 27 * (2 - row)]).collect()
    };
    let [a, b, c] = [picture(0), picture(1), picture(2)];
    let to = |end: &[f64]| end.iter().zip(&a).map(|(end, from)| end - from).collect();
    let plane = Plane::new(a.clone(), [to(&b), to(&c)]).unwrap();
    let plane = plane.within(Window::new([0.3, 0.3], 0.6).unwrap());
    let counts = counter.count_plane(&plane, &Options::everything()).unwrap();
    assert!(counts.activation_regions > 300, "{counts:?}");
    assert!(counts.exact_fallbacks < neurons, "{counts:?}");
}

fn assert_same(expected: &Counts, found: &Counts) {
    let counts = |counts: &Counts| {
        (
            counts.neurons,
            counts.activation_regions,
            counts.linear_regions,
            counts.edges,
            counts.vertices,
        )
    };
    assert_eq!(counts(found), counts(expected));
    let lengths = |counts: &Counts| [counts.boundary_measure, counts.gradient_boundary_measure];
    for (a, b) in lengths(expected).into_iter().zip(lengths(found)) {
        match (a, b) {
            (Some(a), Some(b)) => assert!((a - b).abs() <= 1e-9 * a, "{a} is not {b}"),
            (a, b) => assert_eq!(a, b),
        }
    }
}

/// At a point of every cell the cell's map gives what the graph gives there, in rational arithmetic.
#[test]
fn maps_of_cells_are_those_of_the_graph() {
    let rng = ChaCha8Rng::seed_from_u64(28);
    let mut source = Numbers { rng, fine: true };
    let mut seen = 0;
    for case in 0..120 {
        source.fine = case % 2 == 0;
        let graph = graph(&mut source);
        let inputs = graph.input_elements();
        let origin = source.take(inputs);
        let Ok(plane) = Plane::new(origin, [source.take(inputs), source.take(inputs)]) else {
            continue;
        };
        let plane = plane.within(Window::new([0.25, 0.5], 1.5).unwrap());
        let counter = GraphCounter::new(graph.clone());
        let options = Options::everything();
        let counts = counter.count_plane(&plane, &options).unwrap();
        let tiling = counter.tile_plane(&plane, &options).unwrap();
        assert_eq!(tiling.polygons.len() as u64, counts.activation_regions);
        assert_eq!(Some(tiling.linear_regions as u64), counts.linear_regions);
        let mut area = 0.0;
        for polygon in &tiling.polygons {
            let corners = &polygon.corners;
            for index in 0..corners.len() {
                let ([a, b], [c, d]) = (corners[index], corners[(index + 1) % corners.len()]);
                area += (a * d - b * c) / 2.0;
            }
            // Somewhere inside.
            let mut rest = 1.0;
            let mut point = [0.0; 2];
            for (index, corner) in corners.iter().enumerate() {
                let part = if index + 1 == corners.len() {
                    rest
                } else {
                    rest * source.rng.random_range(0.05..0.6)
                };
                rest -= part;
                point = std::array::from_fn(|i| point[i] + part * corner[i]);
            }
            let [x, y] = point.map(Rational::from_fraction);
            let [e, f] = plane.basis();
            let input: Vec<Rational> = (0..inputs)
                .map(|i| {
                    let [o, e, f] = [plane.origin()[i], e[i], f[i]].map(Rational::from_parameter);
                    o.plus(&e.times(&x)).plus(&f.times(&y))
                })
                .collect();
            let values = graph.evaluate(&input);
            for (map, value) in polygon.outputs.iter().zip(&values[graph.output()]) {
                let found = map[0] * point[0] + map[1] * point[1] + map[2];
                let size = (map[0] * point[0]).abs() + (map[1] * point[1]).abs() + map[2].abs();
                let value = value.to_f64();
                assert!(
                    (found - value).abs() <= 1e-9 * (1.0 + size),
                    "{found} is not {value}"
                );
                seen += 1;
            }
        }
        assert!((area - 9.0).abs() < 1e-9, "the polygons cover {area}");
    }
    assert!(seen > 1000, "{seen} points");
}
