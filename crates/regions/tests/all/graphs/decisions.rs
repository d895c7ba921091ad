//! Where the largest output of a graph changes, against evaluation in rationals, and in dense graphs
//! against the decision boundaries of networks.

use super::made::{Numbers, graph};
use super::rational::Rational;
use crease_network::graph::Number;
use crease_regions::{
    Activation, DecisionBoundary, Graph, GraphCounter, Line, Options, Plane, Window, decide_line,
    decide_plane,
};
use crease_samples::he_normal_from;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// The class at a point, and whether no other output is as large.
fn class(graph: &Graph, point: &[Rational]) -> (usize, bool) {
    let outputs = &graph.evaluate(point)[graph.output()];
    if outputs.len() == 1 {
        let sign = outputs[0].sign();
        return (usize::from(sign.is_gt()), sign.is_ne());
    }
    let mut best = 0;
    for (index, output) in outputs.iter().enumerate() {
        if output.order(&outputs[best]).is_gt() {
            best = index;
        }
    }
    let equal = outputs.iter().filter(|output| **output == outputs[best]);
    (best, equal.count() == 1)
}

fn at(origin: &[f64], steps: &[(&[f64], f64)]) -> Vec<Rational> {
    (0..origin.len())
        .map(|input| {
            let start = Rational::from_fraction(origin[input]);
            steps.iter().fold(start, |sum, (direction, s)| {
                let step = Rational::from_fraction(direction[input]);
                sum.plus(&step.times(&Rational::from_fraction(*s)))
            })
        })
        .collect()
}

#[test]
fn classes_along_lines_are_those_of_points() {
    let rng = ChaCha8Rng::seed_from_u64(21);
    let mut source = Numbers { rng, fine: true };
    let mut changes = 0;
    for case in 0..60 {
        source.fine = case % 3 > 0;
        let graph = graph(&mut source);
        let inputs = graph.input_elements();
        let (origin, direction) = (source.take(inputs), source.take(inputs));
        if direction.iter().all(|&d| d == 0.0) {
            continue;
        }
        let line = Line::new(origin.clone(), direction.clone()).unwrap();
        let line = line.within([-2.0, 2.0]).unwrap();
        let counter = GraphCounter::new(graph.clone());
        let found = counter.decide_line(&line, &Options::regions()).unwrap();
        assert_eq!(found.classes.len(), found.changes.len() + 1);
        assert!(found.changes.is_sorted());
        changes += found.changes.len();
        for sample in 0..400 {
            let s = f64::from(sample) / 100.0 - 1.993;
            let near = |change: &f64| (change - s).abs() < 1e-6;
            let (wanted, certain) = class(&graph, &at(&origin, &[(&direction, s)]));
            if s < 2.0 && certain && !found.changes.iter().any(near) {
                let place = found.changes.partition_point(|&change| change < s);
                assert_eq!(
                    found.classes[place], wanted,
                    "case {case} at {s}: {found:?}"
                );
            }
        }
    }
    assert!(changes > 10, "{changes} changes");
}

/// Whether a point is certainly inside a convex polygon.
fn is_inside(corners: &[[f64; 2]], [x, y]: [f64; 2]) -> bool {
    let next = corners.iter().cycle().skip(1);
    corners.iter().zip(next).all(|(p, q)| {
        let (along, off) = ([q[0] - p[0], q[1] - p[1]], [x - p[0], y - p[1]]);
        along[0] * off[1] - along[1] * off[0] > 1e-9
    })
}

