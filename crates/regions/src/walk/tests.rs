use super::layers::Layers;
use super::prepare::prepare;
use super::{walk, walk_through};
use crate::count::count_plane;
use crate::oracle::count_by_mesh;
use crate::pattern::Pieces;
use crate::{Activation, Layer, Network, Options, Plane, Window};
use crease_samples::{he_normal, small_integers};
use proptest::prelude::*;

const EVERYTHING: Options = Options::everything().with_max_regions(1_000_000);

fn square(half_side: f64) -> Plane {
    Plane::square(half_side).expect("a square")
}

fn plane() -> impl Strategy<Value = Plane> {
    prop_oneof![Just(Plane::of_inputs()), (1e-4..10.0).prop_map(square)]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn walk_and_mesh_agree(
        hidden in prop::collection::vec(1usize..20, 1..5),
        bias_exponent in -4i32..1,
        seed: u64,
        plane in plane(),
    ) {
        let widths = [&[2], hidden.as_slice(), &[1]].concat();
        let network = he_normal(&widths, 10f64.powi(bias_exponent), seed);
        agree(&network, &plane);
    }

    /// All lines of all cells go through the origin, which is a corner of each, or on its edge.
    #[test]
    fn walk_and_mesh_agree_without_biases(
        hidden in prop::collection::vec(1usize..14, 1..5),
        integers: bool,
        seed: u64,
        plane in plane(),
        off_center in prop::array::uniform2(-1i32..=1),
    ) {
        let widths = [&[2], hidden.as_slice(), &[1]].concat();
        let network = if integers {
            small_integers(&widths, 3, seed)
        } else {
            he_normal(&widths, 0.0, seed)
        };
        agree(&network, &plane);
        let window = Window::new(off_center.map(f64::from), 1.0).expect("a window");
        agree(&network, &Plane::of_inputs().within(window));
    }
}

/// The walk, with and without all of its shortcuts, on one thread and on three, and the mesh.
fn agree(network: &Network, plane: &Plane) {
    let mesh = count_by_mesh(network, plane, &EVERYTHING).unwrap();
    let walked = count_plane(network, plane, &EVERYTHING).unwrap();
    assert_eq!(walked.activation_regions, mesh.activation_regions);
    assert_eq!(walked.edges, mesh.edges);
    assert_eq!(walked.vertices, mesh.vertices);
    assert_eq!(walked.linear_regions, mesh.linear_regions);
    for (walked, mesh) in [
        (walked.boundary_measure, mesh.boundary_measure),
        (
            walked.gradient_boundary_measure,
            mesh.gradient_boundary_measure,
        ),
    ] {
        assert_eq!(walked.is_some(), mesh.is_some());
        let (walked, mesh) = (walked.unwrap_or(0.0), mesh.unwrap_or(0.0));
        assert!((walked - mesh).abs() <= 1e-9 * mesh, "{walked} {mesh}");
    }
    let threads = EVERYTHING.with_threads(3);
    assert_eq!(count_plane(network, plane, &threads).unwrap(), walked);
    let regions = count_plane(network, plane, &Options::regions()).unwrap();
    assert_eq!(regions.activation_regions, walked.activation_regions);
    assert_eq!(
        (regions.edges, regions.vertices),
        (walked.edges, walked.vertices)
    );
}

/// Wide enough for layers to be narrowed and joined, on any number of threads.
#[test]
fn walk_and_mesh_agree_on_wide_networks() {
    for (seed, hidden) in [
        vec![90, 60, 70],
        vec![50, 64, 48, 20],
        vec![64, 64],
        vec![20, 100, 100],
        vec![48, 48, 48, 48],
    ]
    .iter()
    .enumerate()
    {
        let widths = [&[2], hidden.as_slice(), &[1]].concat();
        let network = he_normal(&widths, 0.1, seed as u64);
        for plane in [Plane::of_inputs(), square(0.3)] {
            agree(&network, &plane);
        }
    }
}

