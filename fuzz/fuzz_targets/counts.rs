//! Three methods on one small network: the walk, the half-edge mesh, and, where weights are small
//! whole numbers, all activation patterns by Fourier-Motzkin elimination in integers.
#![no_main]

use crease_regions::{Activation, Counts, Layer, Network, Options, Plane, Window};
use libfuzzer_sys::fuzz_target;

#[allow(dead_code)]
#[path = "../../crates/regions/tests/all/brute_force/elimination.rs"]
mod elimination;

use elimination::{Brute, Inequality};

/// Numbers from the fuzzer's bytes; 0 when they run out.
struct Source<'a> {
    bytes: &'a [u8],
    whole: bool,
}

impl Source<'_> {
    fn byte(&mut self) -> u8 {
        let Some((&byte, rest)) = self.bytes.split_first() else {
            return 0;
        };
        self.bytes = rest;
        byte
    }

    fn below(&mut self, bound: u8) -> usize {
        usize::from(self.byte() % bound)
    }

    /// From -2 to 2: whole, or with a much smaller part added, so that lines nearly meet.
    fn number(&mut self) -> f64 {
        let whole = f64::from(self.byte() % 5) - 2.0;
        if self.whole {
            return whole;
        }
        let part = f64::from(self.byte() as i8);
        whole + part * 2f64.powi(-(self.below(60) as i32))
    }

    fn numbers(&mut self, count: usize) -> Vec<f64> {
        (0..count).map(|_| self.number()).collect()
    }

    fn network(&mut self) -> Network {
        let inputs = 2 + self.below(2);
        let mut widths = vec![inputs];
        for _ in 0..self.below(4) {
            widths.push(1 + self.below(4));
        }
        widths.push(1);
        let layers = widths.windows(2).map(|pair| Layer {
            weight: self.numbers(pair[0] * pair[1]),
            bias: self.numbers(pair[1]),
            inputs: pair[0],
            outputs: pair[1],
        });
        let layers = layers.collect();
        let (breakpoints, slopes, anchor): (&[f64], &[f64], f64) = match self.below(6) {
            0 => (&[-1.0, 1.0], &[0.0, 1.0, 0.0], -1.0),
            1 => (&[0.0], &[-1.0, 1.0], 0.0),
            2 => (&[-1.0, 0.0, 2.0], &[2.0, -1.0, 1.0, 0.0], 3.0),
            _ => (&[0.0], &[0.0, 1.0], 0.0),
        };
        let activation = Activation::new(breakpoints.to_vec(), slopes.to_vec(), anchor);
        Network::new(layers, activation.expect("an activation")).expect("it chains")
    }

    fn plane(&mut self, inputs: usize) -> Option<Plane> {
        let vectors = [self.numbers(inputs), self.numbers(inputs)];
        let plane = Plane::new(self.numbers(inputs), vectors).ok()?;
        if self.below(2) == 0 {
            return Some(plane);
        }
        let center = [self.number(), self.number()];
        let half_side = f64::from(1 + self.byte() % 4);
        Some(plane.within(Window::new(center, half_side).ok()?))
    }
}

fn brute_force(network: &Network, plane: &Plane) -> u64 {
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
    Brute::new(network).count(0, &inputs, &mut Vec::new(), &mut region)
}

/// The whole numbers of a count.
fn combinatorics(counts: &Counts) -> (u64, Option<u64>, Option<u64>, Option<u64>) {
    (
        counts.activation_regions,
        counts.linear_regions,
        counts.edges,
        counts.vertices,
    )
}

fuzz_target!(|bytes: &[u8]| {
    let Some((&mode, bytes)) = bytes.split_first() else {
        return;
    };
    let whole = mode % 2 == 0;
    let mut source = Source { bytes, whole };
    let network = source.network();
    let Some(plane) = source.plane(network.inputs()) else {
        return;
    };
    let options = Options::everything();
    let walk = crease_regions::count(&network, &plane.clone().into(), &options).expect("a count");
    let mesh = crease_regions::count_by_mesh(&network, &plane, &options).expect("a count");
    assert_eq!(combinatorics(&walk), combinatorics(&mesh));
    for (one, other) in [
        (walk.boundary_measure, mesh.boundary_measure),
        (walk.gradient_boundary_measure, mesh.gradient_boundary_measure),
    ] {
        assert_eq!(one.is_some(), other.is_some());
        let (one, other) = (one.unwrap_or(0.0), other.unwrap_or(0.0));
        assert!((one - other).abs() <= 1e-6 * (1.0 + one.abs()), "{one} {other}");
    }
    let regions = crease_regions::count(&network, &plane.clone().into(), &Options::regions());
    assert_eq!(regions.expect("a count").activation_regions, walk.activation_regions);
    if whole {
        assert_eq!(walk.activation_regions, brute_force(&network, &plane));
    }
});
