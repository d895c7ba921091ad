//! Decision boundaries.

use super::elimination::{Brute, Inequality};
use super::networks::network_of;
use super::plane::plane;
use crease_regions::{
    DecisionBoundary, Line, Network, Options, Plane, Window, decide_line, decide_plane,
};
use crease_samples::activations;
use proptest::prelude::*;
use std::collections::HashMap;

fn brute_force(network: &Network, plane: &Plane, window: &Window) -> u64 {
    let integer = |x: f64| x as i128;
    let vectors = [&*plane.basis()[0], &*plane.basis()[1], plane.origin()];
    let inputs: Vec<Inequality<3>> = (0..network.inputs())
        .map(|i| vectors.map(|vector| integer(vector[i])))
        .collect();
    let [x, y] = window.center().map(integer);
    let r = integer(window.half_side());
    let mut region = vec![[1, 0, r - x], [-1, 0, r + x], [0, 1, r - y], [0, -1, r + y]];
    Brute::by_class(network).count(0, &inputs, &mut Vec::new(), &mut region)
}

fn network_and_plane() -> impl Strategy<Value = (Network, Plane)> {
    let hidden = prop::collection::vec(1usize..=4, 0..=3);
    let network = network_of(2usize..=3, hidden, 1usize..=4, activations());
    network.prop_flat_map(|network| {
        let inputs = network.inputs();
        (Just(network), plane(inputs))
    })
}

/// The outputs at a point, without rounding for small integers.
fn evaluate(network: &Network, point: &[f64]) -> Vec<f64> {
    let mut values = point.to_vec();
    for (index, layer) in network.layers().iter().enumerate() {
        let affine = |unit: usize| {
            let products = layer.row(unit).iter().zip(&values).map(|(w, x)| w * x);
            products.sum::<f64>() + layer.bias[unit]
        };
        let after: Vec<f64> = (0..layer.outputs).map(affine).collect();
        let is_hidden = index < network.hidden().len();
        let activated = after.iter().map(|&z| {
            if is_hidden {
                network.activation().apply(z)
            } else {
                z
            }
        });
        values = activated.collect();
    }
    values
}

/// The class at a point; `None` where two are equal.
fn class_at(network: &Network, point: &[f64]) -> Option<usize> {
    let mut values = evaluate(network, point);
    if values.len() == 1 {
        values.insert(0, 0.0);
    }
    let largest = values
        .iter()
        .fold(f64::NEG_INFINITY, |max, &value| max.max(value));
    let mut winners = (0..values.len()).filter(|&class| values[class] == largest);
    let winner = winners.next();
    winner.filter(|_| winners.next().is_none())
}

fn strictly_inside(corners: &[[f64; 2]], [x, y]: [f64; 2]) -> bool {
    let next = corners.iter().cycle().skip(1);
    corners.iter().zip(next).all(|([px, py], [qx, qy])| {
        let (dx, dy) = (qx - px, qy - py);
        dx * (y - py) - dy * (x - px) > 1e-9 * dx.hypot(dy)
    })
}

fn root(parents: &[usize], mut at: usize) -> usize {
    while parents[at] != at {
        at = parents[at];
    }
    at
}

/// The decision regions that the lines of the boundary imply: with `E` edges and `V` vertices
/// inside, and `C` connected parts of the boundary and the frame, there are `E - V + C` regions
/// with `C - 1` holes.
fn regions_and_holes(found: &DecisionBoundary, window: &Window) -> (u64, u64) {
    let mut parents = vec![0];
    let mut vertices: HashMap<[u64; 2], usize> = HashMap::new();
    let mut edges = 0;
    let on_frame = |point: &[f64; 2]| {
        (0..2).any(|i| {
            let away = (point[i] - window.center()[i]).abs();
            (away / window.half_side() - 1.0).abs() < 1e-9
        })
    };
    let mut number = |point: [f64; 2], parents: &mut Vec<usize>| {
        if on_frame(&point) {
            return 0;
        }
        *vertices
            .entry(point.map(|x| (x + 0.0).to_bits()))
            .or_insert_with(|| {
                parents.push(parents.len());
                parents.len() - 1
            })
    };
    for line in &found.polylines {
        let closing = line.is_closed.then_some(line.points[0]);
        let points: Vec<[f64; 2]> = line.points.iter().copied().chain(closing).collect();
        for pair in points.windows(2) {
            edges += 1;
            let [a, b] = [0, 1].map(|k| number(pair[k], &mut parents));
            let (a, b) = (root(&parents, a), root(&parents, b));
            parents[a.max(b)] = a.min(b);
        }
    }
    let parts = (0..parents.len()).filter(|&at| parents[at] == at).count() as u64;
    (edges + parts - (parents.len() as u64 - 1), parts - 1)
}

