//! Counts against an independent method: on small networks with small integer weights (degenerate
//! on purpose) every activation pattern is tried, and whether it has an inside is decided by
//! Fourier-Motzkin elimination in integers. No corner is ever computed there.

use crease_network::{Activation, Layer, Network};
use crease_regions::{Counts, Options, Plane, Window, count_plane};
use proptest::prelude::*;

/// `g0 x + g1 y + c > 0`.
type Inequality = [i128; 3];

/// Whether strict inequalities have a common solution in the plane.
fn solvable(inequalities: &[Inequality]) -> bool {
    let without_x = eliminate(inequalities, 0);
    let without_y = eliminate(&without_x, 1);
    without_y.iter().all(|constant| constant[2] > 0)
}

/// The strict inequalities between the other unknowns that say a value of this one exists.
fn eliminate(inequalities: &[Inequality], unknown: usize) -> Vec<Inequality> {
    let side = |sign: i128| {
        inequalities
            .iter()
            .filter(move |i| i[unknown].signum() == sign)
    };
    let mut rest: Vec<Inequality> = side(0).copied().collect();
    for below in side(1) {
        for above in side(-1) {
            let combined = |k: usize| below[unknown] * above[k] - above[unknown] * below[k];
            rest.push([combined(0), combined(1), combined(2)]);
        }
    }
    rest
}

struct Brute<'a> {
    network: &'a Network,
    breakpoints: Vec<i128>,
    slopes: Vec<i128>,
    offsets: Vec<i128>,
}

impl<'a> Brute<'a> {
    fn new(network: &'a Network) -> Self {
        let integers = |numbers: &[f64]| numbers.iter().map(|&n| n as i128).collect::<Vec<_>>();
        let activation = network.activation();
        let breakpoints = integers(activation.breakpoints());
        let slopes = integers(activation.slopes());
        let mut offsets = vec![activation.anchor() as i128 - slopes[0] * breakpoints[0]];
        for t in 0..breakpoints.len() {
            offsets.push(offsets[t] + (slopes[t] - slopes[t + 1]) * breakpoints[t]);
        }
        Self {
            network,
            breakpoints,
            slopes,
            offsets,
        }
    }

    /// How many patterns of the neurons from this one on have an inside within `region`.
    fn count(
        &self,
        layer: usize,
        inputs: &[Inequality],
        posts: &mut Vec<Inequality>,
        region: &mut Vec<Inequality>,
    ) -> u64 {
        if layer == self.network.hidden().len() {
            return 1;
        }
        let map = &self.network.layers()[layer];
        let unit = posts.len();
        if unit == map.outputs {
            let inputs = std::mem::take(posts);
            let count = self.count(layer + 1, &inputs, posts, region);
            *posts = inputs;
            return count;
        }
        let mut z = [0, 0, map.bias[unit] as i128];
        for (&weight, input) in map.row(unit).iter().zip(inputs) {
            for k in 0..3 {
                z[k] += weight as i128 * input[k];
            }
        }
        let mut total = 0;
        for piece in 0..self.slopes.len() {
            let bounds = self.piece_bounds(z, piece);
            let constant = z[0] == 0 && z[1] == 0;
            if constant {
                // A constant neuron cuts nothing; on a breakpoint the lower piece will do.
                let above = piece == 0 || z[2] > self.breakpoints[piece - 1];
                let below = piece == self.breakpoints.len() || z[2] <= self.breakpoints[piece];
                if !(above && below) {
                    continue;
                }
            } else {
                region.extend(&bounds);
            }
            if constant || solvable(region) {
                let slope = self.slopes[piece];
                posts.push([
                    slope * z[0],
                    slope * z[1],
                    slope * z[2] + self.offsets[piece],
                ]);
                total += self.count(layer, inputs, posts, region);
                posts.pop();
            }
            if !constant {
                region.truncate(region.len() - bounds.len());
            }
        }
        total
    }

