//! Weights that `f32` cannot hold: the networks of the other tests, whose counts are known by
//! integers, written with numbers of 53 bits, by factors that are no power of two, and far beyond
//! the range of `f32`. None of that changes the counts.

use super::elimination::{Brute, Inequality};
use super::networks::{map_layers, network};
use crease_regions::{
    Activation, Counts, Cube, Line, Network, Options, Plane, Slice, Window, count,
};
use proptest::prelude::*;

/// Counts everything, and compares with a count of regions alone.
fn counted(network: &Network, slice: impl Into<Slice>) -> Counts {
    let slice = slice.into();
    let counts = count(network, &slice, &Options::everything()).expect("a count");
    let fast = count(network, &slice, &Options::regions()).expect("a count");
    assert_eq!(fast.activation_regions, counts.activation_regions);
    assert_eq!((fast.edges, fast.vertices), (counts.edges, counts.vertices));
    counts
}

fn relu_network(inputs: usize, deepest: usize) -> impl Strategy<Value = Network> {
    let hidden = prop::collection::vec(1usize..=4, 1..=deepest);
    network(Just(inputs), hidden, Just(Activation::relu()))
}

fn brute_force(network: &Network, half_side: i128) -> u64 {
    let inputs: Vec<Inequality<3>> = vec![[1, 0, 0], [0, 1, 0]];
    let r = half_side;
    let mut region = vec![[1, 0, r], [-1, 0, r], [0, 1, r], [0, -1, r]];
    Brute::new(network).count(0, &inputs, &mut Vec::new(), &mut region)
}

/// `x = A y` with integers of up to 32 bits and determinant 1: the same network of `y`, and the
/// vector of `y` that a vector of `x` is.
struct Sheared {
    shear: [[i64; 2]; 2],
}

impl Sheared {
    fn new(p: i32, q: i16) -> Self {
        let (p, q) = (i64::from(p), i64::from(q));
        Self {
            shear: [[1 + p * q, p], [q, 1]],
        }
    }

    fn network(&self, network: &Network) -> Network {
        map_layers(network, |index, layer| {
            if index == 0 {
                for row in layer.weight.chunks_exact_mut(2) {
                    let [a, b] = [row[0] as i64, row[1] as i64];
                    for (column, weight) in row.iter_mut().enumerate() {
                        *weight = (a * self.shear[0][column] + b * self.shear[1][column]) as f64;
                    }
                }
            }
        })
    }

    fn vector(&self, [x, y]: [i64; 2]) -> Vec<f64> {
        let [[a, b], [c, d]] = self.shear;
        vec![(d * x - b * y) as f64, (a * y - c * x) as f64]
    }
}

/// All weights of layer `l` times `c_l`, all its biases times `c_1 .. c_l`: every pre-activation times
/// a positive number. One factor is the float 1/3 and the others are powers of two, so that no product
/// is rounded.
fn scaled(network: &Network, third: usize, powers: &[i32]) -> Network {
    map_layers(network, |index, layer| {
        let factor = |layer: usize| {
            let power = 2f64.powi(powers[layer]);
            if layer == third { power / 3.0 } else { power }
        };
        let product: f64 = (0..=index).map(factor).product();
        layer.weight.iter_mut().for_each(|w| *w *= factor(index));
        layer.bias.iter_mut().for_each(|b| *b *= product);
    })
}

/// Each neuron of each hidden layer times a power of two, which the next layer takes back. Half the
/// powers, so that a weight from one scale to another stays a float.
fn mixed(network: &Network, powers: &[i32]) -> Network {
    map_layers(network, |index, layer| {
        let scale = |layer: usize, unit: usize| 2f64.powi(powers[(5 * layer + unit) % 5] / 2);
        let inputs = layer.inputs;
        for (at, weight) in layer.weight.iter_mut().enumerate() {
            if index > 0 {
                *weight /= scale(index - 1, at % inputs);
            }
            if index < network.hidden().len() {
                *weight *= scale(index, at / inputs);
            }
        }
        if index < network.hidden().len() {
            let biases = layer.bias.iter_mut().enumerate();
            biases.for_each(|(unit, bias)| *bias *= scale(index, unit));
        }
    })
}

