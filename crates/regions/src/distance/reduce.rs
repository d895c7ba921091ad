//! A square matrix in place of the first layer's weights.
//!
//! All norms of combinations of the rows of `W` are those of the rows of `L`, if `L L^T = W W^T`.
//! `L` has `n_1` columns in place of `n_in`. It is the transposed triangle of a QR factorisation of
//! `W^T` by Householder reflections, which does not mind rows that depend on each other, and every
//! row of `W` is first scaled to about 1. How far `L L^T` is from `W W^T` is then measured: a
//! combination with factors `v` has a squared norm off by at most `defect (sum |v_i| ||w_i||)^2`.

use super::double::dot;
use super::product::Rows;
use crate::affine::UNIT;
use crease_network::Layer;
use std::ops::Range;

/// The rows to start gradients from.
pub(super) struct Reduced {
    pub rows: Rows,
    pub defect: f64,
}

/// Rows with a largest weight in this range are scaled.
const TAME: Range<f64> = 1e-250..1e250;
/// Squares of scaled numbers below this are left out.
const NEGLIGIBLE: f64 = 1e-200;

/// The weights as they are.
pub(super) fn whole(layer: &Layer) -> Reduced {
    let mut rows = Rows::new(layer.outputs, layer.inputs);
    for unit in 0..layer.outputs {
        for (number, &weight) in rows.row_mut(unit).iter_mut().zip(layer.row(unit)) {
            *number = weight;
        }
    }
    Reduced { rows, defect: 0.0 }
}

/// The triangle, `None` if the weights are too large or too small for it.
pub(super) fn triangle(layer: &Layer) -> Option<Reduced> {
    let (units, inputs) = (layer.outputs, layer.inputs);
    let mut scales = Vec::with_capacity(units);
    let mut columns = Vec::with_capacity(units);
    for unit in 0..units {
        let row = layer.row(unit).iter();
        let largest = row
            .clone()
            .fold(0.0, |max: f64, weight| max.max(weight.abs()));
        // A power of two: scaling rounds nothing but what is far below `u` of the largest.
        let scale = if largest == 0.0 {
            1.0
        } else if TAME.contains(&largest) {
            2f64.powi(largest.log2().floor() as i32)
        } else {
            return None;
        };
        columns.push(row.map(|weight| weight / scale).collect::<Vec<f64>>());
        scales.push(scale);
    }
    let weights = columns.clone();
    householder(&mut columns);
    for (unit, column) in columns.iter_mut().enumerate() {
        column.truncate(unit + 1);
    }
    let defect = defect(&weights, &columns);
    let mut rows = Rows::new(units, units);
    rows.triangular = true;
    for (unit, (column, scale)) in columns.iter().zip(&scales).enumerate() {
        for (number, entry) in rows.row_mut(unit).iter_mut().zip(column) {
            *number = entry * scale;
            // Below this a product with the scale may have been rounded.
            if *entry != 0.0 && number.abs() < f64::MIN_POSITIVE {
                return None;
            }
        }
    }
    (defect < 1e-10 && inputs > 0).then_some(Reduced { rows, defect })
}

/// Leaves the triangle `R` in the first entries of the columns.
fn householder(columns: &mut [Vec<f64>]) {
    for step in 0..columns.len() {
        let (pivot, rest) = columns[step..].split_at_mut(1);
        let pivot = &mut pivot[0];
        let Some((&first, below)) = pivot[step..].split_first() else {
            return;
        };
        let square = product(below, below);
        if square < NEGLIGIBLE {
            continue;
        }
        let length = (first * first + square).sqrt();
        // The sign that avoids a difference.
        let target = if first > 0.0 { -length } else { length };
        let lead = first - target;
        let factor = 2.0 / (lead * lead + square);
        pivot[step] = lead;
        let reflector = &pivot[step..];
        for column in rest {
            let column = &mut column[step..];
            let by = factor * product(reflector, column);
            for (number, reflected) in column.iter_mut().zip(reflector) {
                *number -= by * reflected;
            }
        }
        pivot[step] = target;
    }
}

fn product(a: &[f64], b: &[f64]) -> f64 {
    let mut sums = [0.0; 8];
    for (a, b) in a.chunks(8).zip(b.chunks(8)) {
        for ((sum, a), b) in sums.iter_mut().zip(a).zip(b) {
            *sum += a * b;
        }
    }
    sums.iter().sum()
}

/// By how much `L L^T` misses `W W^T`, each entry relative to the norms of its two rows.
fn defect(weights: &[Vec<f64>], triangle: &[Vec<f64>]) -> f64 {
    let norms: Vec<f64> = weights.iter().map(|row| product(row, row).sqrt()).collect();
    let mut largest: f64 = 0.0;
    for i in 0..weights.len() {
        for j in 0..=i {
            if norms[i] == 0.0 || norms[j] == 0.0 {
                continue;
            }
            let wanted = dot(&weights[i], &weights[j]);
            let length = j + 1;
            let found = dot(&triangle[i][..length], &triangle[j]);
            let difference = wanted.plus(-found.high).plus(-found.low).to_f64().abs();
            let relative = difference / (norms[i] * norms[j]);
            if relative > largest || relative.is_nan() {
                largest = relative;
            }
        }
    }
    // The rounding of the measurement itself is far below this.
    largest * 1.001 + UNIT
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn layer(outputs: usize, inputs: usize, weight: Vec<f64>) -> Layer {
        Layer {
            weight,
            bias: vec![0.0; outputs],
            inputs,
            outputs,
        }
    }

    proptest! {
        /// Small integers: rows often depend on each other.
        #[test]
        fn the_triangle_keeps_products(weight in prop::collection::vec(-1i8..=1, 5 * 7)) {
            let weight = weight.into_iter().map(f64::from).collect();
            let layer = layer(5, 7, weight);
            let reduced = triangle(&layer).expect("a triangle");
            prop_assert!(reduced.defect < 1e-14, "{}", reduced.defect);
            for i in 0..5 {
                for j in 0..5 {
                    let wanted = product(layer.row(i), layer.row(j));
                    let found = product(reduced.rows.row(i), reduced.rows.row(j));
                    prop_assert!((wanted - found).abs() < 1e-13);
                }
            }
        }
    }
}
