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

/// A bound on the Euclidean norm of a convolution of any size, stride and padding, from its matrices
/// by cell of the window, each row after row.
///
/// A convolution without end is, at each frequency, the matrix that is the sum of its cells' times
/// their phases, and its norm is the largest of theirs; strides and padding only take rows and columns
/// away. Along an axis with `k` cells the square of a frequency's norm is the largest of trigonometric
/// polynomials of degree `k - 1`. By a theorem of Riesz, none falls faster from its maximum than a cosine,
/// so that no frequency is far above the nearest of those that are computed.
pub(super) fn of_convolution(cells: &[&[f64]], columns: usize, kernel: &[usize]) -> f64 {
    let rows = cells.first().map_or(0, |cell| cell.len() / columns);
    let few = rows.min(columns);
    let one = 8 * few * few * (rows + columns);
    // The more frequencies for each degree, the sharper.
    let points = |each: usize| kernel.iter().map(move |&cells| (each * (cells - 1)).max(1));
    let cost = |each: usize| points(each).product::<usize>().saturating_mul(one);
    let Some(each) = [4, 3]
        .into_iter()
        .find(|&each| cost(each) <= 16 * MOST_PRODUCTS)
    else {
        return f64::INFINITY;
    };
    let counts: Vec<usize> = points(each).collect();
    let mut most = 0.0f64;
    let first = counts.first().copied().unwrap_or(1);
    let others = counts.iter().skip(1).product::<usize>();
    // The others are conjugates.
    for frequency in 0..(first / 2 + 1) * others {
        let (mut real, mut imaginary) = (vec![0.0; rows * columns], vec![0.0; rows * columns]);
        for (index, cell) in cells.iter().enumerate() {
            let (mut frequency, mut index, mut turns) = (frequency, index, 0.0);
            for (&count, &along) in counts.iter().zip(kernel).rev() {
                turns += (frequency % count * (index % along)) as f64 / count as f64;
                (frequency, index) = (frequency / count, index / along);
            }
            let (sine, cosine) = (turns * std::f64::consts::TAU).sin_cos();
            for ((x, y), weight) in real.iter_mut().zip(&mut imaginary).zip(*cell) {
                *x += cosine * weight;
                *y += sine * weight;
            }
        }
        // As a matrix of real numbers.
        let pairs = real
            .chunks_exact(columns)
            .zip(imaginary.chunks_exact(columns));
        let mut matrix = Vec::with_capacity(4 * rows * columns);
        for (x, y) in pairs.clone() {
            matrix.extend(x.iter().copied().chain(y.iter().map(|y| -y)));
        }
        for (x, y) in pairs {
            matrix.extend(y.iter().chain(x));
        }
        most = most.max(norms(&matrix, 2 * columns)[0]);
    }
    let between = |count: &usize| match count {
        1 => 1.0,
        _ => (std::f64::consts::PI / each as f64).cos(),
    };
    let between: f64 = counts.iter().map(between).product();
    most / between.sqrt() * SLACK
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

    proptest! {
        #[test]
        fn no_picture_is_stretched_by_more_than_the_bound_of_a_convolution(
            weights in proptest::collection::vec(-2.0f64..2.0, 2 * 3 * 6),
            picture in proptest::collection::vec(-1.0f64..1.0, 3 * 6 * 7),
        ) {
            // Six cells of 3 channels into 2, on 6 x 7 positions, padded so that nothing is lost.
            let (kernel, [height, width]) = ([2, 3], [6, 7]);
            let cells: Vec<&[f64]> = weights.chunks_exact(6).collect();
            let bound = of_convolution(&cells, 2, &kernel);
            let mut picture = picture;
            for _ in 0..30 {
                let norm = picture.iter().map(|x| x * x).sum::<f64>().sqrt();
                prop_assume!(norm > 1e-3);
                for x in &mut picture {
                    *x /= norm;
                }
                let mut image = vec![0.0; 2 * (height + 1) * (width + 2)];
                let mut back = vec![0.0; picture.len()];
                let each = |mut f: Box<dyn FnMut(usize, usize, f64) + '_>| {
                    for (index, cell) in cells.iter().enumerate() {
                        let (down, right) = (index / 3, index % 3);
                        for position in 0..height * width {
                            let (y, x) = (position / width + down, position % width + right);
                            for (at, &weight) in cell.iter().enumerate() {
                                let to = (y * (width + 2) + x) * 2 + at % 2;
                                f(position * 3 + at / 2, to, weight);
                            }
                        }
                    }
                };
                each(Box::new(|from, to, weight| image[to] += weight * picture[from]));
                let stretched = image.iter().map(|x| x * x).sum::<f64>().sqrt();
                prop_assert!(stretched <= bound, "{stretched} > {bound}");
                each(Box::new(|from, to, weight| back[from] += weight * image[to]));
                picture = back;
            }
        }
    }

    #[test]
    fn the_bound_of_a_convolution_is_sharp() {
        // A sum of three neighbours triples a constant picture.
        let bound = of_convolution(&[&[1.0], &[1.0], &[1.0]], 1, &[3]);
        assert!((3.0..4.0).contains(&bound), "{bound}");
    }

    #[test]
    fn the_bound_on_a_norm_is_sharper_than_all_numbers_together() {
        let identity: Vec<f64> = (0..64).map(|at| f64::from(at % 9 == 0)).collect();
        let [sharp, magnitudes] = norms(&identity, 8);
        assert!(sharp < 1.7 && magnitudes > 2.8);
    }
}
