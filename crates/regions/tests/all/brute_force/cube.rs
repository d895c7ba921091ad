//! Counts in cubes.

use super::elimination::{Brute, Inequality};
use super::networks::{map_layers, network, with_moved_scale, with_reversed_units};
use crease_regions::{Activation, Counts, Cube, Layer, Network, Options, Plane, RegionsError};
use crease_samples::activations;
use proptest::prelude::*;

fn count_with(
    network: &Network,
    half_side: f64,
    options: &Options,
) -> Result<Counts, RegionsError> {
    crease_regions::count(network, &Cube::new(half_side)?.into(), options)
}

fn count(network: &Network, half_side: f64) -> Counts {
    count_with(network, half_side, &Options::everything()).expect("a count")
}

fn brute_force(network: &Network, half_side: i128) -> u64 {
    let inputs: Vec<Inequality<4>> = vec![[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0]];
    let sides = |axis: &Inequality<4>| {
        [1, -1].map(|direction| {
            let mut side = axis.map(|k| direction * k);
            side[3] = half_side;
            side
        })
    };
    let mut region = inputs.iter().flat_map(sides).collect();
    Brute::new(network).count(0, &inputs, &mut Vec::new(), &mut region)
}

/// One wide layer, or a few narrow ones.
fn hidden() -> impl Strategy<Value = Vec<usize>> {
    prop_oneof![
        1 => prop::collection::vec(4usize..=7, 1),
        3 => prop::collection::vec(1usize..=4, 0..=2),
        2 => prop::collection::vec(1usize..=3, 3),
    ]
}

fn any_network() -> impl Strategy<Value = Network> {
    network(Just(3), hidden(), activations())
}

fn relu_network() -> impl Strategy<Value = Network> {
    network(Just(3), hidden(), Just(Activation::relu()))
}

fn near(a: Option<f64>, b: Option<f64>) -> bool {
    let (a, b) = (a.expect("an area"), b.expect("an area"));
    (a - b).abs() <= 1e-9 * a.abs().max(1.0)
}

