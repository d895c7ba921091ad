//! Counts on lines against an independent method: on small networks with small integer weights
//! (degenerate on purpose) the network itself is evaluated in fractions, and breakpoints are found
//! layer by layer by interpolation between two points of each piece. It uses no error bound, no
//! slope and no update.

use crease_regions::{
    Activation, Counter, Counts, Layer, Line, Network, Options, RegionsError, Slice,
};
use crease_samples::{activations, networks};
use proptest::prelude::*;
use std::cmp::Ordering;

/// A fraction in lowest terms with a positive denominator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Fraction(i128, i128);

fn gcd(a: i128, b: i128) -> i128 {
    if b == 0 { a.abs() } else { gcd(b, a % b) }
}

impl Fraction {
    fn new(p: i128, q: i128) -> Self {
        let divisor = gcd(p, q) * q.signum();
        Self(p / divisor, q / divisor)
    }

    fn integer(number: f64) -> Self {
        Self(number as i128, 1)
    }

    fn plus(self, other: Self) -> Self {
        Self::new(self.0 * other.1 + other.0 * self.1, self.1 * other.1)
    }

    fn times(self, other: Self) -> Self {
        Self::new(self.0 * other.0, self.1 * other.1)
    }

    fn minus(self, other: Self) -> Self {
        self.plus(Self(-other.0, other.1))
    }

    fn over(self, other: Self) -> Self {
        self.times(Self::new(other.1, other.0))
    }

    fn order(self, other: Self) -> Ordering {
        (self.0 * other.1).cmp(&(other.0 * self.1))
    }
}

fn activate(activation: &Activation, z: Fraction) -> Fraction {
    let (breakpoints, slopes) = (activation.breakpoints(), activation.slopes());
    let piece = breakpoints
        .iter()
        .filter(|&&b| z.order(Fraction::integer(b)).is_gt())
        .count();
    let mut value = Fraction::integer(activation.anchor());
    if piece == 0 {
        let step = z.minus(Fraction::integer(breakpoints[0]));
        return value.plus(Fraction::integer(slopes[0]).times(step));
    }
    for p in 1..=piece {
        let end = if p == piece {
            z
        } else {
            Fraction::integer(breakpoints[p])
        };
        let step = end.minus(Fraction::integer(breakpoints[p - 1]));
        value = value.plus(Fraction::integer(slopes[p]).times(step));
    }
    value
}

/// The pre-activations of a layer at `s`.
fn evaluate(network: &Network, line: &Line, layer: usize, s: Fraction) -> Vec<Fraction> {
    let point = line.origin().iter().zip(line.direction());
    let mut values: Vec<Fraction> = point
        .map(|(&o, &d)| Fraction::integer(o).plus(Fraction::integer(d).times(s)))
        .collect();
    for (index, map) in network.layers()[..=layer].iter().enumerate() {
        if index > 0 {
            for value in &mut values {
                *value = activate(network.activation(), *value);
            }
        }
        values = (0..map.outputs)
            .map(|unit| {
                let bias = Fraction::integer(map.bias[unit]);
                let terms = map.row(unit).iter().zip(&values);
                terms.fold(bias, |sum, (&w, &v)| {
                    sum.plus(Fraction::integer(w).times(v))
                })
            })
            .collect();
    }
    values
}

/// Two points inside each piece between consecutive `cuts`, the ends of the line included.
fn samples(cuts: &[Fraction], ends: Option<[Fraction; 2]>) -> Vec<[Fraction; 2]> {
    let mut bounds: Vec<Option<Fraction>> = cuts.iter().copied().map(Some).collect();
    bounds.insert(0, ends.map(|ends| ends[0]));
    bounds.push(ends.map(|ends| ends[1]));
    let one = Fraction(1, 1);
    let inside = |pair: &[Option<Fraction>]| match (pair[0], pair[1]) {
        (Some(a), Some(b)) => {
            let third = b.minus(a).times(Fraction(1, 3));
            [a.plus(third), a.plus(third).plus(third)]
        }
        (Some(a), None) => [a.plus(one), a.plus(one).plus(one)],
        (None, Some(b)) => [b.minus(one).minus(one), b.minus(one)],
        (None, None) => [Fraction(0, 1), one],
    };
    bounds.windows(2).map(inside).collect()
}

