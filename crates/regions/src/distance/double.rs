//! Pre-activations at a point to about 80 bits, in pairs of floats.
//!
//! A weight has 24 bits. If the other factor is cut after 29, the product is exact, and its sum with
//! what was summed before is kept exactly in two floats: `high`, and a rest that is added to `low`.
//! Only `low` is rounded, and it is at most `2^-28 + n u` of the sum of magnitudes.

// What is not inlined into the function for the machine's vectors is compiled without them.
#![allow(clippy::inline_always)]

use crate::affine::UNIT;
use crate::aligned::Aligned;
use crate::vectors::in_blocks;
use pulp::Simd;

/// A number `high + low`.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Double {
    pub high: f64,
    pub low: f64,
}

/// `a + b`, exactly but for overflow.
#[inline(always)]
fn two_sum(a: f64, b: f64) -> Double {
    let high = a + b;
    let rest = high - a;
    let low = (a - (high - rest)) + (b - rest);
    Double { high, low }
}

impl Double {
    /// The sum with a float.
    #[inline(always)]
    pub(super) fn plus(self, other: f64) -> Self {
        let sum = two_sum(self.high, other);
        two_sum(sum.high, sum.low + self.low)
    }

    /// The product with a float.
    #[inline(always)]
    pub(super) fn times(self, factor: f64) -> Self {
        let high = self.high * factor;
        let low = self.high.mul_add(factor, -high) + self.low * factor;
        two_sum(high, low)
    }

    #[inline(always)]
    pub(super) fn to_f64(self) -> f64 {
        self.high + self.low
    }
}

/// One factor of a sum of products: of which unit, its first 29 bits, and the rest.
#[derive(Clone, Copy)]
pub(super) struct Term {
    unit: u32,
    high: f64,
    low: f64,
}

impl Term {
    #[inline(always)]
    pub(super) fn new(unit: usize, number: Double) -> Self {
        const KEPT: u64 = !((1 << 24) - 1);
        let high = f64::from_bits(number.high.to_bits() & KEPT);
        Self {
            unit: unit as u32,
            high,
            low: (number.high - high) + number.low,
        }
    }
}

/// The relative error of a sum of `n` products, with room for what is done to it before the next.
pub(super) fn rounding(n: usize) -> f64 {
    let roundings = (3 * n + 16) as f64 * UNIT;
    roundings * (2f64.powi(-28) + 2.0 * roundings)
}

/// `bias + sum over terms of columns[unit] term`, for all units of a layer: `high`, and apart from it
/// `low`.
#[inline(always)]
pub(super) fn sum<S: Simd>(
    simd: S,
    columns: &[f64],
    bias: &[f64],
    terms: &[Term],
    high: &mut Aligned,
    low: &mut Aligned,
) {
    let padded = bias.len();
    in_blocks!(
        S,
        padded,
        at,
        sum_block,
        (simd, columns, at, bias, terms, high, low)
    );
}

#[inline(always)]
fn sum_block<S: Simd, const V: usize>(
    simd: S,
    columns: &[f64],
    at: usize,
    bias: &[f64],
    terms: &[Term],
    high_out: &mut [f64],
    low_out: &mut [f64],
) {
    let width = V * S::F64_LANES;
    let padded = bias.len();
    let zero = simd.splat_f64s(0.0);
    let (mut highs, mut lows) = ([zero; V], [zero; V]);
    highs.copy_from_slice(S::as_simd_f64s(&bias[at..at + width]).0);
    for term in terms {
        let begin = term.unit as usize * padded + at;
        let (column, _) = S::as_simd_f64s(&columns[begin..begin + width]);
        let (high, low) = (simd.splat_f64s(term.high), simd.splat_f64s(term.low));
        for lane in 0..V {
            let product = simd.mul_f64s(column[lane], high);
            let sum = simd.add_f64s(highs[lane], product);
            let rest = simd.sub_f64s(sum, highs[lane]);
            let lost = simd.add_f64s(
                simd.sub_f64s(highs[lane], simd.sub_f64s(sum, rest)),
                simd.sub_f64s(product, rest),
            );
            highs[lane] = sum;
            let lost = simd.add_f64s(lows[lane], lost);
            lows[lane] = simd.mul_add_e_f64s(column[lane], low, lost);
        }
    }
    S::as_mut_simd_f64s(&mut high_out[at..at + width])
        .0
        .copy_from_slice(&highs);
    S::as_mut_simd_f64s(&mut low_out[at..at + width])
        .0
        .copy_from_slice(&lows);
}

/// The exact product of two floats of at most 26 bits each, summed over two vectors.
pub(super) fn dot(a: &[f64], b: &[f64]) -> Double {
    // Four sums side by side: each waits for its own last term only.
    let mut sums = [Double::default(); 4];
    for (a, b) in a.chunks(4).zip(b.chunks(4)) {
        for ((sum, &a), &b) in sums.iter_mut().zip(a).zip(b) {
            let product = two_sum(sum.high, a * b);
            *sum = Double {
                high: product.high,
                low: sum.low + product.low,
            };
        }
    }
    let [first, rest @ ..] = sums;
    rest.iter()
        .fold(first, |sum, s| sum.plus(s.high).plus(s.low))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dyadic::Dyadic;
    use proptest::prelude::*;

    fn exact(number: f64) -> Dyadic {
        Dyadic::from(number)
    }

    proptest! {
        #[test]
        fn a_sum_loses_nothing(a in -1e10f64..1e10, b in -1e-10f64..1e-10) {
            let sum = two_sum(a, b);
            prop_assert_eq!(&exact(sum.high) + &exact(sum.low), &exact(a) + &exact(b));
        }

        #[test]
        fn a_term_is_the_number(high in -1e10f64..1e10, low in -1e-8f64..1e-8, weight in -10f32..10.0) {
            let number = two_sum(high, low);
            let term = Term::new(0, number);
            let weight = f64::from(weight);
            // The first part times a weight is exact.
            prop_assert_eq!(&exact(weight) * &exact(term.high), exact(weight * term.high));
            let difference = &(&exact(number.high) + &exact(number.low)) - &(&exact(term.high) + &exact(term.low));
            prop_assert!(difference.to_f64().0.abs() <= high.abs() * 2f64.powi(-80));
        }
    }
}