/// This many points of a window are looked at in each direction.
const STEPS: i32 = 16;

fn check(network: &Network, plane: &Plane) -> Result<(), TestCaseError> {
    let window = *plane.window().expect("a window");
    let found = decide_plane(network, plane, &Options::regions()).expect("a boundary");
    let counts = crease_regions::count(network, &plane.clone().into(), &Options::regions());
    prop_assert_eq!(
        found.activation_regions,
        counts.expect("a count").activation_regions
    );
    let (regions, holes) = regions_and_holes(&found, &window);
    prop_assert_eq!((found.regions(), found.holes()), (regions, holes));
    let side = 2.0 * window.half_side();
    let total: f64 = found.classes.iter().filter_map(|class| class.area).sum();
    let area = side * side * plane.unit_area();
    prop_assert!((total / area - 1.0).abs() < 1e-9);
    let mut seen: Vec<usize> = found.parts.iter().map(|part| part.class).collect();
    seen.sort_unstable();
    seen.dedup();
    let classes: Vec<usize> = found.classes.iter().map(|class| class.class).collect();
    prop_assert_eq!(seen, classes);
    let touched = found.touched_area.expect("a window");
    prop_assert_eq!(touched == 0.0, found.polylines.is_empty());
    prop_assert!(found.touched_regions <= found.activation_regions && touched <= 1.0 + 1e-12);
    for (i, j) in (0..STEPS * STEPS).map(|k| (k % STEPS, k / STEPS)) {
        let at = |k: i32| f64::from(2 * k + 1) / f64::from(STEPS) - 1.0;
        let [s, t] =
            [0, 1].map(|axis| window.center()[axis] + window.half_side() * at([i, j][axis]));
        let point: Vec<f64> = (0..network.inputs())
            .map(|k| plane.origin()[k] + s * plane.basis()[0][k] + t * plane.basis()[1][k])
            .collect();
        let Some(class) = class_at(network, &point) else {
            continue;
        };
        let part = found
            .parts
            .iter()
            .find(|part| strictly_inside(&part.corners, [s, t]));
        if let Some(part) = part {
            prop_assert_eq!(part.class, class, "at {:?}", [s, t]);
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn classes_of_small_integer_networks((network, plane) in network_and_plane()) {
        let window = plane.window().copied();
        let window = window.unwrap_or(Window::new([0.0, 0.0], 3.0).expect("a window"));
        let plane = plane.within(window);
        check(&network, &plane)?;
        if !network.hidden().is_empty() {
            let found = decide_plane(&network, &plane, &Options::regions()).expect("a boundary");
            prop_assert_eq!(found.parts.len() as u64, brute_force(&network, &plane, &window));
        }
    }

    /// A large window shows everything if no corner lies beyond it.
    #[test]
    fn classes_in_the_whole_plane((network, plane) in network_and_plane()) {
        let whole = Plane::new(plane.origin().to_vec(), plane.basis().clone()).expect("a plane");
        let found = decide_plane(&network, &whole, &Options::regions()).expect("a boundary");
        let window = Window::new([0.0, 0.0], 1e12).expect("a window");
        let large = decide_plane(&network, &whole.within(window), &Options::regions());
        let large = large.expect("a boundary");
        let topology = |found: &DecisionBoundary| -> Vec<_> {
            let classes = found.classes.iter();
            classes.map(|class| (class.class, class.regions, class.holes)).collect()
        };
        prop_assert_eq!(topology(&found), topology(&large));
        prop_assert_eq!(found.touched_regions, large.touched_regions);
        prop_assert_eq!((found.length, found.touched_area), (None, None));
    }

    #[test]
    fn classes_of_random_networks(
        hidden in prop::collection::vec(1usize..=12, 1..=3),
        outputs in 1usize..=5,
        numbers in prop::collection::vec(-1.0f64..1.0, 500),
        half_side in 0.1f64..4.0,
    ) {
        let widths = [&[2], hidden.as_slice(), &[outputs]].concat();
        let mut numbers = numbers.into_iter().cycle();
        let mut some = |count: usize| numbers.by_ref().take(count).collect::<Vec<f64>>();
        let layers = widths.windows(2).map(|pair| crease_regions::Layer {
            weight: some(pair[0] * pair[1]),
            bias: some(pair[1]),
            inputs: pair[0],
            outputs: pair[1],
        });
        let relu = crease_regions::Activation::relu();
        let network = Network::new(layers.collect(), relu).expect("it chains");
        check(&network, &Plane::square(half_side).expect("a square"))?;
    }

    /// A segment of a plane sees the classes that the plane has there.
    #[test]
    fn classes_along_lines(
        network in network_of(1usize..=2, prop::collection::vec(1usize..=4, 0..=3), 1usize..=4, activations()),
        ends in prop::array::uniform2(-4i8..=4),
        origin in prop::array::uniform2(-2i8..=2),
        direction in prop::array::uniform2(-2i8..=2),
        bounded: bool,
    ) {
        let floats = |v: [i8; 2]| v[..network.inputs()].iter().map(|&x| f64::from(x)).collect::<Vec<_>>();
        let Ok(line) = Line::new(floats(origin), floats(direction)) else { return Ok(()) };
        let line = if bounded {
            let Ok(line) = line.within(ends.map(f64::from)) else { return Ok(()) };
            line
        } else {
            line
        };
        let found = decide_line(&network, &line, &Options::regions()).expect("classes");
        prop_assert_eq!(found.classes.len(), found.changes.len() + 1);
        prop_assert!(found.changes.is_sorted() && found.classes.windows(2).all(|pair| pair[0] != pair[1]));
        let [from, to] = line.interval().unwrap_or([-100.0, 100.0]);
        for k in 0..256 {
            let s = from + (to - from) * (f64::from(k) + 0.5) / 256.0;
            let point: Vec<f64> = line.origin().iter().zip(line.direction()).map(|(o, d)| o + s * d).collect();
            if found.changes.iter().any(|change| (change - s).abs() < 1e-9) {
                continue;
            }
            if let Some(class) = class_at(&network, &point) {
                let at = found.changes.partition_point(|&change| change < s);
                prop_assert_eq!(found.classes[at], class, "at {}", s);
            }
        }
    }
}

fn affine(rows: &[[f64; 2]], bias: &[f64]) -> Network {
    let layer = crease_regions::Layer {
        weight: rows.concat(),
        bias: bias.to_vec(),
        inputs: 2,
        outputs: bias.len(),
    };
    Network::new(vec![layer], crease_regions::Activation::relu()).expect("it chains")
}

#[test]
fn three_classes_that_meet_in_a_point() {
    let network = affine(&[[1.0, 0.0], [-1.0, 1.0], [-1.0, -1.0]], &[0.0; 3]);
    let plane = Plane::square(1.0).unwrap();
    let found = decide_plane(&network, &plane, &Options::regions()).unwrap();
    let classes: Vec<_> = found
        .classes
        .iter()
        .map(|c| (c.class, c.regions, c.holes))
        .collect();
    assert_eq!(classes, [(0, 1, 0), (1, 1, 0), (2, 1, 0)]);
    assert_eq!(found.polylines.len(), 3);
    assert_eq!((found.activation_regions, found.touched_regions), (1, 1));
    assert_eq!(found.touched_area, Some(1.0));
}

#[test]
fn equal_outputs_make_no_boundary() {
    let network = affine(&[[0.0, 0.0], [0.0, 0.0]], &[2.0, 2.0]);
    for plane in [Plane::of_inputs(), Plane::square(1.0).unwrap()] {
        let found = decide_plane(&network, &plane, &Options::regions()).unwrap();
        let classes: Vec<_> = found.classes.iter().map(|c| (c.class, c.regions)).collect();
        assert_eq!(classes, [(0, 1)]);
        assert!(found.polylines.is_empty() && found.touched_regions == 0);
    }
}

#[test]
fn classes_that_touch_in_a_point_are_apart() {
    // A chequerboard of four squares: the sign of x times that of y, as |x + y| - |x - y|.
    let hidden = crease_regions::Layer {
        weight: vec![1.0, 1.0, -1.0, -1.0, 1.0, -1.0, -1.0, 1.0],
        bias: vec![0.0; 4],
        inputs: 2,
        outputs: 4,
    };
    let output = crease_regions::Layer {
        weight: vec![1.0, 1.0, -1.0, -1.0],
        bias: vec![0.0],
        inputs: 4,
        outputs: 1,
    };
    let relu = crease_regions::Activation::relu();
    let network = Network::new(vec![hidden, output], relu).unwrap();
    for plane in [Plane::of_inputs(), Plane::square(1.0).unwrap()] {
        let found = decide_plane(&network, &plane, &Options::regions()).unwrap();
        let classes: Vec<_> = found
            .classes
            .iter()
            .map(|c| (c.class, c.regions, c.holes))
            .collect();
        assert_eq!(classes, [(0, 2, 0), (1, 2, 0)]);
    }
}