/// Activation regions and linear regions.
fn brute_force(network: &Network, line: &Line) -> (u64, u64) {
    let (cuts, slopes) = cuts(network, line);
    let jumps = slopes.windows(2).filter(|pair| pair[0] != pair[1]).count();
    (cuts.len() as u64 + 1, jumps as u64 + 1)
}

/// All breakpoints in order, and the slopes of the outputs on the pieces between them.
fn cuts(network: &Network, line: &Line) -> (Vec<Fraction>, Vec<Vec<Fraction>>) {
    let ends = line.interval().map(|ends| ends.map(Fraction::integer));
    let mut cuts: Vec<Fraction> = Vec::new();
    for layer in 0..network.hidden().len() {
        let mut new = cuts.clone();
        for (piece, [p, q]) in samples(&cuts, ends).into_iter().enumerate() {
            let low = if piece == 0 {
                ends.map(|ends| ends[0])
            } else {
                Some(cuts[piece - 1])
            };
            let high = cuts.get(piece).copied().or(ends.map(|ends| ends[1]));
            let at_p = evaluate(network, line, layer, p);
            let at_q = evaluate(network, line, layer, q);
            for (&at_p, &at_q) in at_p.iter().zip(&at_q) {
                let slope = at_q.minus(at_p).over(q.minus(p));
                if slope.0 == 0 {
                    continue;
                }
                for &breakpoint in network.activation().breakpoints() {
                    let to_go = Fraction::integer(breakpoint).minus(at_p);
                    let s = p.plus(to_go.over(slope));
                    let inside = low.is_none_or(|low| s.order(low).is_gt())
                        && high.is_none_or(|high| s.order(high).is_lt());
                    if inside && !new.contains(&s) {
                        new.push(s);
                    }
                }
            }
        }
        new.sort_by(|a, b| a.order(*b));
        cuts = new;
    }
    let output = network.layers().len() - 1;
    let slopes = samples(&cuts, ends)
        .into_iter()
        .map(|[p, q]| {
            let at_p = evaluate(network, line, output, p);
            let at_q = evaluate(network, line, output, q);
            let pairs = at_p.into_iter().zip(at_q);
            pairs.map(|(a, b)| b.minus(a).over(q.minus(p))).collect()
        })
        .collect();
    (cuts, slopes)
}

/// On which side of a breakpoint every neuron is at `s`.
fn sides(network: &Network, line: &Line, s: Fraction) -> Vec<(Bends, Ordering)> {
    let mut sides = Vec::new();
    for layer in 0..network.hidden().len() {
        for (unit, z) in evaluate(network, line, layer, s).into_iter().enumerate() {
            for (number, &breakpoint) in network.activation().breakpoints().iter().enumerate() {
                let side = z.order(Fraction::integer(breakpoint));
                sides.push(((layer, unit, number), side));
            }
        }
    }
    sides
}

/// A layer, a unit of it, and the number of a breakpoint.
type Bends = (usize, usize, usize);

/// Networks of up to three layers of up to five units on one to three inputs.
fn network(activation: impl Strategy<Value = Activation>) -> impl Strategy<Value = Network> {
    let widths = (
        1usize..=3,
        prop::collection::vec(1usize..=5, 0..=3),
        1usize..=2,
    );
    let widths = widths
        .prop_map(|(inputs, hidden, outputs)| [&[inputs], hidden.as_slice(), &[outputs]].concat());
    networks(widths, 2, activation)
}

fn float(number: Fraction) -> f64 {
    number.0 as f64 / number.1 as f64
}

fn within(line: Line, interval: Option<[f64; 2]>) -> Line {
    match interval {
        Some(interval) => line.within(interval).expect("an interval"),
        None => line,
    }
}

fn line(inputs: usize) -> impl Strategy<Value = Line> {
    let vector = || prop::collection::vec(-2i8..=2, inputs);
    let interval = prop::option::of((-4i8..=4, 1i8..=6));
    (vector(), vector(), interval).prop_filter_map(
        "no direction",
        |(origin, direction, interval)| {
            let floats = |v: &[i8]| v.iter().map(|&x| f64::from(x)).collect::<Vec<_>>();
            let line = Line::new(floats(&origin), floats(&direction)).ok()?;
            let interval = interval.map(|(from, length)| [from, from + length].map(f64::from));
            Some(within(line, interval))
        },
    )
}

