//! Bounds on Euclidean norms.

use crate::affine::{SLACK, gamma};

/// Squares of anything smaller underflow.
pub(super) const LEAST: f64 = 1e-150;

/// A bound whose products do not underflow, and which is not 0 where nothing is known.
#[inline]
pub(super) fn at_least(bound: f64) -> f64 {
    if bound.is_nan() {
        f64::INFINITY
    } else {
        bound.max(LEAST)
    }
}

/// More products than this are too many for a sharp bound on the norm of a matrix.
const MOST_PRODUCTS: usize = 1 << 24;

/// Bounds on the norm of a matrix, row after row, and on that of its magnitudes.
pub(super) fn norms(matrix: &[f64], columns: usize) -> [f64; 2] {
    let rows = matrix.len() / columns;
    let squares: f64 = matrix.iter().map(|weight| weight * weight).sum();
    let all = squares.sqrt() * SLACK + matrix.len() as f64 * LEAST;
    let few = rows.min(columns);
    // Anything that underflows below is negligible.
    if few * few * (rows + columns) > MOST_PRODUCTS || all < 1e-60 {
        return [all, all];
    }
    let gram = if rows < columns {
        let turned = (0..matrix.len()).map(|at| matrix[at % rows * columns + at / rows]);
        products(&turned.collect::<Vec<f64>>(), rows)
    } else {
        products(matrix, columns)
    };
    // The norm's fourth power is the largest eigenvalue of the square of that, which is at most the
    // root of the sum of its squares.
    let square = products(&gram, few);
    let root = square.iter().map(|x| x * x).sum::<f64>().sqrt();
    let rounded = gamma(4 * (rows + columns) + 16) * squares * squares;
    let sharp = ((root + rounded) * SLACK).sqrt().sqrt() * SLACK;
    [all.min(sharp), all]
}

/// The products of all pairs of columns.
fn products(matrix: &[f64], columns: usize) -> Vec<f64> {
    let mut sums = vec![0.0; columns * columns];
    for row in matrix.chunks_exact(columns) {
        for (sums, &factor) in sums.chunks_exact_mut(columns).zip(row) {
            for (sum, &number) in sums.iter_mut().zip(row) {
                *sum += factor * number;
            }
        }
    }
    sums
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn no_direction_is_stretched_by_more_than_the_bound(
            matrix in proptest::collection::vec(-2.0f64..2.0, 15),
            direction in proptest::collection::vec(-1.0f64..1.0, 5),
            columns in prop_oneof![Just(3), Just(5)],
        ) {
            let [sharp, magnitudes] = norms(&matrix, columns);
            prop_assert!(sharp <= magnitudes);
            // The power method finds the direction that is stretched most.
            let mut direction = direction[..columns].to_vec();
            let length = |vector: &[f64]| vector.iter().map(|x| x * x).sum::<f64>().sqrt();
            for _ in 0..20 {
                let unit = length(&direction);
                prop_assume!(unit > 1e-3);
                let rows = matrix.chunks_exact(columns);
                let image: Vec<f64> = rows
                    .map(|row| row.iter().zip(&direction).map(|(a, x)| a * x / unit).sum())
                    .collect();
                prop_assert!(length(&image) <= sharp);
                direction.fill(0.0);
                for (row, y) in matrix.chunks_exact(columns).zip(&image) {
                    for (x, a) in direction.iter_mut().zip(row) {
                        *x += a * y;
                    }
                }
            }
        }
    }

    #[test]
    fn the_bound_on_a_norm_is_sharper_than_all_numbers_together() {
        let identity: Vec<f64> = (0..64).map(|at| f64::from(at % 9 == 0)).collect();
        let [sharp, magnitudes] = norms(&identity, 8);
        assert!(sharp < 1.7 && magnitudes > 2.8);
    }
}
