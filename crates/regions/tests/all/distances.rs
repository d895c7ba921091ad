//! Distances against an independent method: on small networks with small integer weights
//! (degenerate on purpose) and integer points, pre-activations and gradients are integers.

use crease_regions::{Activation, DistanceMeter, Layer, Network, RegionsError, distances};
use crease_samples::{activations, networks};
use proptest::prelude::*;

/// A pre-activation and its gradient with respect to the inputs.
type Value = (i128, Vec<i128>);

/// The piece below `z`, and `phi(z)`; any piece will do on a breakpoint.
fn activate(activation: &Activation, (z, gradient): &Value) -> Value {
    let integers = |numbers: &[f64]| numbers.iter().map(|&n| n as i128).collect::<Vec<_>>();
    let breakpoints = integers(activation.breakpoints());
    let slopes = integers(activation.slopes());
    let piece = breakpoints.iter().filter(|&b| z > b).count();
    let mut offset = activation.anchor() as i128 - slopes[0] * breakpoints[0];
    for t in 0..piece {
        offset += (slopes[t] - slopes[t + 1]) * breakpoints[t];
    }
    let gradient = gradient.iter().map(|g| slopes[piece] * g).collect();
    (slopes[piece] * z + offset, gradient)
}

/// The pre-activations of each hidden layer.
fn pre_activations(network: &Network, point: &[i8]) -> Vec<Vec<Value>> {
    let mut values: Vec<Value> = (0..point.len())
        .map(|input| {
            let unit = (0..point.len()).map(|i| i128::from(i == input)).collect();
            (i128::from(point[input]), unit)
        })
        .collect();
    let mut layers = Vec::new();
    for map in network.hidden() {
        let pre: Vec<Value> = (0..map.outputs)
            .map(|unit| {
                let mut z = map.bias[unit] as i128;
                let mut gradient = vec![0; point.len()];
                for (&weight, (value, partial)) in map.row(unit).iter().zip(&values) {
                    z += weight as i128 * value;
                    for (sum, g) in gradient.iter_mut().zip(partial) {
                        *sum += weight as i128 * g;
                    }
                }
                (z, gradient)
            })
            .collect();
        values = pre
            .iter()
            .map(|value| activate(network.activation(), value))
            .collect();
        layers.push(pre);
    }
    layers
}

/// How far a neuron is off its nearest breakpoint, and the square of the norm of its gradient.
fn off(network: &Network, (z, gradient): &Value) -> (i128, i128) {
    let breakpoints = network.activation().breakpoints().iter();
    let above = breakpoints.map(|&breakpoint| (z - breakpoint as i128).abs());
    let square = gradient.iter().map(|g| g * g).sum();
    (above.min().expect("a breakpoint"), square)
}

fn brute_force(network: &Network, point: &[i8]) -> f64 {
    let layers = pre_activations(network, point);
    let neurons = layers.iter().flatten().map(|value| off(network, value));
    let distances = neurons
        .filter(|(_, square)| *square > 0)
        .map(|(above, square)| above as f64 / (square as f64).sqrt());
    distances.fold(f64::INFINITY, f64::min)
}

/// Networks of up to four layers on up to seven inputs: more than neurons in the first layer, often.
fn network(activation: impl Strategy<Value = Activation>) -> impl Strategy<Value = Network> {
    let widths = (1usize..=7, prop::collection::vec(1usize..=5, 0..=4));
    let widths = widths.prop_map(|(inputs, hidden)| [&[inputs], hidden.as_slice(), &[1]].concat());
    networks(widths, 9, activation)
}

fn with_points(
    network: impl Strategy<Value = Network>,
) -> impl Strategy<Value = (Network, Vec<Vec<i8>>)> {
    network.prop_flat_map(|network| {
        let point = prop::collection::vec(-9i8..=9, network.inputs());
        (Just(network), prop::collection::vec(point, 1..=5))
    })
}

fn network_and_points() -> impl Strategy<Value = (Network, Vec<Vec<i8>>)> {
    with_points(network(activations()))
}

