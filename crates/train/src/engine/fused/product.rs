//! The products of a step, in vectors as wide as the machine has them.
//!
//! Each sum runs over its terms one after the other in one lane, by fused multiplications and
//! additions: its bits do not depend on the width of the vectors.

use pulp::Simd;

/// A row-major matrix whose rows are padded with 0 to whole blocks.
#[derive(Clone, Copy)]
pub(super) struct Matrix<'a> {
    pub(super) numbers: &'a [f32],
    /// How many numbers of a row are not padding.
    pub(super) columns: usize,
    /// Numbers from one row to the next.
    pub(super) stride: usize,
}

/// Rows that are multiplied at a time: the rows of a batch are padded to a multiple of it.
pub(super) const ROWS: usize = 8;

/// Lanes of AVX2, which has only 16 registers.
const NARROW: usize = 8;

/// An operation on a sum before it is stored.
pub(super) trait Finish: Copy {
    /// `at` is the index of the first sum in the product's numbers.
    fn finish<S: Simd>(self, simd: S, sums: S::f32s, at: usize) -> S::f32s;
}

/// Nothing.
#[derive(Clone, Copy)]
pub(super) struct Plain;

impl Finish for Plain {
    #[inline(always)]
    fn finish<S: Simd>(self, _: S, sums: S::f32s, _: usize) -> S::f32s {
        sums
    }
}

/// The positive part.
#[derive(Clone, Copy)]
pub(super) struct Positive;

impl Finish for Positive {
    #[inline(always)]
    fn finish<S: Simd>(self, simd: S, sums: S::f32s, _: usize) -> S::f32s {
        let zero = simd.splat_f32s(0.0);
        // Not the maximum, which hides a NaN on some machines.
        simd.select_f32s(simd.less_than_f32s(sums, zero), zero, sums)
    }
}

/// 0 where these numbers, laid out as the product, are not positive.
#[derive(Clone, Copy)]
pub(super) struct WherePositive<'a>(pub(super) &'a [f32]);

impl Finish for WherePositive<'_> {
    #[inline(always)]
    fn finish<S: Simd>(self, simd: S, sums: S::f32s, at: usize) -> S::f32s {
        let [signals] = vectors::<S, 1>(&self.0[at..]);
        let zero = simd.splat_f32s(0.0);
        simd.select_f32s(simd.greater_than_f32s(signals, zero), sums, zero)
    }
}

/// Multiplied by these numbers, laid out as the product.
#[derive(Clone, Copy)]
pub(super) struct Times<'a>(pub(super) &'a [f32]);

impl Finish for Times<'_> {
    #[inline(always)]
    fn finish<S: Simd>(self, simd: S, sums: S::f32s, at: usize) -> S::f32s {
        let [factors] = vectors::<S, 1>(&self.0[at..]);
        simd.mul_f32s(sums, factors)
    }
}

/// The first `V` vectors of a row.
#[inline(always)]
fn vectors<S: Simd, const V: usize>(row: &[f32]) -> [S::f32s; V] {
    let (row, _) = S::as_simd_f32s(&row[..V * S::F32_LANES]);
    let mut vectors = [row[0]; V];
    vectors.copy_from_slice(&row[..V]);
    vectors
}

/// `out = finish(start + a b)`: `a` has as many rows as `out`, a multiple of [`ROWS`]; `b` a row for
/// each column of `a`, as wide as those of `out`.
#[inline(always)]
pub(super) fn product<S: Simd, F: Finish>(
    simd: S,
    a: Matrix,
    b: Matrix,
    start: Option<&[f32]>,
    finish: F,
    out: &mut [f32],
) {
    let lanes = S::F32_LANES;
    let mut column = 0;
    while column + 2 * lanes <= b.stride {
        if lanes == NARROW {
            product_columns::<S, F, { ROWS / 2 }, 2>(simd, a, b, start, column, finish, out);
        } else {
            product_columns::<S, F, ROWS, 2>(simd, a, b, start, column, finish, out);
        }
        column += 2 * lanes;
    }
    while column + lanes <= b.stride {
        product_columns::<S, F, ROWS, 1>(simd, a, b, start, column, finish, out);
        column += lanes;
    }
}

/// `V` vectors of columns, `R` rows at a time: all their sums stay in registers.
#[inline(always)]
fn product_columns<S: Simd, F: Finish, const R: usize, const V: usize>(
    simd: S,
    a: Matrix,
    b: Matrix,
    start: Option<&[f32]>,
    column: usize,
    finish: F,
    out: &mut [f32],
) {
    let start = match start {
        Some(start) => vectors::<S, V>(&start[column..]),
        None => [simd.splat_f32s(0.0); V],
    };
    let terms = a.columns;
    let factors = &b.numbers[..terms * b.stride];
    let mut at = column;
    let tiles = a.numbers.chunks_exact(R * a.stride);
    for (a_rows, out) in tiles.zip(out.chunks_exact_mut(R * b.stride)) {
        let mut sums = [start; R];
        let mut rows = [&a_rows[..terms]; R];
        for r in 0..R {
            rows[r] = &a_rows[r * a.stride..][..terms];
        }
        for term in 0..terms {
            let vectors = vectors::<S, V>(&factors[term * b.stride + column..]);
            for r in 0..R {
                let factor = simd.splat_f32s(rows[r][term]);
                for v in 0..V {
                    sums[r][v] = simd.mul_add_f32s(factor, vectors[v], sums[r][v]);
                }
            }
        }
        for r in 0..R {
            let row = &mut out[r * b.stride + column..][..V * S::F32_LANES];
            let (row, _) = S::as_mut_simd_f32s(row);
            for v in 0..V {
                row[v] = finish.finish(simd, sums[r][v], at + v * S::F32_LANES);
            }
            at += b.stride;
        }
    }
}

