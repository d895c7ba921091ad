//! Counts in planes and square windows.

use super::elimination::{Brute, Inequality};
use super::networks::{map_layers, network, with_moved_scale, with_reversed_units};
use crease_regions::{Activation, Counts, Network, Options, Plane, Window};
use crease_samples::activations;
use proptest::prelude::*;

fn brute_force(network: &Network, plane: &Plane) -> u64 {
    count_patterns(&Brute::new(network), network, plane)
}

/// How many of the patterns that are looked for have an inside in the plane.
pub(crate) fn count_patterns(brute: &Brute, network: &Network, plane: &Plane) -> u64 {
    let integer = |x: f64| x as i128;
    let vectors = [&*plane.basis()[0], &*plane.basis()[1], plane.origin()];
    let inputs: Vec<Inequality<3>> = (0..network.inputs())
        .map(|i| vectors.map(|vector| integer(vector[i])))
        .collect();
    let mut region = Vec::new();
    if let Some(window) = plane.window() {
        let [x, y] = window.center().map(integer);
        let r = integer(window.half_side());
        region = vec![[1, 0, r - x], [-1, 0, r + x], [0, 1, r - y], [0, -1, r + y]];
    }
    brute.count(0, &inputs, &mut Vec::new(), &mut region)
}

pub(crate) fn plane(inputs: usize) -> impl Strategy<Value = Plane> {
    let vector = || prop::collection::vec(-2i8..=2, inputs);
    let window = prop::option::of(((-2i8..=2, -2i8..=2), 1i8..=4));
    let vectors = (vector(), vector(), vector());
    (vectors, window).prop_filter_map("parallel basis", |((origin, e, f), window)| {
        let minor = |i: usize, j: usize| e[i] * f[j] - e[j] * f[i];
        let spans = (0..e.len()).any(|i| (0..i).any(|j| minor(i, j) != 0));
        let floats = |v: &[i8]| v.iter().map(|&x| f64::from(x)).collect::<Vec<_>>();
        let plane = Plane::new(floats(&origin), [floats(&e), floats(&f)]);
        assert_eq!(plane.is_ok(), spans);
        let window = window
            .map(|((x, y), r)| Window::new([x, y].map(f64::from), f64::from(r)).expect("a window"));
        plane.ok().map(|plane| match window {
            Some(window) => plane.within(window),
            None => plane,
        })
    })
}

fn inputs() -> impl Strategy<Value = usize> {
    2usize..=3
}

fn hidden() -> impl Strategy<Value = Vec<usize>> {
    prop::collection::vec(1usize..=4, 0..=3)
}

fn with_plane(network: impl Strategy<Value = Network>) -> impl Strategy<Value = (Network, Plane)> {
    network.prop_flat_map(|network| {
        let inputs = network.inputs();
        (Just(network), plane(inputs))
    })
}

fn network_and_plane() -> impl Strategy<Value = (Network, Plane)> {
    with_plane(network(inputs(), hidden(), activations()))
}

fn relu_network_and_plane() -> impl Strategy<Value = (Network, Plane)> {
    with_plane(network(inputs(), hidden(), Just(Activation::relu())))
}

fn count_with(network: &Network, plane: &Plane, options: &Options) -> Counts {
    crease_regions::count(network, &plane.clone().into(), options).expect("a count")
}

fn count(network: &Network, plane: &Plane) -> Counts {
    count_with(network, plane, &Options::everything())
}

/// The whole plane.
fn unwindowed(plane: &Plane) -> Plane {
    Plane::new(plane.origin().to_vec(), plane.basis().clone()).expect("the same plane")
}

/// What must not change when nothing but the description changes.
fn combinatorics(counts: &Counts) -> (u64, Option<u64>, Option<u64>, Option<u64>) {
    (
        counts.activation_regions,
        counts.linear_regions,
        counts.edges,
        counts.vertices,
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3000))]

    #[test]
    fn every_pattern_with_an_inside_is_counted_once((network, plane) in network_and_plane()) {
        let counts = count(&network, &plane);
        prop_assert_eq!(counts.activation_regions, brute_force(&network, &plane));
        // Regions alone may be counted by another engine.
        let fast = count_with(&network, &plane, &Options::regions());
        prop_assert_eq!(fast.activation_regions, counts.activation_regions);
        prop_assert_eq!((fast.edges, fast.vertices), (counts.edges, counts.vertices));
        // Euler's relation.
        prop_assert_eq!(counts.vertices.unwrap() + counts.activation_regions, counts.edges.unwrap() + 1);
        // Lemma 3.
        prop_assert!(counts.linear_regions.unwrap() <= counts.activation_regions);
    }

    /// *Deep ReLU Networks ...*, Lemma 6: scaling all biases moves regions, and makes none.
    #[test]
    fn scaling_all_biases_changes_no_count((network, plane) in relu_network_and_plane(), power in -40i32..40) {
        let plane = Plane::new(vec![0.0; network.inputs()], plane.basis().clone()).expect("a plane");
        let scaled = map_layers(&network, |_, layer| {
            layer.bias.iter_mut().for_each(|b| *b *= 2f64.powi(power));
        });
        prop_assert_eq!(combinatorics(&count(&network, &plane)), combinatorics(&count(&scaled, &plane)));
    }

    /// A layer's weights and biases times `c`, the next layer's weights over `c`: the same function.
    #[test]
    fn moving_a_scale_between_layers_changes_no_count((network, plane) in relu_network_and_plane(), power in -40i32..40) {
        let scaled = with_moved_scale(&network, power);
        prop_assert_eq!(combinatorics(&count(&network, &plane)), combinatorics(&count(&scaled, &plane)));
    }

    #[test]
    fn the_order_of_neurons_changes_no_count((network, plane) in network_and_plane()) {
        let reversed = with_reversed_units(&network);
        prop_assert_eq!(combinatorics(&count(&network, &plane)), combinatorics(&count(&reversed, &plane)));
    }

    /// The same plane in another basis, turned, sheared and stretched, from another origin.
    #[test]
    fn the_basis_of_the_plane_changes_no_count((network, plane) in network_and_plane(), m in prop::array::uniform4(-3i8..=3), o in prop::array::uniform2(-3i8..=3)) {
        prop_assume!(m[0] * m[3] != m[1] * m[2]);
        let [e, f] = plane.basis();
        let mix = |a: i8, b: i8| -> Vec<f64> {
            e.iter().zip(f).map(|(x, y)| f64::from(a) * x + f64::from(b) * y).collect()
        };
        let origin = plane.origin().iter().zip(mix(o[0], o[1])).map(|(a, b)| a + b);
        let basis = [mix(m[0], m[1]), mix(m[2], m[3])];
        let moved = Plane::new(origin.collect(), basis).expect("a plane");
        let plane = unwindowed(&plane);
        prop_assert_eq!(combinatorics(&count(&network, &plane)), combinatorics(&count(&network, &moved)));
    }
}