fn relu_network_and_points() -> impl Strategy<Value = (Network, Vec<Vec<i8>>)> {
    with_points(network(Just(Activation::relu())))
}

fn floats(points: &[Vec<i8>]) -> Vec<f64> {
    points.iter().flatten().map(|&x| f64::from(x)).collect()
}

/// Equal, or nearly if neither is 0 or infinite.
fn agree(a: f64, b: f64) -> bool {
    a == b || (a > 0.0 && b > 0.0 && (a / b - 1.0).abs() < 1e-9)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4000))]

    #[test]
    fn the_nearest_boundary_is_found((network, points) in network_and_points()) {
        let found = distances(&network, &floats(&points)).expect("distances");
        for (point, found) in points.iter().zip(found) {
            let expected = brute_force(&network, point);
            prop_assert!(agree(found, expected), "{point:?}: {found}, expected {expected}");
        }
    }

    /// Radii of whole halves, so that neurons are often exactly as far as a radius.
    #[test]
    fn neurons_within_a_radius_are_counted(
        (network, points) in network_and_points(),
        halves in prop::collection::vec(1i8..12, 1..4),
    ) {
        let radii: Vec<f64> = halves.iter().map(|&half| f64::from(half) / 2.0).collect();
        let mut meter = DistanceMeter::new(network.clone());
        let found = meter.count_within(&floats(&points), &radii).expect("counts");
        let mut expected = Vec::new();
        for point in &points {
            let layers = pre_activations(&network, point);
            for &half in &halves {
                for layer in &layers {
                    let near = |value: &&Value| {
                        let (above, square) = off(&network, value);
                        4 * above * above < i128::from(half).pow(2) * square
                    };
                    expected.push(layer.iter().filter(near).count() as u64);
                }
            }
        }
        prop_assert_eq!(found, expected);
    }

    /// A radius just above and just below a distance: neither is decided by floats.
    #[test]
    fn a_radius_next_to_a_distance_is_told_apart((network, points) in relu_network_and_points()) {
        let floats = floats(&points);
        let mut meter = DistanceMeter::new(network.clone());
        let distances = meter.measure(&floats).expect("distances");
        for (point, distance) in floats.chunks(network.inputs()).zip(distances) {
            if distance > 0.0 && distance.is_finite() {
                let radii = [distance * (1.0 - 1e-8), distance * (1.0 + 1e-8)];
                let counts = meter.count_within(point, &radii).expect("counts");
                let sums: Vec<u64> = counts.chunks(network.hidden().len()).map(|c| c.iter().sum()).collect();
                prop_assert!(sums[0] == 0 && sums[1] > 0, "{distance}: {sums:?}");
            }
        }
    }

    #[test]
    fn patterns_are_those_of_integers((network, points) in network_and_points()) {
        let found = DistanceMeter::new(network.clone()).patterns(&floats(&points));
        let breakpoints = network.activation().breakpoints();
        let expected = points.iter().flat_map(|point| pre_activations(&network, point)).flatten();
        let expected = expected.map(|(z, _)| {
            breakpoints.iter().filter(|&&breakpoint| z > breakpoint as i128).count() as u8
        });
        prop_assert_eq!(found.expect("patterns"), expected.collect::<Vec<u8>>());
    }

    /// Bits of tiny numbers count: a point is on a boundary or it is not.
    #[test]
    fn a_step_off_the_boundary_is_seen((network, points) in relu_network_and_points(), power in 30i32..300) {
        let step = 2f64.powi(-power);
        let mut layers = network.layers().to_vec();
        // The same picture, `step` times the size.
        for layer in &mut layers {
            layer.bias.fill(0.0);
        }
        let network = Network::new(layers, Activation::relu()).expect("it chains");
        let small: Vec<f64> = floats(&points).iter().map(|x| x * step).collect();
        let found = distances(&network, &small).expect("distances");
        for (point, found) in points.iter().zip(found) {
            let expected = brute_force(&network, point) * step;
            prop_assert!(agree(found, expected), "{point:?}: {found}, expected {expected}");
        }
    }

    /// All weights of layer `l` times `c_l` and all biases times `c_1 .. c_l`: pre-activations and
    /// gradients grow alike. One factor is about 1/3, of 48 bits, so that no product is rounded.
    #[test]
    fn a_scale_of_all_neurons_changes_nothing(
        (network, points) in relu_network_and_points(),
        third in 0usize..5,
        powers in prop_oneof![
            prop::collection::vec(-20i32..20, 5),
            prop::collection::vec(-190i32..190, 5),
            Just(vec![660, -660, 660, -660, 0]),
            Just(vec![-900, 600, 600, -900, 0]),
        ],
    ) {
        let mut layers = network.layers().to_vec();
        let mut product = 1.0;
        for (index, layer) in layers.iter_mut().enumerate() {
            let power = 2f64.powi(powers[index]);
            let a_third = f64::from_bits((1.0_f64 / 3.0).to_bits() & !0x1f);
            let factor = if index == third { power * a_third } else { power };
            product *= factor;
            layer.weight.iter_mut().for_each(|weight| *weight *= factor);
            layer.bias.iter_mut().for_each(|bias| *bias *= product);
        }
        let scaled = Network::new(layers, Activation::relu()).expect("it chains");
        let found = distances(&scaled, &floats(&points)).expect("distances");
        for (point, found) in points.iter().zip(found) {
            let expected = brute_force(&network, point);
            prop_assert!(agree(found, expected), "{point:?}: {found}, expected {expected}");
        }
    }

    /// Numbers of 28 bits, more than `f32` holds, and points just off a boundary of theirs.
    #[test]
    fn long_integers_are_not_rounded(
        widths in (1usize..=6, 1usize..=4, 1usize..=4),
        numbers in prop::collection::vec(-(1i32 << 27)..1 << 27, 49),
        point in prop::collection::vec(-9i8..=9, 6),
        off in -1i8..=1,
    ) {
        let (inputs, first, second) = widths;
        let mut numbers = numbers.into_iter().cycle().map(f64::from);
        let mut layer = |inputs: usize, outputs: usize| Layer {
            weight: numbers.by_ref().take(inputs * outputs).collect(),
            bias: vec![0.0; outputs],
            inputs,
            outputs,
        };
        let mut layers = vec![layer(inputs, first), layer(first, second), layer(second, 1)];
        // All neurons of the second layer are next to their breakpoints.
        let point = &point[..inputs];
        let posts: Vec<f64> = (0..first)
            .map(|unit| {
                let terms = layers[0].row(unit).iter().zip(point);
                terms.map(|(w, &x)| w * f64::from(x)).sum::<f64>().max(0.0)
            })
            .collect();
        for unit in 0..second {
            let terms = layers[1].row(unit).iter().zip(&posts);
            let z: i128 = terms.map(|(&w, &h)| w as i128 * h as i128).sum();
            // The float that is nearest may be a little off already.
            layers[1].bias[unit] = f64::from(off) - z as f64;
        }
        let network = Network::new(layers, Activation::relu()).expect("it chains");
        let found = distances(&network, &floats(&[point.to_vec()])).expect("a distance")[0];
        let expected = brute_force(&network, point);
        prop_assert!(agree(found, expected), "{found}, expected {expected}");
    }

    #[test]
    fn a_meter_forgets_points((network, points) in network_and_points()) {
        let mut meter = DistanceMeter::new(network.clone());
        let together = meter.measure(&floats(&points)).expect("distances");
        for (point, &expected) in points.iter().zip(&together).rev() {
            let alone = meter.measure(&floats(std::slice::from_ref(point))).expect("a distance");
            prop_assert_eq!(alone, [expected]);
        }
    }
}