/// `out += a^T b`, summed over as many rows as `a` and `b` have: a row for each column of `a`, as
/// wide as those of `b`.
#[inline(always)]
pub(super) fn add_transposed_product<S: Simd>(simd: S, a: Matrix, b: Matrix, out: &mut [f32]) {
    let lanes = S::F32_LANES;
    let mut column = 0;
    while column + 2 * lanes <= b.stride {
        let mut row = 0;
        while lanes != NARROW && row + 8 <= a.columns {
            transposed_tile::<S, 8, 2>(simd, a, b, row, column, out);
            row += 8;
        }
        while row + 4 <= a.columns {
            transposed_tile::<S, 4, 2>(simd, a, b, row, column, out);
            row += 4;
        }
        while row < a.columns {
            transposed_tile::<S, 1, 2>(simd, a, b, row, column, out);
            row += 1;
        }
        column += 2 * lanes;
    }
    while column + lanes <= b.stride {
        let mut row = 0;
        while row + 8 <= a.columns {
            transposed_tile::<S, 8, 1>(simd, a, b, row, column, out);
            row += 8;
        }
        while row < a.columns {
            transposed_tile::<S, 1, 1>(simd, a, b, row, column, out);
            row += 1;
        }
        column += lanes;
    }
}

#[inline(always)]
fn transposed_tile<S: Simd, const R: usize, const V: usize>(
    simd: S,
    a: Matrix,
    b: Matrix,
    row: usize,
    column: usize,
    out: &mut [f32],
) {
    let mut sums = [[simd.splat_f32s(0.0); V]; R];
    for r in 0..R {
        sums[r] = vectors::<S, V>(&out[(row + r) * b.stride + column..]);
    }
    let rows = a.numbers.chunks_exact(a.stride);
    for (a_row, b_row) in rows.zip(b.numbers.chunks_exact(b.stride)) {
        let factors = &a_row[row..row + R];
        let vectors = vectors::<S, V>(&b_row[column..]);
        for r in 0..R {
            let factor = simd.splat_f32s(factors[r]);
            for v in 0..V {
                sums[r][v] = simd.mul_add_f32s(factor, vectors[v], sums[r][v]);
            }
        }
    }
    for r in 0..R {
        let row = &mut out[(row + r) * b.stride + column..][..V * S::F32_LANES];
        let (row, _) = S::as_mut_simd_f32s(row);
        row[..V].copy_from_slice(&sums[r]);
    }
}

/// `out` = the sum of all rows of `a`, of which there is a multiple of 4.
#[inline(always)]
pub(super) fn sum_rows<S: Simd>(simd: S, a: Matrix, out: &mut [f32]) {
    let lanes = S::F32_LANES;
    for column in (0..a.stride).step_by(lanes) {
        // Four sums that do not wait for each other.
        let mut sums = [simd.splat_f32s(0.0); 4];
        for rows in a.numbers.chunks_exact(4 * a.stride) {
            for r in 0..4 {
                let [row] = vectors::<S, 1>(&rows[r * a.stride + column..]);
                sums[r] = simd.add_f32s(sums[r], row);
            }
        }
        let [first, second, third, fourth] = sums;
        let sum = simd.add_f32s(simd.add_f32s(first, second), simd.add_f32s(third, fourth));
        let (out, _) = S::as_mut_simd_f32s(&mut out[column..column + lanes]);
        out[0] = sum;
    }
}

/// `out = a^T`, its rows `stride` numbers apart.
#[inline(always)]
pub(super) fn transpose(a: Matrix, rows: usize, out: &mut [f32], stride: usize) {
    for column in 0..a.columns {
        let out = &mut out[column * stride..][..rows];
        for row in 0..rows {
            out[row] = a.numbers[row * a.stride + column];
        }
    }
}

/// One output an example: `bias` plus the dot product with `weight`, in the first column of `out`.
///
/// The sixteen sums of every dot product are the same, and added in the same order, on every
/// machine.
#[inline(always)]
pub(super) fn dot_products(x: Matrix, weight: &[f32], bias: f32, out: &mut [f32], stride: usize) {
    const SUMS: usize = super::memory::BLOCK;
    for (row, out) in x
        .numbers
        .chunks_exact(x.stride)
        .zip(out.chunks_exact_mut(stride))
    {
        let mut sums = [0.0_f32; SUMS];
        let (row, _) = row.as_chunks::<SUMS>();
        let (weight, _) = weight.as_chunks::<SUMS>();
        for (x, weight) in row.iter().zip(weight) {
            for j in 0..SUMS {
                sums[j] += x[j] * weight[j];
            }
        }
        let mut half = SUMS / 2;
        while half > 0 {
            for j in 0..half {
                sums[j] += sums[j + half];
            }
            half /= 2;
        }
        out[0] = bias + sums[0];
    }
}
