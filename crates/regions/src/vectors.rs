//! Sums of columns of weights, in vectors as wide as the machine has them.
//!
//! `mul_add_e` rounds once or twice, depending on the machine; all bounds hold for both. No closure
//! is passed to the standard library: it would not be inlined, and so would be compiled without the
//! machine's vectors.

// A function that is not inlined into the one for the machine's vectors is compiled without them.
#![allow(clippy::inline_always)]

use pulp::Simd;

/// Numbers are padded to whole blocks of this many. No machine has longer vectors of `f64`.
pub(crate) const BLOCK: usize = 8;

/// Weights of units, often 0 for most of them. Bits record which ones are not, so that changing one
/// flips a bit and needs no unpredictable branch.
pub(crate) struct Weights {
    weights: Vec<f64>,
    /// Bit `i % 64` of word `i / 64`: whether the weight of unit `i` is not 0.
    words: Vec<u64>,
}

impl Weights {
    pub(crate) fn new(units: usize, weight: f64) -> Self {
        let mut this = Self {
            weights: vec![0.0; units],
            words: vec![0; units.div_ceil(64)],
        };
        for unit in 0..units {
            this.set(unit, weight);
        }
        this
    }

    #[inline(always)]
    pub(crate) fn set(&mut self, unit: usize, weight: f64) {
        self.weights[unit] = weight;
        let word = &mut self.words[unit / 64];
        *word = (*word & !(1 << (unit % 64))) | (u64::from(weight != 0.0) << (unit % 64));
    }
}

/// The sum over units of `columns[unit] weights[unit] factors[unit]`, `V` vectors from row `at` on.
/// `V` sums at a time keep the multipliers busy.
#[inline(always)]
pub(crate) fn sum<S: Simd, const V: usize>(
    simd: S,
    columns: &[f64],
    padded: usize,
    at: usize,
    weights: &Weights,
    factors: &[f64],
    mut sums: [S::f64s; V],
) -> [S::f64s; V] {
    let width = V * S::F64_LANES;
    for (index, &word) in weights.words.iter().enumerate() {
        let mut word = word;
        while word != 0 {
            let unit = index * 64 + word.trailing_zeros() as usize;
            word &= word - 1;
            let factor = simd.splat_f64s(weights.weights[unit] * factors[unit]);
            let begin = unit * padded + at;
            let (column, _) = S::as_simd_f64s(&columns[begin..begin + width]);
            for (sum, &weight) in sums.iter_mut().zip(column) {
                *sum = simd.mul_add_e_f64s(weight, factor, *sum);
            }
        }
    }
    sums
}

/// The largest power of two of vectors, up to 8, that fits into what is left of `padded` numbers.
macro_rules! in_blocks {
    ($simd:ty, $padded:expr, $at:ident, $pass:ident, $arguments:tt) => {{
        let lanes = <$simd>::F64_LANES;
        let mut $at = 0;
        while $at + 8 * lanes <= $padded {
            $pass::<$simd, 8> $arguments;
            $at += 8 * lanes;
        }
        if $at + 4 * lanes <= $padded {
            $pass::<$simd, 4> $arguments;
            $at += 4 * lanes;
        }
        if $at + 2 * lanes <= $padded {
            $pass::<$simd, 2> $arguments;
            $at += 2 * lanes;
        }
        if $at + lanes <= $padded {
            $pass::<$simd, 1> $arguments;
        }
    }};
}

pub(crate) use in_blocks;

/// `out = start + sum over units of columns[unit] weights[unit] factors[unit]`.
#[inline(always)]
pub(crate) fn combine<S: Simd>(
    simd: S,
    columns: &[f64],
    weights: &Weights,
    factors: &[f64],
    start: Option<&[f64]>,
    out: &mut [f64],
) {
    let padded = out.len();
    in_blocks!(
        S,
        padded,
        at,
        combine_block,
        (simd, columns, at, weights, factors, start, out)
    );
}

#[inline(always)]
fn combine_block<S: Simd, const V: usize>(
    simd: S,
    columns: &[f64],
    at: usize,
    weights: &Weights,
    factors: &[f64],
    start: Option<&[f64]>,
    out: &mut [f64],
) {
    let width = V * S::F64_LANES;
    let mut sums = [simd.splat_f64s(0.0); V];
    if let Some(start) = start {
        sums.copy_from_slice(S::as_simd_f64s(&start[at..at + width]).0);
    }
    let sums = sum(simd, columns, out.len(), at, weights, factors, sums);
    let (out, _) = S::as_mut_simd_f64s(&mut out[at..at + width]);
    out.copy_from_slice(&sums);
}