fn one_neuron() -> Network {
    let hidden = Layer {
        weight: vec![3.0, 4.0],
        bias: vec![-5.0],
        inputs: 2,
        outputs: 1,
    };
    let output = Layer {
        weight: vec![1.0],
        bias: vec![0.0],
        inputs: 1,
        outputs: 1,
    };
    Network::new(vec![hidden, output], Activation::relu()).expect("it chains")
}

#[test]
fn invalid_points_are_refused() {
    let network = one_neuron();
    let uneven = distances(&network, &[1.0, 2.0, 3.0]);
    let expected = RegionsError::Points {
        found: 3,
        inputs: 2,
    };
    assert_eq!(uneven, Err(expected));
    let error = distances(&network, &[1.0, 2.0, 3.0, f64::NAN]).unwrap_err();
    let message = "point 1 has NaN as its number 1, expected a finite number";
    assert_eq!(error.to_string(), message);
    assert_eq!(distances(&network, &[]), Ok(vec![]));
    let mut meter = DistanceMeter::new(network);
    for radius in [0.0, -1.0, f64::INFINITY, f64::NAN] {
        let error = meter.count_within(&[1.0, 2.0], &[1.0, radius]).unwrap_err();
        let message = format!("the radius is {radius}, expected a positive finite number");
        assert_eq!(error.to_string(), message);
    }
}