#[test]
fn the_walk_finishes_on_networks_in_general_position() {
    let pieces = Pieces::new(&Activation::relu());
    let unlimited = Options::regions().with_max_regions(u64::MAX);
    for seed in 0..50 {
        let network = he_normal(&[2, 32, 32, 32, 1], 1e-3, seed);
        for plane in [Plane::of_inputs(), square(1.0), square(1e-3)] {
            let walked = walk(&network, &plane, &pieces, &unlimited);
            assert!(walked.is_ok(), "seed {seed}: {:?}", walked.err());
        }
    }
}

/// *Deep ReLU Networks ...*, equation (4): lines in general position.
#[test]
fn one_layer_is_an_arrangement_of_lines() {
    for units in [1, 2, 30, 400] {
        let network = he_normal(&[2, units, 1], 1.0, units as u64);
        let counts = count_plane(&network, &Plane::of_inputs(), &Options::regions()).unwrap();
        let lines = units as u64;
        let regions = 1 + lines + lines * (lines - 1) / 2;
        assert_eq!(counts.activation_regions, regions);
        assert_eq!(counts.vertices, Some(lines * (lines - 1) / 2));
        assert_eq!(counts.edges, Some(lines * lines));
    }
}

/// Deeper than a thread's usual stack goes: parallel lines, each cut in the part that is left.
#[test]
fn many_lines_do_not_exhaust_the_stack() {
    let units = 6000;
    let hidden = Layer {
        weight: (0..units).flat_map(|_| [6000.0, 0.0]).collect(),
        bias: (0..units).map(|unit| 0.5 - unit as f64).collect(),
        inputs: 2,
        outputs: units,
    };
    let output = Layer {
        weight: vec![1.0; units],
        bias: vec![0.0],
        inputs: units,
        outputs: 1,
    };
    let network = Network::new(vec![hidden, output], Activation::relu()).unwrap();
    for threads in [1, 2] {
        let options = Options::regions().with_threads(threads);
        let counts = count_plane(&network, &square(1.0), &options).unwrap();
        assert_eq!(counts.activation_regions, 6001);
        assert_eq!((counts.edges, counts.vertices), (Some(6000), Some(0)));
    }
}

/// All bounds, this many times larger than necessary.
fn with_larger_errors(mut layers: Layers, factor: f64) -> Layers {
    for layer in &mut layers.hidden {
        for unit in 0..layer.units {
            if !layer.is_always_on(unit) {
                layer.error[unit] *= factor;
                layer.form_error[unit] *= factor;
                layer.fixed[unit] *= factor;
            }
        }
    }
    layers
}

/// Most signs are left open by floats, and decided one by one.
#[test]
fn forced_decisions_change_no_count() {
    for (seed, hidden) in [
        vec![12, 12, 12],
        vec![8; 6],
        vec![6; 8],
        vec![20, 20],
        vec![3; 10],
    ]
    .iter()
    .enumerate()
    {
        let widths = [&[2], hidden.as_slice(), &[2]].concat();
        let network = he_normal(&widths, 0.1, seed as u64);
        let pieces = Pieces::new(network.activation());
        for plane in [Plane::of_inputs(), square(1.0)] {
            let truth = count_by_mesh(&network, &plane, &EVERYTHING).unwrap();
            for factor in [1e3, 1e9, 1e14] {
                let layers = prepare(&network, &plane, &pieces);
                let layers = with_larger_errors(layers, factor);
                let found = walk_through(&network, &plane, &pieces, &layers, &EVERYTHING);
                let found = found.unwrap();
                assert_eq!(found.faces, truth.activation_regions);
                assert_eq!(Some(found.edges()), truth.edges);
                assert_eq!(Some(found.vertices().unwrap()), truth.vertices);
                assert_eq!(found.linear_regions(), truth.linear_regions);
            }
        }
    }
}