    fn piece_bounds(&self, z: Inequality, piece: usize) -> Vec<Inequality> {
        let mut bounds = Vec::new();
        if piece > 0 {
            bounds.push([z[0], z[1], z[2] - self.breakpoints[piece - 1]]);
        }
        if piece < self.breakpoints.len() {
            bounds.push([-z[0], -z[1], self.breakpoints[piece] - z[2]]);
        }
        bounds
    }
}

fn brute_force(network: &Network, plane: &Plane) -> u64 {
    let integer = |x: f64| x as i128;
    let vectors = [&plane.basis[0], &plane.basis[1], &plane.origin];
    let inputs: Vec<Inequality> = (0..network.inputs())
        .map(|i| vectors.map(|vector| integer(vector[i])))
        .collect();
    let mut region = Vec::new();
    if let Some(window) = &plane.window {
        let [x, y] = window.center.map(integer);
        let r = integer(window.half_side);
        region = vec![[1, 0, r - x], [-1, 0, r + x], [0, 1, r - y], [0, -1, r + y]];
    }
    Brute::new(network).count(0, &inputs, &mut Vec::new(), &mut region)
}

fn layer(inputs: usize, outputs: usize) -> impl Strategy<Value = Layer> {
    let weight = prop::collection::vec(-2i8..=2, inputs * outputs);
    // Zero biases are frequent: lines through one point.
    let bias = prop::collection::vec(prop_oneof![Just(0i8), -2i8..=2], outputs);
    (weight, bias).prop_map(move |(weight, bias)| Layer {
        weight: weight.into_iter().map(f32::from).collect(),
        bias: bias.into_iter().map(f32::from).collect(),
        inputs,
        outputs,
    })
}

fn activation() -> impl Strategy<Value = Activation> {
    let of = |breakpoints: &[f64], slopes: &[f64], anchor| {
        Activation::new(breakpoints.to_vec(), slopes.to_vec(), anchor).expect("an activation")
    };
    prop_oneof![
        4 => Just(Activation::relu()),
        1 => Just(of(&[-1.0, 1.0], &[0.0, 1.0, 0.0], -1.0)),
        1 => Just(of(&[0.0], &[-1.0, 1.0], 0.0)),
        1 => Just(of(&[-1.0, 0.0, 2.0], &[2.0, -1.0, 1.0, 0.0], 3.0)),
    ]
}

/// Networks of up to three layers of up to four units on two or three inputs.
fn network(activation: impl Strategy<Value = Activation>) -> impl Strategy<Value = Network> {
    let widths = (2usize..=3, prop::collection::vec(1usize..=4, 0..=3));
    (widths, activation).prop_flat_map(|((inputs, hidden), activation)| {
        let widths: Vec<usize> = [&[inputs], hidden.as_slice(), &[1]].concat();
        let layers: Vec<_> = widths
            .windows(2)
            .map(|pair| layer(pair[0], pair[1]))
            .collect();
        (layers, Just(activation))
            .prop_map(|(layers, activation)| Network::new(layers, activation).expect("it chains"))
    })
}

fn plane(inputs: usize) -> impl Strategy<Value = Plane> {
    let vector = || prop::collection::vec(-2i8..=2, inputs);
    let window = prop::option::of(((-2i8..=2, -2i8..=2), 1i8..=4));
    let vectors = (vector(), vector(), vector());
    (vectors, window).prop_filter_map("parallel basis", |((origin, e, f), window)| {
        let minor = |i: usize, j: usize| e[i] * f[j] - e[j] * f[i];
        let spans = (0..e.len()).any(|i| (0..i).any(|j| minor(i, j) != 0));
        let floats = |v: &[i8]| v.iter().map(|&x| f64::from(x)).collect::<Vec<_>>();
        spans.then(|| Plane {
            origin: floats(&origin),
            basis: [floats(&e), floats(&f)],
            window: window.map(|((x, y), r)| Window {
                center: [f64::from(x), f64::from(y)],
                half_side: f64::from(r),
            }),
        })
    })
}