fn powers() -> impl Strategy<Value = Vec<i32>> {
    prop_oneof![
        prop::collection::vec(-20i32..20, 5),
        prop::collection::vec(-250i32..250, 5),
        // Weights of 1e200 and 1e-200, the products of which are beyond all floats.
        prop::collection::vec(prop_oneof![Just(-660), Just(0), Just(660)], 5).prop_filter(
            "a product that is rounded",
            |powers| {
                let sums = powers.iter().scan(0_i32, |sum, power| {
                    *sum += power;
                    Some(*sum)
                });
                sums.clone().all(|sum| sum.abs() < 1000)
            }
        ),
    ]
}

fn exact(counts: &Counts) -> (u64, Option<u64>, Option<u64>, Option<u64>) {
    let Counts {
        edges, vertices, ..
    } = *counts;
    (
        counts.activation_regions,
        counts.linear_regions,
        edges,
        vertices,
    )
}

/// The same counts, and the same measures but for rounding.
fn same(a: &Counts, b: &Counts) -> bool {
    let near = |a: Option<f64>, b: Option<f64>| match (a, b) {
        (Some(a), Some(b)) => (a - b).abs() <= 1e-9 * a.abs().max(1.0),
        (a, b) => a == b,
    };
    exact(a) == exact(b)
        && near(a.boundary_measure, b.boundary_measure)
        && near(a.gradient_boundary_measure, b.gradient_boundary_measure)
}

fn square(network: &Network) -> Counts {
    counted(network, Plane::square(3.0).expect("a square"))
}

fn segments(network: &Network, direction: &[f64]) -> [Counts; 2] {
    let line = Line::new(vec![0.0; direction.len()], direction.to_vec()).expect("a line");
    let segment = line.clone().within([-2.0, 3.0]).expect("a segment");
    [line, segment].map(|line| counted(network, line))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn networks_of_long_integers(
        network in relu_network(2, 3),
        p in -(1i32 << 30)..1 << 30,
        q in -99i16..=99,
        direction in prop::array::uniform2(-2i64..=2),
    ) {
        let shear = Sheared::new(p, q);
        let long = shear.network(&network);
        let unit = [shear.vector([1, 0]), shear.vector([0, 1])];
        let whole = Plane::new(vec![0.0; 2], unit).expect("a plane");
        let window = Window::new([0.0; 2], 3.0).expect("a window");
        let counts = counted(&long, whole.clone().within(window));
        prop_assert_eq!(counts.activation_regions, brute_force(&network, 3));
        prop_assert_eq!(exact(&counts), exact(&square(&network)));
        let short = counted(&network, Plane::of_inputs());
        prop_assert_eq!(exact(&counted(&long, whole)), exact(&short));
        if direction != [0, 0] {
            let along = segments(&network, &direction.map(|d| d as f64));
            for (long, short) in segments(&long, &shear.vector(direction)).iter().zip(&along) {
                prop_assert!(same(long, short));
            }
        }
    }

    #[test]
    fn networks_times_a_third_and_far_beyond_f32(
        network in relu_network(2, 3),
        third in 0usize..4,
        powers in powers(),
        direction in prop::array::uniform2(-2i8..=2),
    ) {
        let scaled = scaled(&network, third, &powers);
        let counts = square(&scaled);
        prop_assert_eq!(counts.activation_regions, brute_force(&network, 3));
        prop_assert!(same(&counts, &square(&network)));
        if direction != [0, 0] {
            let direction = direction.map(f64::from);
            let along = segments(&network, &direction);
            for (scaled, plain) in segments(&scaled, &direction).iter().zip(&along) {
                prop_assert!(same(scaled, plain));
            }
        }
    }

    #[test]
    fn magnitudes_that_mix_far_beyond_f32(network in relu_network(2, 3), powers in powers()) {
        let mixed = mixed(&network, &powers);
        prop_assert_eq!(square(&mixed).activation_regions, brute_force(&network, 3));
        prop_assert!(same(&square(&mixed), &square(&network)));
        let along = segments(&network, &[1.0, -2.0]);
        for (mixed, plain) in segments(&mixed, &[1.0, -2.0]).iter().zip(&along) {
            prop_assert!(same(mixed, plain));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn cubes_of_networks_far_beyond_f32(
        network in relu_network(3, 2),
        third in 0usize..3,
        powers in powers(),
    ) {
        let count = |network: &Network| counted(network, Cube::new(2.0).expect("a cube"));
        let plain = count(&network);
        prop_assert!(same(&count(&scaled(&network, third, &powers)), &plain));
        prop_assert!(same(&count(&mixed(&network, &powers)), &plain));
    }
}