#[test]
fn classes_of_parts_are_those_of_points() {
    let rng = ChaCha8Rng::seed_from_u64(22);
    let mut source = Numbers { rng, fine: true };
    let (mut seen, mut several) = (0, 0);
    for case in 0..40 {
        source.fine = case % 3 > 0;
        let graph = graph(&mut source);
        let inputs = graph.input_elements();
        let origin = source.take(inputs);
        let basis = [source.take(inputs), source.take(inputs)];
        let Ok(plane) = Plane::new(origin.clone(), basis.clone()) else {
            continue;
        };
        let plane = plane.within(Window::new([0.25, 0.0], 1.5).unwrap());
        let counter = GraphCounter::new(graph.clone());
        let found = counter.decide_plane(&plane, &Options::regions()).unwrap();
        let regions = counter.count_plane(&plane, &Options::regions()).unwrap();
        assert_eq!(
            found.activation_regions, regions.activation_regions,
            "case {case}"
        );
        let area: f64 = found.classes.iter().filter_map(|class| class.area).sum();
        let whole = 9.0 * plane.unit_area();
        assert!(
            (area - whole).abs() < 1e-6 * whole,
            "case {case}: {area}, not {whole}"
        );
        several += u32::from(found.classes.len() > 1);
        for _ in 0..40 {
            let mut one = |middle: f64| {
                let steps: i32 = source.rng.random_range(-1023..1024);
                middle + 1.5 * f64::from(steps) / 1024.0
            };
            let [s, t] = [one(0.25), one(0.0)];
            let part = found
                .parts
                .iter()
                .find(|part| is_inside(&part.corners, [s, t]));
            let (wanted, certain) = class(&graph, &at(&origin, &[(&basis[0], s), (&basis[1], t)]));
            if let Some(part) = part.filter(|_| certain) {
                assert_eq!(part.class, wanted, "case {case} at {s}, {t}");
                seen += 1;
            }
        }
    }
    assert!(
        seen > 500 && several > 10,
        "{seen} points, {several} with a boundary"
    );
}

fn same(found: &DecisionBoundary, wanted: &DecisionBoundary) {
    assert_eq!(found.regions(), wanted.regions());
    assert_eq!(found.holes(), wanted.holes());
    assert_eq!(found.activation_regions, wanted.activation_regions);
    assert_eq!(found.touched_regions, wanted.touched_regions);
    assert_eq!(found.polylines.len(), wanted.polylines.len());
    if let (Some(a), Some(b)) = (found.length, wanted.length) {
        assert!((a - b).abs() <= 1e-9 * b, "{a}, {b}");
    }
    for (a, b) in found.classes.iter().zip(&wanted.classes) {
        assert_eq!((a.class, a.regions, a.holes), (b.class, b.regions, b.holes));
        if let (Some(a), Some(b)) = (a.area, b.area) {
            assert!((a - b).abs() <= 1e-9 * b, "{a}, {b}");
        }
    }
}

#[test]
fn chains_have_the_boundaries_of_networks() {
    let mut rng = ChaCha8Rng::seed_from_u64(23);
    let mut with_boundary = 0;
    for outputs in [1, 2, 4] {
        let widths = [3, 10, 10, outputs];
        let network = he_normal_from(&mut rng, &widths, Activation::relu(), 0.3);
        let counter = GraphCounter::new(Graph::try_from(&network).unwrap());
        let mut point = || {
            (0..3)
                .map(|_| rng.random_range(-1.0..1.0))
                .collect::<Vec<f64>>()
        };
        let plane = Plane::new(point(), [point(), point()]).unwrap();
        let window = Window::new([0.0; 2], 3.0).unwrap();
        for plane in [plane.clone().within(window), plane] {
            let options = Options::regions();
            let wanted = decide_plane(&network, &plane, &options).unwrap();
            let found = counter.decide_plane(&plane, &options).unwrap();
            same(&found, &wanted);
            with_boundary += u32::from(!found.polylines.is_empty());
        }
        let line = Line::through(&point(), &point()).unwrap();
        for line in [line.clone().within([-4.0, 4.0]).unwrap(), line] {
            let options = Options::regions();
            let wanted = decide_line(&network, &line, &options).unwrap();
            let found = counter.decide_line(&line, &options).unwrap();
            assert_eq!(found.classes, wanted.classes);
            for (a, b) in found.changes.iter().zip(&wanted.changes) {
                assert!((a - b).abs() < 1e-9 * (1.0 + b.abs()));
            }
        }
    }
    assert!(with_boundary > 2, "{with_boundary}");
}