/// The same counts, and the same areas but for rounding.
fn agree(a: &Counts, b: &Counts) -> bool {
    (a.activation_regions, a.linear_regions) == (b.activation_regions, b.linear_regions)
        && near(a.boundary_measure, b.boundary_measure)
        && near(a.gradient_boundary_measure, b.gradient_boundary_measure)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn every_pattern_with_an_inside_is_counted_once(network in any_network(), half_side in 1i32..=4) {
        let counts = count(&network, f64::from(half_side));
        prop_assert_eq!(counts.activation_regions, brute_force(&network, half_side.into()));
        // For regions alone, the last layer is counted and not cut.
        let alone = count_with(&network, f64::from(half_side), &Options::regions()).expect("a count");
        prop_assert_eq!(alone.activation_regions, counts.activation_regions);
        // Lemma 3.
        prop_assert!(counts.linear_regions.unwrap() <= counts.activation_regions);
        prop_assert!(counts.gradient_boundary_measure <= counts.boundary_measure);
    }

    #[test]
    fn a_last_layer_that_is_not_cut_counts_the_same(
        hidden in prop::collection::vec(1usize..=9, 1..=3),
        activation in activations(),
        numbers in prop::collection::vec(-1.0f64..1.0, 300),
        half_side in 0.1f64..4.0,
    ) {
        let widths = [&[3], hidden.as_slice(), &[1]].concat();
        let mut numbers = numbers.into_iter().cycle();
        let mut some = |count: usize| numbers.by_ref().take(count).collect::<Vec<f64>>();
        let layers = widths.windows(2).map(|pair| Layer {
            weight: some(pair[0] * pair[1]),
            bias: some(pair[1]),
            inputs: pair[0],
            outputs: pair[1],
        });
        let network = Network::new(layers.collect(), activation).expect("it chains");
        let alone = count_with(&network, half_side, &Options::regions()).expect("a count");
        prop_assert_eq!(alone.activation_regions, count(&network, half_side).activation_regions);
    }

    #[test]
    fn the_order_of_neurons_changes_nothing(network in any_network()) {
        let reversed = with_reversed_units(&network);
        prop_assert!(agree(&count(&network, 2.0), &count(&reversed, 2.0)));
    }

    /// The cube has all symmetries of its axes.
    #[test]
    fn turning_the_axes_changes_nothing(network in any_network(), flip in prop::array::uniform3(any::<bool>()), shift in 0usize..3) {
        let turned = map_layers(&network, |index, layer| {
            if index == 0 {
                for row in layer.weight.chunks_exact_mut(3) {
                    row.rotate_left(shift);
                    for (weight, flip) in row.iter_mut().zip(flip) {
                        *weight *= if flip { -1.0 } else { 1.0 };
                    }
                }
            }
        });
        prop_assert!(agree(&count(&network, 3.0), &count(&turned, 3.0)));
    }

    /// *Deep ReLU Networks ...*, Lemma 6: scaling all biases scales the picture.
    #[test]
    fn scaling_cube_and_biases_changes_no_count(network in relu_network(), power in -40i32..40) {
        let scaled = map_layers(&network, |_, layer| {
            layer.bias.iter_mut().for_each(|b| *b *= 2f64.powi(power));
        });
        let (small, large) = (count(&network, 2.0), count(&scaled, 2.0 * 2f64.powi(power)));
        prop_assert_eq!(small.activation_regions, large.activation_regions);
        prop_assert_eq!(small.linear_regions, large.linear_regions);
        let area = large.boundary_measure.map(|area| area * 4f64.powi(-power));
        prop_assert!(near(small.boundary_measure, area));
    }

    #[test]
    fn moving_a_scale_between_layers_changes_nothing(network in relu_network(), power in -100i32..100) {
        let scaled = with_moved_scale(&network, power);
        prop_assert!(agree(&count(&network, 2.0), &count(&scaled, 2.0)));
    }

    /// Neurons of one layer, each with a scale of its own that the next layer takes back.
    #[test]
    fn magnitudes_may_mix_in_a_layer(network in relu_network(), powers in prop::collection::vec(-60i32..60, 7)) {
        let scaled = map_layers(&network, |index, layer| {
            let scale = |unit: usize| 2f64.powi(powers[unit]);
            let inputs = layer.inputs;
            for (at, weight) in layer.weight.iter_mut().enumerate() {
                match index {
                    0 => *weight *= scale(at / inputs),
                    1 => *weight /= scale(at % inputs),
                    _ => {}
                }
            }
            if index == 0 {
                layer.bias.iter_mut().enumerate().for_each(|(unit, b)| *b *= scale(unit));
            }
        });
        prop_assert!(agree(&count(&network, 2.0), &count(&scaled, 2.0)));
    }

    /// A network that ignores its third input has a prism over each region of the square.
    #[test]
    fn a_prism_has_the_counts_of_its_base(
        base in network(Just(2), prop::collection::vec(1usize..=4, 0..=3), activations()),
        r in 1i32..=4,
    ) {
        let mut layers = base.layers().to_vec();
        let rows = layers[0].weight.chunks_exact(2);
        layers[0].weight = rows.flat_map(|row| [row[0], row[1], 0.0]).collect();
        layers[0].inputs = 3;
        let prism = Network::new(layers, base.activation().clone()).expect("it still chains");
        let r = f64::from(r);
        let square = Plane::square(r).expect("a square").into();
        let square = crease_regions::count(&base, &square, &Options::everything()).expect("a count");
        let cube = count(&prism, r);
        prop_assert_eq!(square.activation_regions, cube.activation_regions);
        prop_assert_eq!(square.linear_regions, cube.linear_regions);
        let raised = |length: Option<f64>| length.map(|length| length * 2.0 * r);
        prop_assert!(near(raised(square.boundary_measure), cube.boundary_measure));
        prop_assert!(near(raised(square.gradient_boundary_measure), cube.gradient_boundary_measure));
    }

    /// 1 + N + C(N, 2) + C(N, 3): no four planes meet, and no crossing is beyond the cube.
    #[test]
    fn planes_in_general_position_reach_the_bound(
        weight in prop::collection::vec(-1f64..1.0, 24),
        bias in prop::collection::vec(-1f64..1.0, 8),
        units in 1usize..=8,
    ) {
        let layer = |weight: &[f64], bias: &[f64], inputs| Layer {
            weight: weight.to_vec(),
            bias: bias.to_vec(),
            inputs,
            outputs: bias.len(),
        };
        let hidden = layer(&weight[..3 * units], &bias[..units], 3);
        let output = layer(&vec![1.0; units], &[0.0], units);
        let network = Network::new(vec![hidden, output], Activation::relu()).expect("it chains");
        let n = units as u64;
        let bound = 1 + n + n * (n - 1) / 2 + n * (n - 1) * (n.max(2) - 2) / 6;
        prop_assert_eq!(count(&network, 1e12).activation_regions, bound);
    }
}

