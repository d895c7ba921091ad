//! Lines through networks in general position, and what is refused as a line.

use crease_regions::{Activation, Counter, Line, Network, Options, RegionsError, Slice, count};
use crease_samples::{he_normal, he_normal_from};
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, StandardNormal};

fn lines(count: usize, inputs: usize, seed: u64) -> Vec<Line> {
    let mut stream = ChaCha8Rng::seed_from_u64(seed);
    let mut vector = || -> Vec<f64> {
        (0..inputs)
            .map(|_| StandardNormal.sample(&mut stream))
            .collect()
    };
    (0..count)
        .map(|at| {
            let line = Line::new(vector(), vector()).expect("a line");
            if at % 2 == 0 {
                line.within([-0.5, 1.0]).expect("an interval")
            } else {
                line
            }
        })
        .collect()
}

/// The pre-activations of a layer at `s`.
fn evaluate(network: &Network, line: &Line, layer: usize, s: f64) -> Vec<f64> {
    let point = line.origin().iter().zip(line.direction());
    let mut values: Vec<f64> = point.map(|(o, d)| o + s * d).collect();
    for (index, map) in network.layers()[..=layer].iter().enumerate() {
        if index > 0 {
            for value in &mut values {
                *value = network.activation().apply(*value);
            }
        }
        values = (0..map.outputs)
            .map(|unit| {
                let terms = map.row(unit).iter().zip(&values);
                let sum: f64 = terms.map(|(w, v)| w * v).sum();
                sum + map.bias[unit]
            })
            .collect();
    }
    values
}

/// Breakpoints by interpolation in floats, which is good enough in general position; from beyond
/// all breakpoints on one side to beyond them on the other.
fn by_interpolation(network: &Network, line: &Line) -> u64 {
    let ends = line.interval().unwrap_or([-1e6, 1e6]);
    let mut cuts = ends.to_vec();
    for layer in 0..network.hidden().len() {
        let mut new = cuts.clone();
        for piece in cuts.windows(2) {
            let third = (piece[1] - piece[0]) / 3.0;
            let (p, q) = (piece[0] + third, piece[1] - third);
            let at_p = evaluate(network, line, layer, p);
            let at_q = evaluate(network, line, layer, q);
            for (at_p, at_q) in at_p.into_iter().zip(at_q) {
                for breakpoint in network.activation().breakpoints() {
                    let s = p + (breakpoint - at_p) * (q - p) / (at_q - at_p);
                    if piece[0] < s && s < piece[1] {
                        new.push(s);
                    }
                }
            }
        }
        new.sort_by(f64::total_cmp);
        cuts = new;
    }
    cuts.len() as u64 - 1
}

#[test]
fn networks_in_general_position_agree_with_interpolation() {
    let hard_tanh = Activation::new(vec![-1.0, 1.0], vec![0.0, 1.0, 0.0], -1.0).expect("one");
    let leaky = Activation::new(vec![0.0], vec![0.01, 1.0], 0.0).expect("one");
    for activation in [Activation::relu(), hard_tanh, leaky] {
        // Widths that fill no vector, one, and several; more breakpoints than updates in a row.
        for widths in [
            &[2, 10, 10, 1][..],
            &[3, 16, 20, 12, 2],
            &[2, 70, 70, 70, 1],
            &[5, 9, 9, 9, 9, 9, 1],
            &[40, 150, 30, 10],
        ] {
            let network = he_normal_from(
                &mut ChaCha8Rng::seed_from_u64(3),
                widths,
                activation.clone(),
                0.1,
            );
            let mut counter = Counter::new(network.clone());
            for line in lines(20, widths[0], 4) {
                let options = Options::regions().with_linear_regions(true);
                let counts = counter.count(&line.clone().into(), &options);
                let counts = counts.expect("a count");
                let expected = by_interpolation(&network, &line);
                assert_eq!(counts.activation_regions, expected, "{widths:?}");
                let linear = counts.linear_regions.expect("they were asked for");
                assert!(linear <= expected && linear > expected / 2);
                // Where a whole layer is flat, everything after it is constant, which floats cannot
                // tell.
                let flat = activation.slopes().contains(&0.0);
                assert!(flat || counts.exact_fallbacks == 0, "{widths:?}");
            }
        }
    }
}

#[test]
fn a_line_in_another_space_is_refused_by_name() {
    let network = he_normal(&[2, 4, 1], 0.1, 0);
    let line = Line::new(vec![0.0], vec![1.0]).expect("a line").into();
    let error = count(&network, &line, &Options::regions()).unwrap_err();
    let message = "the slice's origin has 1 numbers, but the network has 2 inputs";
    assert_eq!(error.to_string(), message);
}

#[test]
fn many_lines_at_once_are_the_same_lines() {
    let network = he_normal(&[3, 16, 20, 12, 2], 0.1, 7);
    let mut slices: Vec<Slice> = lines(101, 3, 8).into_iter().map(Slice::from).collect();
    // A refused line does not hold up the others.
    slices[50] = Line::of_inputs().into();
    let mut counter = Counter::new(network.clone());
    for options in [Options::regions(), Options::everything()] {
        let expected: Vec<_> = slices
            .iter()
            .map(|line| count(&network, line, &options))
            .collect();
        assert_eq!(expected.iter().filter(|counts| counts.is_err()).count(), 1);
        for threads in [1, 2, 5, 1000] {
            let options = options.clone().with_threads(threads);
            assert_eq!(counter.count_all(&slices, &options), expected);
        }
    }
    assert!(
        counter
            .count_all(&[], &Options::regions().with_threads(3))
            .is_empty()
    );
}

#[test]
fn a_budget_ends_a_count() {
    let network = he_normal(&[2, 16, 16, 1], 0.1, 0);
    let line = lines(2, 2, 1).remove(1).into();
    let whole = count(&network, &line, &Options::regions()).expect("a count");
    let options = Options::regions().with_max_regions(whole.activation_regions);
    assert_eq!(count(&network, &line, &options), Ok(whole));
    let limit = whole.activation_regions - 1;
    let options = options.with_max_regions(limit);
    let error = count(&network, &line, &options).unwrap_err();
    assert_eq!(error, RegionsError::TooMany { limit });
}

/// The distance to a boundary is the radius of the largest ball without one: along the gradient of
/// the nearest neuron a segment just shorter has no breakpoint.
#[test]
fn no_segment_shorter_than_the_distance_meets_a_boundary() {
    let network = he_normal(&[20, 16, 16, 16, 3], 0.1, 5);
    let mut counter = Counter::new(network.clone());
    let lines = lines(200, 20, 6);
    let points: Vec<f64> = lines
        .iter()
        .flat_map(|line| line.origin().to_vec())
        .collect();
    let distances = crease_regions::distances(&network, &points).expect("distances");
    for (line, distance) in lines.into_iter().zip(distances) {
        let length = line.direction().iter().map(|d| d * d).sum::<f64>().sqrt();
        let reach = distance / length * (1.0 - 1e-9);
        let segment: Slice = line.within([-reach, reach]).expect("an interval").into();
        let counts = counter
            .count(&segment, &Options::regions())
            .expect("a count");
        assert_eq!(counts.activation_regions, 1);
    }
}