/// A unit that floats leave open, and that is exactly negative at all corners, does not cross. One that
/// was taken to cross, because it was open, made one region too many.
#[test]
fn an_open_unit_need_not_cross() {
    // The second unit is positive beyond x = 1 + 2^-52 only, which floats cannot tell from x = 1.
    let hidden = Layer {
        weight: vec![1.0, 0.5, 1.0, 0.0],
        bias: vec![0.0, -(1.0 + f64::EPSILON)],
        inputs: 2,
        outputs: 2,
    };
    let output = Layer {
        weight: vec![1.0; 2],
        bias: vec![0.0],
        inputs: 2,
        outputs: 1,
    };
    let network = Network::new(vec![hidden, output], Activation::relu()).unwrap();
    let counts = count_plane(&network, &square(1.0), &EVERYTHING).unwrap();
    assert_eq!(counts.activation_regions, 2);
    agree(&network, &square(1.0));
}

/// Where a layer dies, everything before it is one linear region, and the walls there are flat.
#[test]
fn dead_layers_join_regions() {
    let mut joined = 0;
    for seed in 0..60 {
        let network = he_normal(&[2, 5, 3, 2, 4, 1], 0.3, seed);
        for plane in [Plane::of_inputs(), square(2.0)] {
            agree(&network, &plane);
            let counts = count_plane(&network, &plane, &EVERYTHING).unwrap();
            joined += u64::from(counts.linear_regions < Some(counts.activation_regions));
        }
    }
    assert!(joined > 60, "only {joined} counts had anything to join");
}

/// A disc between many tangents, which has more corners than a word has bits, in a plane and cut up by
/// later layers.
#[test]
fn cells_of_many_corners() {
    for (units, seed) in [(61, 0), (63, 1), (64, 2), (200, 3)] {
        let mut network = he_normal(&[2, units, 9, 5, 1], 0.5, seed);
        let mut layers = network.layers().to_vec();
        for unit in 0..units {
            let angle = 2.0 * std::f64::consts::PI * unit as f64 / units as f64;
            let row = [-angle.cos(), -angle.sin()];
            layers[0].weight[2 * unit..2 * unit + 2].copy_from_slice(&row);
            layers[0].bias[unit] = 1.0;
        }
        network = Network::new(layers, network.activation().clone()).unwrap();
        for plane in [Plane::of_inputs(), square(1.5), square(0.99)] {
            agree(&network, &plane);
        }
    }
}

/// Derivatives through two layers overflow, and their values in floats mean nothing.
#[test]
fn walls_of_weights_beyond_all_floats() {
    let layers = |scale: [f64; 4]| {
        let layer = |weight: &[f64], inputs: usize, outputs: usize, scale: f64| Layer {
            weight: weight.iter().map(|w| w * scale).collect(),
            bias: vec![0.0; outputs],
            inputs,
            outputs,
        };
        let third = [
            0.0, 0.0, -1.0, 0.0, -1.0, 0.0, -1.0, 0.0, -2.0, 0.0, 0.0, 0.0, 2.0, 0.0, 1.0, 0.0,
        ];
        let mut layers = vec![
            layer(&[0.0, -1.0, 1.0, 0.0], 2, 2, scale[0]),
            layer(&[0.0, 1.0, -1.0, 0.0, 1.0, -2.0, 0.0, 0.0], 2, 4, scale[1]),
            layer(&third, 4, 4, scale[2]),
            layer(&[0.0, 0.0, 0.0, -1.0], 4, 1, scale[3]),
        ];
        layers[1].bias = vec![scale[0] * scale[1], 0.0, 0.0, -scale[0] * scale[1]];
        Network::new(layers, Activation::relu()).unwrap()
    };
    let large = 2f64.powi(660);
    let counted = |network: &Network| count_plane(network, &square(3.0), &EVERYTHING).unwrap();
    let plain = counted(&layers([1.0; 4]));
    let scaled = counted(&layers([1.0 / large, large / 3.0, large, 1.0 / large]));
    assert_eq!(
        (plain.activation_regions, plain.linear_regions),
        (5, Some(3))
    );
    assert_eq!(scaled.linear_regions, plain.linear_regions);
}