fn with_plane(network: impl Strategy<Value = Network>) -> impl Strategy<Value = (Network, Plane)> {
    network.prop_flat_map(|network| {
        let inputs = network.inputs();
        (Just(network), plane(inputs))
    })
}

fn network_and_plane() -> impl Strategy<Value = (Network, Plane)> {
    with_plane(network(activation()))
}

fn relu_network_and_plane() -> impl Strategy<Value = (Network, Plane)> {
    with_plane(network(Just(Activation::relu())))
}

fn count(network: &Network, plane: &Plane) -> Counts {
    let options = Options {
        linear_regions: true,
        measures: true,
        ..Options::default()
    };
    count_plane(network, plane, &options).expect("a count")
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

fn map_layers(network: &Network, map: impl Fn(usize, &mut Layer)) -> Network {
    let mut layers = network.layers().to_vec();
    for (index, layer) in layers.iter_mut().enumerate() {
        map(index, layer);
    }
    Network::new(layers, network.activation().clone()).expect("it still chains")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3000))]

    #[test]
    fn every_pattern_with_an_inside_is_counted_once((network, plane) in network_and_plane()) {
        let counts = count(&network, &plane);
        prop_assert_eq!(counts.activation_regions, brute_force(&network, &plane));
        // Asked for no more than regions, another engine may answer.
        let fast = count_plane(&network, &plane, &Options::default()).expect("a count");
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
        let plane = Plane { window: None, origin: vec![0.0; network.inputs()], ..plane };
        let scaled = map_layers(&network, |_, layer| {
            layer.bias.iter_mut().for_each(|b| *b *= 2f32.powi(power));
        });
        prop_assert_eq!(combinatorics(&count(&network, &plane)), combinatorics(&count(&scaled, &plane)));
    }

    /// A layer's weights and biases times `c`, the next layer's weights over `c`: the same function.
    #[test]
    fn moving_a_scale_between_layers_changes_no_count((network, plane) in relu_network_and_plane(), power in -40i32..40) {
        let c = 2f32.powi(power);
        let scaled = map_layers(&network, |index, layer| match index {
            0 => layer.weight.iter_mut().chain(&mut layer.bias).for_each(|w| *w *= c),
            1 => layer.weight.iter_mut().for_each(|w| *w /= c),
            _ => {}
        });
        prop_assert_eq!(combinatorics(&count(&network, &plane)), combinatorics(&count(&scaled, &plane)));
    }

    #[test]
    fn the_order_of_neurons_changes_no_count((network, plane) in network_and_plane()) {
        let reversed = map_layers(&network, |index, layer| {
            if index == 0 {
                let rows: Vec<f32> = (0..layer.outputs).rev().flat_map(|j| layer.row(j).to_vec()).collect();
                layer.weight = rows;
                layer.bias.reverse();
            } else if index == 1 {
                for row in layer.weight.chunks_exact_mut(layer.inputs) {
                    row.reverse();
                }
            }
        });
        prop_assert_eq!(combinatorics(&count(&network, &plane)), combinatorics(&count(&reversed, &plane)));
    }

    /// The same plane in another basis, turned, sheared and stretched, from another origin.
    #[test]
    fn the_basis_of_the_plane_changes_no_count((network, plane) in network_and_plane(), m in prop::array::uniform4(-3i8..=3), o in prop::array::uniform2(-3i8..=3)) {
        prop_assume!(m[0] * m[3] != m[1] * m[2]);
        let [e, f] = &plane.basis;
        let mix = |a: i8, b: i8| -> Vec<f64> {
            e.iter().zip(f).map(|(x, y)| f64::from(a) * x + f64::from(b) * y).collect()
        };
        let moved = Plane {
            origin: plane.origin.iter().zip(mix(o[0], o[1])).map(|(a, b)| a + b).collect(),
            basis: [mix(m[0], m[1]), mix(m[2], m[3])],
            window: None,
        };
        let plane = Plane { window: None, ..plane };
        prop_assert_eq!(combinatorics(&count(&network, &plane)), combinatorics(&count(&network, &moved)));
    }
}