fn with_line(network: impl Strategy<Value = Network>) -> impl Strategy<Value = (Network, Line)> {
    network.prop_flat_map(|network| {
        let inputs = network.inputs();
        (Just(network), line(inputs))
    })
}

fn network_and_line() -> impl Strategy<Value = (Network, Line)> {
    with_line(network(activations()))
}

fn relu_network_and_line() -> impl Strategy<Value = (Network, Line)> {
    with_line(network(Just(Activation::relu())))
}

const ALL: Options = Options::everything().with_max_regions(1000);

fn count_with(network: &Network, line: &Line, options: &Options) -> Counts {
    crease_regions::count(network, &line.clone().into(), options).expect("a count")
}

fn count(network: &Network, line: &Line) -> (u64, u64) {
    let counts = count_with(network, line, &ALL);
    (counts.activation_regions, counts.linear_regions.unwrap())
}

fn map_layers(network: &Network, map: impl Fn(usize, &mut Layer)) -> Network {
    let mut layers = network.layers().to_vec();
    for (index, layer) in layers.iter_mut().enumerate() {
        map(index, layer);
    }
    Network::new(layers, network.activation().clone()).expect("it still chains")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4000))]

    #[test]
    fn every_breakpoint_is_counted_once((network, line) in network_and_line()) {
        let counts = count_with(&network, &line, &ALL);
        let (regions, linear) = brute_force(&network, &line);
        prop_assert_eq!((counts.activation_regions, counts.linear_regions), (regions, Some(linear)));
        prop_assert_eq!((counts.edges, counts.vertices), (None, None));
        let inside = |regions: u64| line.interval().map(|_| (regions - 1) as f64);
        prop_assert_eq!(counts.boundary_measure, inside(regions));
        prop_assert_eq!(counts.gradient_boundary_measure, inside(linear));
        // Without linear regions the last layer is counted in another way.
        let alone = count_with(&network, &line, &ALL.with_linear_regions(false));
        prop_assert_eq!((alone.activation_regions, alone.linear_regions), (regions, None));
    }

    #[test]
    fn every_breakpoint_has_its_place_its_neurons_and_its_jump((network, line) in network_and_line()) {
        let found = Counter::new(network.clone()).breakpoints(&line, &ALL).expect("breakpoints");
        let (cuts, slopes) = cuts(&network, &line);
        prop_assert_eq!(found.len(), cuts.len());
        let between = samples(&cuts, line.interval().map(|ends| ends.map(Fraction::integer)));
        for (at, (found, &cut)) in found.iter().zip(&cuts).enumerate() {
            let expected = float(cut);
            prop_assert!((found.s - expected).abs() <= 1e-9 * expected.abs());
            for (jump, (before, after)) in found.jump.iter().zip(slopes[at].iter().zip(&slopes[at + 1])) {
                let expected = float(after.minus(*before));
                prop_assert!((jump - expected).abs() <= 1e-9 * (1.0 + expected.abs()));
            }
            let changes = found.jump.iter().any(|&jump| jump != 0.0);
            prop_assert_eq!(changes, slopes[at] != slopes[at + 1]);
            // All neurons that pass, and no others.
            let noted: Vec<Bends> = found.neurons.iter().map(|n| (n.layer, n.unit, n.breakpoint)).collect();
            for (bends, side) in sides(&network, &line, cut) {
                prop_assert!(side.is_eq() || !noted.contains(&bends));
            }
            let before = sides(&network, &line, between[at][1]);
            let after = sides(&network, &line, between[at + 1][0]);
            for ((bends, before), (_, after)) in before.into_iter().zip(after) {
                let passes = before.is_ne() && after == before.reverse();
                prop_assert!(!passes || noted.contains(&bends), "{:?} {:?}", bends, found);
            }
        }
    }

    #[test]
    fn a_line_has_no_beginning((network, line) in network_and_line()) {
        let direction = line.direction().iter().map(|d| -d).collect();
        let reversed = Line::new(line.origin().to_vec(), direction).expect("a line");
        let reversed = within(reversed, line.interval().map(|[from, to]| [-to, -from]));
        prop_assert_eq!(count(&network, &line), count(&network, &reversed));
    }

    #[test]
    fn the_origin_may_be_anywhere((network, line) in network_and_line(), step in -3i8..=3, power in -3i32..=3) {
        let (step, scale) = (f64::from(step), 2f64.powi(power));
        let origin = line.origin().iter().zip(line.direction()).map(|(o, d)| o + step * d);
        let direction = line.direction().iter().map(|d| d * scale);
        let moved = Line::new(origin.collect(), direction.collect()).expect("a line");
        let moved = within(moved, line.interval().map(|ends| ends.map(|s| (s - step) / scale)));
        prop_assert_eq!(count(&network, &line), count(&network, &moved));
    }

    #[test]
    fn the_order_of_neurons_changes_no_count((network, line) in network_and_line()) {
        let reversed = map_layers(&network, |index, layer| {
            if index == 0 && layer.outputs != 0 && network.layers().len() > 1 {
                let rows: Vec<f64> = (0..layer.outputs).rev().flat_map(|j| layer.row(j).to_vec()).collect();
                layer.weight = rows;
                layer.bias.reverse();
            } else if index == 1 {
                for row in layer.weight.chunks_exact_mut(layer.inputs) {
                    row.reverse();
                }
            }
        });
        prop_assert_eq!(count(&network, &line), count(&reversed, &line));
    }

    /// *Deep ReLU Networks ...*, Lemma 6, on a line through the origin.
    #[test]
    fn scaling_all_biases_changes_no_count((network, line) in relu_network_and_line(), power in -40i32..40) {
        let origin = vec![0.0; network.inputs()];
        let line = Line::new(origin, line.direction().to_vec()).expect("a line");
        let scaled = map_layers(&network, |_, layer| {
            layer.bias.iter_mut().for_each(|b| *b *= 2f64.powi(power));
        });
        prop_assert_eq!(count(&network, &line), count(&scaled, &line));
    }

    /// A layer's weights and biases times `c`, the next layer's weights over `c`: the same function.
    #[test]
    fn moving_a_scale_between_layers_changes_no_count((network, line) in relu_network_and_line(), power in -60i32..60) {
        let c = 2f64.powi(power);
        let scaled = map_layers(&network, |index, layer| match index {
            0 => layer.weight.iter_mut().chain(&mut layer.bias).for_each(|w| *w *= c),
            1 => layer.weight.iter_mut().for_each(|w| *w /= c),
            _ => {}
        });
        prop_assert_eq!(count(&network, &line), count(&scaled, &line));
    }

    /// The same for each neuron by itself: magnitudes from 1e-18 to 1e18 in one layer.
    #[test]
    fn moving_scales_of_neurons_changes_no_count((network, line) in relu_network_and_line(), powers in prop::collection::vec(-60i32..60, 5)) {
        let scaled = map_layers(&network, |index, layer| match index {
            0 if network.layers().len() > 1 => {
                for unit in 0..layer.outputs {
                    let c = 2f64.powi(powers[unit]);
                    layer.bias[unit] *= c;
                    let row = unit * layer.inputs..(unit + 1) * layer.inputs;
                    layer.weight[row].iter_mut().for_each(|w| *w *= c);
                }
            }
            1 => {
                for row in layer.weight.chunks_exact_mut(layer.inputs) {
                    row.iter_mut().zip(&powers).for_each(|(w, &power)| *w *= 2f64.powi(-power));
                }
            }
            _ => {}
        });
        prop_assert_eq!(count(&network, &line), count(&scaled, &line));
    }

    /// A counter forgets one line before the next.
    #[test]
    fn a_counter_counts_again((network, line) in network_and_line()) {
        let mut counter = Counter::new(network.clone());
        let whole = Line::new(line.origin().to_vec(), line.direction().to_vec()).expect("a line");
        let lines = [line.clone(), whole, line.clone()].map(Slice::from);
        let first: Result<Vec<Counts>, RegionsError> =
            lines.iter().map(|line| counter.count(line, &ALL)).collect();
        let first = first.expect("counts");
        prop_assert_eq!(first[0], first[2]);
        prop_assert_eq!(first[0], count_with(&network, &line, &ALL));
    }
}