/// `z = a b x`, of which neither value nor gradient is in the range of floats.
#[test]
fn distances_are_known_where_values_and_gradients_are_not() {
    let layer = |weight: f64, bias: f64| Layer {
        weight: vec![weight],
        bias: vec![bias],
        inputs: 1,
        outputs: 1,
    };
    let measure = |first: Layer, second: Layer, x: f64| {
        let layers = vec![first, second, layer(1.0, 0.0)];
        let network = Network::new(layers, Activation::relu()).expect("it chains");
        distances(&network, &[x]).expect("a distance")[0]
    };
    for size in [1e200, 1e-200, 5e-324, f64::MAX] {
        // The first neuron breaks at -2, the second nowhere but there, the third at 0.
        let found = measure(layer(1.0, 2.0), layer(size, 0.0), 1.0);
        assert!(agree(found, 3.0), "{size}: {found}");
        let found = measure(layer(size, 0.0), layer(size, 0.0), 0.25);
        assert!(agree(found, 0.25), "{size}: {found}");
    }
    // The second neuron breaks at 1.
    let (huge, tiny) = (2f64.powi(660), 2f64.powi(-660));
    let found = measure(layer(huge, 0.0), layer(-tiny, 1.0), 1.0 - f64::EPSILON);
    assert!(agree(found, f64::EPSILON), "{found}");
    // On a boundary a distance is 0, and next to it is not.
    let found = measure(layer(1e-200, 0.0), layer(1e-200, 0.0), 5e-324);
    assert_eq!(found, 5e-324);
    assert_eq!(measure(layer(1e200, 0.0), layer(1e200, 0.0), 0.0), 0.0);
}

/// The second neuron is the first one less itself: its gradient is 0 but for rounding.
#[test]
fn a_gradient_that_cancels_is_zero() {
    let numbers = [0.1, 0.7, -0.3_f64];
    let hidden = Layer {
        weight: [numbers, numbers].concat(),
        bias: vec![0.5, 0.5],
        inputs: 3,
        outputs: 2,
    };
    let next = Layer {
        weight: vec![1.0 / 3.0, -1.0 / 3.0],
        bias: vec![1e-12],
        inputs: 2,
        outputs: 1,
    };
    let output = Layer {
        weight: vec![1.0],
        bias: vec![0.0],
        inputs: 1,
        outputs: 1,
    };
    let network = Network::new(vec![hidden, next, output], Activation::relu()).expect("it chains");
    let found = distances(&network, &[1.0, 1.0, 1.0]).expect("a distance");
    let [a, b, c] = numbers;
    let expected = (a + b + c + 0.5) / (a * a + b * b + c * c).sqrt();
    assert!(agree(found[0], expected), "{found:?}, expected {expected}");
}
