//! Polygons against counts, areas and the network itself.

use crease_regions::{
    Activation, Counts, Layer, Network, Options, Plane, Polygon, RegionsError, Tiling, Window,
    count, tile_plane, vertices,
};
use proptest::prelude::*;
use std::collections::HashSet;

fn counted(network: &Network, plane: &Plane) -> Counts {
    count(network, &plane.clone().into(), &Options::everything()).unwrap()
}

fn area(polygon: &Polygon) -> f64 {
    let next = polygon.corners.iter().cycle().skip(1);
    let doubled = polygon.corners.iter().zip(next);
    doubled.map(|(p, q)| p[0] * q[1] - q[0] * p[1]).sum::<f64>() / 2.0
}

fn middle(polygon: &Polygon) -> [f64; 2] {
    let count = polygon.corners.len() as f64;
    [0, 1].map(|i| polygon.corners.iter().map(|p| p[i]).sum::<f64>() / count)
}

fn evaluate(network: &Network, input: &[f64]) -> Vec<f64> {
    let mut values = input.to_vec();
    for (index, layer) in network.layers().iter().enumerate() {
        values = (0..layer.outputs)
            .map(|unit| {
                let products = layer.row(unit).iter().zip(&values).map(|(w, h)| w * h);
                products.sum::<f64>() + layer.bias[unit]
            })
            .collect();
        if index + 1 < network.layers().len() {
            for value in &mut values {
                *value = network.activation().apply(*value);
            }
        }
    }
    values
}

fn sanity_check(network: &Network, plane: &Plane, tiling: &Tiling) {
    let counts = counted(network, plane);
    assert_eq!(tiling.polygons.len() as u64, counts.activation_regions);
    assert_eq!(Some(tiling.linear_regions as u64), counts.linear_regions);
    let names: HashSet<usize> = tiling.polygons.iter().map(|p| p.linear_region).collect();
    assert_eq!(names, (0..tiling.linear_regions).collect());

    let side = 2.0 * plane.window().unwrap().half_side();
    let areas: Vec<f64> = tiling.polygons.iter().map(area).collect();
    let total: f64 = areas.iter().sum();
    assert!((total / (side * side) - 1.0).abs() < 1e-9, "{total}");
    for (polygon, area) in tiling.polygons.iter().zip(areas) {
        assert!(area > -1e-12 * side * side, "{polygon:?}");
        let [s, t] = middle(polygon);
        let point: Vec<f64> = (0..network.inputs())
            .map(|i| plane.origin()[i] + s * plane.basis()[0][i] + t * plane.basis()[1][i])
            .collect();
        let values = evaluate(network, &point);
        for (output, value) in polygon.outputs.iter().zip(values) {
            let affine = output[0] * s + output[1] * t + output[2];
            assert!((affine - value).abs() < 1e-9 * (1.0 + value.abs()));
        }
    }
    for wall in &tiling.walls {
        let [p, q] = wall.polygons.map(|at| &tiling.polygons[at]);
        for end in wall.ends {
            assert!(p.corners.contains(&end) && q.corners.contains(&end));
        }
        assert!(wall.jumps || p.linear_region == q.linear_region);
    }
}

fn network(widths: &[usize], mut number: impl FnMut() -> f64) -> Network {
    let layers = widths.windows(2).map(|pair| Layer {
        weight: (0..pair[0] * pair[1]).map(|_| number()).collect(),
        bias: (0..pair[1]).map(|_| number()).collect(),
        inputs: pair[0],
        outputs: pair[1],
    });
    Network::new(layers.collect(), Activation::relu()).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]
    #[test]
    fn polygons_fill_the_window(numbers in prop::collection::vec(-3_i8..=3, 64)) {
        let mut numbers = numbers.into_iter().cycle();
        let network = network(&[2, 5, 4, 2], || f64::from(numbers.next().unwrap()));
        let plane = Plane::new(vec![0.5, -0.25], [vec![1.0, 0.5], vec![-0.25, 2.0]]).unwrap();
        let plane = plane.within(Window::new([0.25, 0.0], 2.0).unwrap());
        let tiling = tile_plane(&network, &plane, &Options::regions()).unwrap();
        sanity_check(&network, &plane, &tiling);
    }
}

/// In `f64` the crossing of two lines of size 1e-200 is 0 / 0.
#[test]
fn corners_are_found_where_floats_underflow() {
    let identity = Layer {
        weight: vec![1.0, 0.0, 0.0, 1.0],
        bias: vec![0.0; 2],
        inputs: 2,
        outputs: 2,
    };
    let network = Network::new(vec![identity.clone(), identity], Activation::relu()).unwrap();
    let basis = [vec![1e-200, 0.0], vec![0.0, 1e-200]];
    let plane = Plane::new(vec![0.5e-200, -0.25e-200], basis).unwrap();
    let plane = plane.within(Window::new([0.0, 0.0], 1.0).unwrap());
    let tiling = tile_plane(&network, &plane, &Options::regions()).unwrap();
    let mut areas: Vec<f64> = tiling.polygons.iter().map(area).collect();
    areas.sort_by(f64::total_cmp);
    let expected = [0.375, 0.625, 1.125, 1.875];
    for (area, expected) in areas.iter().zip(expected) {
        assert!((area - expected).abs() < 1e-14, "{areas:?}");
    }
    let counts = counted(&network, &plane);
    assert_eq!(counts.boundary_measure, Some(4e-200));

    let centre = [-0.5, 0.25];
    for polygon in &tiling.polygons {
        let near = |p: &[f64; 2]| (p[0] - centre[0]).hypot(p[1] - centre[1]) < 1e-15;
        assert!(polygon.corners.iter().any(near), "{polygon:?}");
    }
}

#[test]
fn vertices_of_the_whole_plane() {
    let options = Options::regions();
    let corner = Layer {
        weight: vec![1.0, 0.0, 0.0, 1.0],
        bias: vec![-3.0, 4.0],
        inputs: 2,
        outputs: 2,
    };
    let parallel = Layer {
        weight: vec![2.0, 0.0, 1.0, 0.0],
        bias: vec![-100.0, -7.0],
        ..corner.clone()
    };
    let dead = Layer {
        weight: vec![0.0; 4],
        ..corner.clone()
    };
    let output = Layer {
        weight: vec![1.0, 1.0],
        bias: vec![0.0],
        inputs: 2,
        outputs: 1,
    };
    let found = |hidden: Layer| {
        let network = Network::new(vec![hidden, output.clone()], Activation::relu()).unwrap();
        let mut found = vertices(&network, &Plane::of_inputs(), &options).unwrap();
        found.sort_by(|p, q| p[0].total_cmp(&q[0]));
        found
    };
    assert_eq!(found(corner), [[3.0, -4.0]]);
    assert_eq!(found(parallel), [[7.0, 0.0], [50.0, 0.0]]);
    assert!(found(dead).is_empty());
}

#[test]
fn a_network_without_neurons_is_one_polygon() {
    let mut numbers = [2.0, -1.0, 0.5].into_iter();
    let network = network(&[2, 1], || numbers.next().unwrap());
    let plane = Plane::square(1.0).unwrap();
    let tiling = tile_plane(&network, &plane, &Options::regions()).unwrap();
    sanity_check(&network, &plane, &tiling);
    assert_eq!(tiling.polygons[0].outputs, [[2.0, -1.0, 0.5]]);
}

#[test]
fn a_whole_plane_cannot_be_tiled() {
    let network = network(&[2, 1], || 1.0);
    let tiled = tile_plane(&network, &Plane::of_inputs(), &Options::regions());
    assert_eq!(tiled, Err(RegionsError::NoWindow));
}
