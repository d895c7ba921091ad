//! Networks of small whole numbers, up to a power of two for each layer: their forms are exact in
//! `f64`, and a determinant of three of them is an integer of 128 bits.
//!
//! With all coefficients of `x` and `y` multiples of `2^g`, those of `w` multiples of `2^(g + d)`, with
//! the same `d` for all layers, and none larger than `2^40` times that, sums of products in the walk
//! are sums of integers below `2^53`, in any order, and the six products of a determinant below
//! `2^120` each.

use crate::Plane;
use crate::pattern::Pieces;
use crate::walk::layers::{Layers, WalkLayer};
use crate::walk::line::LineId;
use crease_network::{Layer, Network};
use std::cmp::Ordering;

#[derive(Debug)]
pub(super) struct Grid {
    /// What makes integers of the forms of each layer, from the first on as far as they have them.
    layers: Vec<Units>,
    /// The same for the sides of the window.
    frame: Units,
    /// Whether the sides of the window are on the grid.
    window: bool,
}

/// Factors of coefficients of `x` and `y`, `2^-g`, and of `w`, `2^-(g + d)`.
#[derive(Clone, Copy, Debug)]
struct Units {
    gradient: f64,
    constant: f64,
}

/// Weights and the vectors of the plane have at most the first number of bits, constants at most
/// the second.
const BITS: i32 = 20;
const LARGEST: f64 = (1_u64 << 40) as f64;

/// The power of two of which a number is an odd multiple; `None` for 0.
fn power(number: f64) -> Option<i32> {
    if number == 0.0 || !number.is_normal() {
        return None;
    }
    let bits = number.to_bits();
    let exponent = ((bits >> 52) & 0x7ff) as i32 - 1075;
    let digits = (bits & ((1 << 52) - 1)) | (1 << 52);
    Some(exponent + digits.trailing_zeros().cast_signed())
}

/// The largest power of two that divides all of these numbers, if none has more than this many bits
/// beyond it.
fn common_power(numbers: impl Iterator<Item = f64>, bits: i32) -> Option<i32> {
    let (mut least, mut most) = (i32::MAX, 0.0_f64);
    for number in numbers {
        if number == 0.0 {
            continue;
        }
        least = least.min(power(number)?);
        most = most.max(number.abs());
        if most >= 2f64.powi(least.saturating_add(bits)) {
            return None;
        }
    }
    let in_range = least.abs() < 500 || least == i32::MAX;
    in_range.then_some(if least == i32::MAX { 0 } else { least })
}

/// Whether the sums of the first layer's constants are exact.
fn first_layer_is_exact(layer: &Layer, origin: &[f64]) -> bool {
    let most = |numbers: &[f64]| numbers.iter().fold(0.0, |most: f64, n| most.max(n.abs()));
    let power = |numbers: &[f64], bits| common_power(numbers.iter().copied(), bits);
    let (Some(weights), Some(point), Some(bias)) = (
        power(&layer.weight, BITS),
        power(origin, BITS),
        power(&layer.bias, 2 * BITS),
    ) else {
        return false;
    };
    let size = layer.inputs as f64 * most(&layer.weight) * most(origin) + most(&layer.bias);
    let mut least = bias;
    if origin.iter().any(|&x| x != 0.0) {
        least = least.min(weights + point);
    }
    if layer.bias.iter().all(|&b| b == 0.0) {
        least = weights + point;
    }
    size < 2f64.powi(least.saturating_add(52))
}

/// Bounds on coefficients of `x` and `y`, and of `w`.
struct Size {
    gradient: f64,
    constant: f64,
}

impl Grid {
    pub(super) fn new(
        network: &Network,
        plane: &Plane,
        pieces: &Pieces,
        layers: &Layers,
    ) -> Option<Self> {
        // Usually the first weights already fail here.
        common_power(network.layers()[0].weight.iter().copied(), BITS)?;
        let vectors = plane.vectors();
        for vector in vectors {
            common_power(vector.iter().copied(), BITS)?;
        }
        if network.inputs() > 1 << 10 || !pieces.are_whole_and_bent_at_zero() {
            return None;
        }
        if !first_layer_is_exact(&network.layers()[0], plane.vectors()[2]) {
            return None;
        }
        let first = &layers.hidden[0];
        let coefficients = |k: usize| {
            layers.first[k * first.padded..(k + 1) * first.padded]
                .iter()
                .copied()
        };
        let largest = |numbers: &mut dyn Iterator<Item = f64>| {
            numbers.fold(0.0, |most: f64, number| most.max(number.abs()))
        };
        let mut gradient = common_power(coefficients(0).chain(coefficients(1)), 2 * BITS)?;
        let mut constant = common_power(coefficients(2), 2 * BITS)?;
        let mut size = Size {
            gradient: largest(&mut coefficients(0).chain(coefficients(1))),
            constant: largest(&mut coefficients(2)),
        };
        let (mut powers, mut gap) = (vec![(gradient, constant)], constant - gradient);
        let all = network.layers().iter();
        let all = all.zip(layers.hidden.iter().chain([&layers.output]));
        for (map, layer) in all.skip(1) {
            let small = |numbers: &[f64], bits| common_power(numbers.iter().copied(), bits);
            let (Some(_), Some(_)) = (small(&map.weight, BITS), small(&map.bias, 2 * BITS)) else {
                break;
            };
            let (Some(rows), Some(bias)) =
                (small(&layer.rows, 2 * BITS), small(&layer.bias, 2 * BITS))
            else {
                break;
            };
            gradient += rows;
            constant = if layer.bias.iter().any(|&bias| bias != 0.0) {
                (constant + rows).min(bias)
            } else {
                constant + rows
            };
            size = size.after(layer);
            let next = gap.min(constant - gradient);
            // All layers so far, with the gap that this one needs.
            if size.gradient > LARGEST * 2f64.powi(gradient)
                || size.constant > LARGEST * 2f64.powi(gradient + next)
            {
                break;
            }
            gap = next;
            powers.push((gradient, constant));
        }
        let grid = Self {
            window: window_fits(plane, layers.scale, gap),
            layers: powers
                .iter()
                .map(|&(gradient, _)| Units::new(gradient, gap))
                .collect(),
            frame: Units::new(0, gap),
        };
        Some(grid)
    }

