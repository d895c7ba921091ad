//! Slopes against exact cases, samples and other bases.

use crease_regions::{
    Activation, Counter, Layer, Line, Network, Options, Plane, RegionsError, Slice, Window, slopes,
};
use crease_samples::he_normal;

fn outputs(network: &Network, point: &[f64]) -> Vec<f64> {
    let mut signal = point.to_vec();
    for (index, layer) in network.layers().iter().enumerate() {
        let unit = |unit: usize| {
            let products = layer.row(unit).iter().zip(&signal);
            let z = layer.bias[unit] + products.map(|(weight, h)| weight * h).sum::<f64>();
            let is_hidden = index < network.hidden().len();
            if is_hidden { z.max(0.0) } else { z }
        };
        signal = (0..layer.outputs).map(unit).collect();
    }
    signal
}

/// `|x|` and `3 y` on a square: slopes and jumps are the same everywhere.
#[test]
fn a_fold_has_one_slope_and_one_jump() {
    let hidden = Layer {
        weight: vec![1.0, 0.0, -1.0, 0.0, 0.0, 1.0, 0.0, -1.0],
        bias: vec![0.0, 0.0, 9.0, 9.0],
        inputs: 2,
        outputs: 4,
    };
    let output = Layer {
        weight: vec![1.0, 1.0, 0.0, 0.0, 0.0, 0.0, 1.5, -1.5],
        bias: vec![0.0; 2],
        inputs: 4,
        outputs: 2,
    };
    let network = Network::new(vec![hidden, output], Activation::relu()).expect("it chains");
    let square = Plane::square(2.0).expect("a square");
    let found = slopes(&network, &square.into(), &Options::regions()).expect("slopes");
    assert!((found.mean() - 10f64.sqrt()).abs() < 1e-12);
    assert!((found.total_variation() - 16.0 * 10f64.sqrt()).abs() < 1e-11);
    assert!((found.quantile(0.1) - 10f64.sqrt()).abs() < 1e-12);
    assert_eq!(found.regions.len(), 2);
    assert_eq!(found.walls, [[4.0, 2.0]]);
    assert_eq!(found.jump_mean(), 2.0);
}

/// The mean over a fine grid of differences.
#[test]
fn the_mean_is_that_of_samples() {
    for seed in 0..4_u64 {
        let network = he_normal(&[2, 10, 10, 3], 0.3, seed);
        let square = Plane::square(1.0).expect("a square");
        let found = slopes(&network, &square.into(), &Options::regions()).expect("slopes");
        let (steps, width) = (300, 1e-7);
        let mut all = Vec::new();
        for i in 0..steps {
            for j in 0..steps {
                let at = |step: i32| (2.0 * f64::from(step) + 1.0) / f64::from(steps) - 1.0;
                let (x, y) = (at(i), at(j));
                let here = outputs(&network, &[x, y]);
                let beside = [[x + width, y], [x, y + width]];
                let squares = beside.iter().map(|point| {
                    let there = outputs(&network, point);
                    let pairs = there.iter().zip(&here);
                    pairs.map(|(a, b)| ((a - b) / width).powi(2)).sum::<f64>()
                });
                all.push(squares.sum::<f64>().sqrt());
            }
        }
        let mean = all.iter().sum::<f64>() / all.len() as f64;
        assert!((found.mean() / mean - 1.0).abs() < 2e-3, "{seed}: {mean}");
        all.sort_unstable_by(f64::total_cmp);
        for share in [0.1, 0.5, 0.9] {
            let near = |share: f64| all[(share * all.len() as f64) as usize];
            let quantile = found.quantile(share);
            // Differences are off by some 1e-8.
            let least = near(share - 0.01) * (1.0 - 1e-6);
            let most = near(share + 0.01) * (1.0 + 1e-6);
            assert!((least..=most).contains(&quantile), "{seed}: {quantile}");
        }
    }
}

/// The same square in a basis twice as long, turned by a right angle.
#[test]
fn the_basis_changes_nothing() {
    let network = he_normal(&[3, 12, 12, 2], 0.3, 5);
    let origin = vec![0.1, 0.2, -0.1];
    let (e, f) = (vec![0.6, 0.8, 0.0], vec![0.0, 0.0, 1.0]);
    let window = |half_side| Window::new([0.0, 0.0], half_side).expect("a window");
    let plain = Plane::new(origin.clone(), [e.clone(), f.clone()]).expect("a plane");
    let twice = |vector: &[f64], by: f64| vector.iter().map(|x| by * x).collect::<Vec<f64>>();
    let turned = Plane::new(origin, [twice(&f, -2.0), twice(&e, 2.0)]).expect("a plane");
    let measure =
        |plane: Plane| slopes(&network, &plane.into(), &Options::regions()).expect("slopes");
    let plain = measure(plain.within(window(1.5)));
    let turned = measure(turned.within(window(0.75)));
    assert_eq!(plain.regions.len(), turned.regions.len());
    for (a, b) in [
        (plain.mean(), turned.mean()),
        (plain.jump_mean(), turned.jump_mean()),
        (plain.total_variation(), turned.total_variation()),
        (plain.quantile(0.5), turned.quantile(0.5)),
    ] {
        assert!(a > 0.0 && (a / b - 1.0).abs() < 1e-9, "{a} {b}");
    }
}

/// Between breakpoints a single output goes up or down, so its variation is that of its values there.
#[test]
fn the_variation_of_a_line_is_that_of_its_values() {
    for seed in 0..8_u64 {
        let network = he_normal(&[4, 16, 16, 1], 0.3, seed);
        let (from, to) = ([-2.0, 1.0, 0.5, 3.0], [1.5, -1.0, 2.5, -2.0]);
        let segment = Line::between(&from, &to).expect("a segment");
        let mut counter = Counter::new(network.clone());
        let breakpoints = counter
            .breakpoints(&segment, &Options::regions())
            .expect("breakpoints");
        let mut ends = vec![0.0];
        ends.extend(breakpoints.iter().map(|breakpoint| breakpoint.s));
        ends.push(1.0);
        let value = |s: &f64| {
            let pairs = from.iter().zip(&to);
            let point: Vec<f64> = pairs.map(|(from, to)| from + s * (to - from)).collect();
            outputs(&network, &point)[0]
        };
        let values: Vec<f64> = ends.iter().map(value).collect();
        let expected: f64 = values
            .windows(2)
            .map(|pair| (pair[1] - pair[0]).abs())
            .sum();
        let found = slopes(&network, &segment.into(), &Options::regions()).expect("slopes");
        assert_eq!(found.regions.len(), breakpoints.len() + 1);
        assert!(
            (found.total_variation() / expected - 1.0).abs() < 1e-9,
            "{seed}"
        );
        // A jump is the difference of derivatives, no less than that of slopes without their sign.
        for (walls, regions) in found.walls.iter().zip(found.regions.windows(2)) {
            let [_, jump] = walls;
            assert!(*jump >= (regions[1][1] - regions[0][1]).abs() - 1e-9);
            assert!(*jump <= regions[1][1] + regions[0][1] + 1e-9);
        }
    }
}

#[test]
fn unbounded_slices_are_refused() {
    let network = he_normal(&[2, 3, 1], 0.3, 0);
    let measure = |slice: Slice| slopes(&network, &slice, &Options::regions());
    let plane = measure(Plane::of_inputs().into());
    assert_eq!(plane, Err(RegionsError::NoWindow));
    let line = Line::through(&[0.0, 0.0], &[1.0, 0.0]).expect("a line");
    assert_eq!(measure(line.into()), Err(RegionsError::NoInterval));
}
