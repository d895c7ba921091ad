//! The product that takes nearly all of the time: gradients of a layer from those before it.

// A function that is not inlined into the one for the machine's vectors is compiled without them.
#![allow(clippy::inline_always)]

use crate::aligned::Aligned;
use pulp::Simd;

/// Units that are summed side by side, each in [`WIDTH`] vectors: enough to keep the multipliers
/// busy, and few enough for the registers of any machine.
pub(super) const ROWS: usize = 4;
const WIDTH: usize = 2;

/// Rows are padded to this many numbers, whatever the machine.
const STRIDE: usize = 16;

/// Rows of gradients, one for each unit, padded.
pub(super) struct Rows {
    pub numbers: Aligned,
    pub stride: usize,
    /// Whether row `k` has nothing but zeros after its first `k + 1` numbers.
    pub triangular: bool,
}

impl Rows {
    pub(super) fn new(units: usize, length: usize) -> Self {
        Self::with_stride(units, length.next_multiple_of(STRIDE))
    }

    pub(super) fn with_stride(units: usize, stride: usize) -> Self {
        Self {
            numbers: Aligned::new(units.next_multiple_of(ROWS) * stride, 0.0),
            stride,
            triangular: false,
        }
    }

    pub(super) fn row(&self, unit: usize) -> &[f64] {
        &self.numbers[unit * self.stride..(unit + 1) * self.stride]
    }

    pub(super) fn row_mut(&mut self, unit: usize) -> &mut [f64] {
        &mut self.numbers[unit * self.stride..(unit + 1) * self.stride]
    }
}

/// `out[i] = sum over units k of weight(i, k) source[k]`, weights in groups of [`ROWS`]; `units`
/// increase.
#[inline(always)]
pub(super) fn product<S: Simd>(
    simd: S,
    groups: &[f64],
    inputs: usize,
    units: &[u32],
    source: &Rows,
    out: &mut Rows,
) {
    let stride = out.stride;
    let width = WIDTH * S::F64_LANES;
    for at in (0..stride).step_by(width) {
        let first = if source.triangular {
            units.partition_point(|&unit| (unit as usize) < at)
        } else {
            0
        };
        let units = &units[first..];
        for (group, weights) in groups.chunks_exact(ROWS * inputs).enumerate() {
            let mut sums = [[simd.splat_f64s(0.0); WIDTH]; ROWS];
            for &unit in units {
                let unit = unit as usize;
                let begin = unit * stride + at;
                let (row, _) = S::as_simd_f64s(&source.numbers[begin..begin + width]);
                let weights = &weights[unit * ROWS..(unit + 1) * ROWS];
                for (sums, &weight) in sums.iter_mut().zip(weights) {
                    let weight = simd.splat_f64s(weight);
                    for (sum, &number) in sums.iter_mut().zip(row) {
                        *sum = simd.mul_add_e_f64s(weight, number, *sum);
                    }
                }
            }
            for (row, sums) in sums.iter().enumerate() {
                let begin = (group * ROWS + row) * stride + at;
                let (out, _) = S::as_mut_simd_f64s(&mut out.numbers[begin..begin + width]);
                out.copy_from_slice(sums);
            }
        }
    }
}

/// The length of a vector; 0 only if it is 0.
#[inline(always)]
pub(super) fn norm<S: Simd>(simd: S, numbers: &[f64]) -> f64 {
    let (vectors, _) = S::as_simd_f64s(numbers);
    let mut sum = simd.splat_f64s(0.0);
    for &vector in vectors {
        sum = simd.mul_add_e_f64s(vector, vector, sum);
    }
    let square = simd.reduce_sum_f64s(sum);
    if (1e-250..1e250).contains(&square) {
        square.sqrt()
    } else {
        scaled_norm(numbers)
    }
}

/// The same where squares overflow, or underflow; NaN if any number is.
pub(super) fn scaled_norm(numbers: &[f64]) -> f64 {
    let mut largest: f64 = 0.0;
    for number in numbers {
        if number.abs() > largest || number.is_nan() {
            largest = number.abs();
        }
    }
    if largest == 0.0 || !largest.is_finite() {
        return largest;
    }
    let square: f64 = numbers.iter().map(|n| (n / largest).powi(2)).sum();
    largest * square.sqrt()
}