    /// Whether the forms of a layer, hidden or output, are exact in `f64`, under any pattern.
    pub(super) fn covers(&self, layer: usize) -> bool {
        layer < self.layers.len()
    }

    /// The sign of the determinant of three lines, if all are on the grid; where that is 0, and one of
    /// the first two is infinity, the sign of the third along the other.
    pub(super) fn sign(&self, layers: &Layers, lines: [(LineId, [f64; 3]); 3]) -> Option<Ordering> {
        let [a, b, c] = lines.map(|(line, form)| self.integers(layers, line, &form));
        let (a, b, c) = (a?, b?, c?);
        let sign = determinant(&a, &b, &c);
        if sign != 0 {
            return Some(sign.cmp(&0));
        }
        let along = |line: &[i64; 3]| determinant(line, &[-line[1], line[0], 0], &c).cmp(&0);
        let [first, second, _] = lines;
        Some(if first.0.is_infinity() {
            along(&b)
        } else if second.0.is_infinity() {
            along(&a)
        } else {
            Ordering::Equal
        })
    }

    fn integers(&self, layers: &Layers, line: LineId, form: &[f64; 3]) -> Option<[i64; 3]> {
        let units = match line.unit() {
            Some(unit) => self.layers.get(layers.layer_of(unit))?,
            None if line.is_infinity() => return Some([0, 0, form[2] as i64]),
            None if line.is_auxiliary() => &self.layers[0],
            None if self.window => &self.frame,
            None => return None,
        };
        units.integers(form)
    }
}

impl Units {
    fn new(gradient: i32, gap: i32) -> Self {
        Self {
            gradient: 2f64.powi(-gradient),
            constant: 2f64.powi(-(gradient + gap)),
        }
    }

    /// The coefficients of a form as integers below 2^41; `None` if one is not: then the form is not on
    /// the grid after all.
    fn integers(self, form: &[f64; 3]) -> Option<[i64; 3]> {
        let scaled = [
            form[0] * self.gradient,
            form[1] * self.gradient,
            form[2] * self.constant,
        ];
        let integers = scaled.map(|n| n as i64);
        let fits = scaled
            .iter()
            .zip(integers)
            .all(|(n, integer)| n.abs() < 2.0 * LARGEST && integer as f64 == *n);
        fits.then_some(integers)
    }
}

impl Size {
    fn after(&self, layer: &WalkLayer) -> Self {
        let mut sums = vec![0.0; layer.padded];
        for row in layer.rows.chunks_exact(layer.padded) {
            for (sum, weight) in sums.iter_mut().zip(row) {
                *sum += weight.abs();
            }
        }
        let mut after = Self {
            gradient: 0.0,
            constant: 0.0,
        };
        for (sum, bias) in sums.iter().zip(&layer.bias) {
            after.gradient = after.gradient.max(sum * self.gradient);
            after.constant = after.constant.max(sum * self.constant + bias.abs());
        }
        after
    }
}

/// Whether the sides of the window are small integers beside the grid's constants.
fn window_fits(plane: &Plane, scale: f64, gap: i32) -> bool {
    let Some(window) = plane.window() else {
        return false;
    };
    let [x, y] = window.center();
    let numbers = [x, y, window.half_side()].map(|number| number * scale);
    let power = common_power(numbers.into_iter(), BITS);
    power.is_some_and(|power| power >= gap)
        && numbers
            .iter()
            .all(|number| number.abs() < LARGEST * 2f64.powi(gap))
}

/// Of integers below `2^41`, so that the minors are below `2^83` and the sum below `2^126`.
fn determinant(a: &[i64; 3], b: &[i64; 3], c: &[i64; 3]) -> i128 {
    let product = |a: i64, b: i64| i128::from(a) * i128::from(b);
    let minor = |i: usize, j: usize| product(a[i], b[j]) - product(a[j], b[i]);
    minor(1, 2) * i128::from(c[0]) + minor(2, 0) * i128::from(c[1]) + minor(0, 1) * i128::from(c[2])
}