fn one_layer(weight: &[f64], bias: &[f64], output: &[f64]) -> Network {
    let units = bias.len();
    let hidden = Layer {
        weight: weight.to_vec(),
        bias: bias.to_vec(),
        inputs: weight.len() / units,
        outputs: units,
    };
    let output = Layer {
        weight: output.to_vec(),
        bias: vec![0.0],
        inputs: units,
        outputs: 1,
    };
    Network::new(vec![hidden, output], Activation::relu()).expect("it chains")
}

#[test]
fn a_jump_that_cancels_is_no_boundary() {
    // relu(x) - relu(-x) = x.
    let weight = [1.0, 0.0, 0.0, -1.0, 0.0, 0.0];
    let counts = count(&one_layer(&weight, &[0.0; 2], &[1.0, -1.0]), 1.5);
    assert_eq!(
        (counts.activation_regions, counts.linear_regions),
        (2, Some(1))
    );
    assert_eq!(counts.boundary_measure, Some(9.0));
    assert_eq!(counts.gradient_boundary_measure, Some(0.0));
}

#[test]
fn a_plane_that_only_touches_the_cube_cuts_nothing() {
    // Through a corner, along an edge, and along a side.
    let weight = [1.0, 1.0, 1.0, 1.0, 1.0, 0.0, 1.0, 0.0, 0.0];
    let counts = count(&one_layer(&weight, &[-3.0, -2.0, -1.0], &[1.0; 3]), 1.0);
    assert_eq!(counts.activation_regions, 1);
    assert_eq!(counts.boundary_measure, Some(0.0));
}

#[test]
fn a_wrong_cube_is_refused() {
    for half_side in [0.0, -1.0, f64::INFINITY, f64::NAN] {
        let error = Cube::new(half_side).unwrap_err();
        assert!(matches!(error, RegionsError::CubeHalfSide(_)), "{error}");
    }
    let plane = one_layer(&[1.0; 2], &[0.0], &[1.0]);
    let error = count_with(&plane, 1.0, &Options::everything()).unwrap_err();
    assert_eq!(error, RegionsError::CubeInputs(2));
    assert_eq!(
        error.to_string(),
        "the cube needs a network with 3 inputs, this one has 2"
    );
}

#[test]
fn more_regions_than_allowed_are_an_error() {
    let weight = [1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0];
    let network = one_layer(&weight, &[0.0; 3], &[1.0; 3]);
    let with_limit = |max_regions| {
        let options = Options::everything().with_max_regions(max_regions);
        count_with(&network, 1.0, &options)
    };
    assert_eq!(with_limit(7), Err(RegionsError::TooMany { limit: 7 }));
    assert_eq!(with_limit(8).map(|counts| counts.activation_regions), Ok(8));
}

#[test]
fn four_planes_through_one_point() {
    let weight = [
        0.0, -1.0, 2.0, -2.0, -1.0, 1.0, -1.0, 0.0, 0.0, 0.0, 0.0, 2.0,
    ];
    let network = one_layer(&weight, &[0.0, -1.0, 0.0, 2.0], &[1.0; 4]);
    let alone = count_with(&network, 3.0, &Options::regions()).unwrap();
    assert_eq!(alone.activation_regions, 14);
    assert_eq!(count(&network, 3.0).activation_regions, 14);
}
