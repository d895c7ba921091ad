//! Pre-activations at a point to about 75 bits, in pairs of floats.
//!
//! The first 24 bits of a weight times the first 29 of the other factor are an exact product, and its
//! sum with what was summed before is kept exactly in two floats: `high`, and a rest that is added to
//! `low`. Only `low` is rounded. It is at most `2^-28 + n u` of the sum of magnitudes for weights of
//! `f32`, which have no more than 24 bits, and `2^-22 + n u` for others.

// A function that is not inlined into the one for the machine's vectors is compiled without them.
#![allow(clippy::inline_always)]

use crate::affine::UNIT;
use crate::aligned::Aligned;
use crate::pair::two_product;
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
    let (high, low) = crate::pair::two_sum(a, b);
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
        let (high, rest) = two_product(self.high, factor);
        two_sum(high, rest + self.low * factor)
    }

    #[inline(always)]
    pub(super) fn to_f64(self) -> f64 {
        self.high + self.low
    }
}

/// The first 24 bits of a number, and the rest of it, which is 0 for numbers of `f32`.
#[inline(always)]
pub(super) fn split(number: f64) -> [f64; 2] {
    const KEPT: u64 = !((1 << 29) - 1);
    let high = f64::from_bits(number.to_bits() & KEPT);
    [high, number - high]
}

/// One factor of a sum of products: its unit, its first 29 bits, and the rest.
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

/// The relative error of a sum of `n` products, with room for what is done to it before the next;
/// `long` where weights have more than 24 bits.
pub(super) fn rounding(n: usize, long: bool) -> f64 {
    let (a_term, low) = if long {
        (6, 2f64.powi(-22))
    } else {
        (3, 2f64.powi(-28))
    };
    let roundings = (a_term * n + 16) as f64 * UNIT;
    roundings * (low + 2.0 * roundings)
}

/// A layer's weights, a column of all units for each input.
#[derive(Clone, Copy)]
pub(super) struct Columns<'a> {
    /// Their first 24 bits.
    pub high: &'a [f64],
    /// What is left of them; empty if nothing is.
    pub low: &'a [f64],
}

/// `bias + sum over terms of columns[unit] term`, for all units of a layer: `high` and `low`
/// separately.
#[inline(always)]
pub(super) fn sum<S: Simd>(
    simd: S,
    columns: Columns<'_>,
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
    columns: Columns<'_>,
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
        let (column, _) = S::as_simd_f64s(&columns.high[begin..begin + width]);
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
    if !columns.low.is_empty() {
        for term in terms {
            let begin = term.unit as usize * padded + at;
            let (column, _) = S::as_simd_f64s(&columns.low[begin..begin + width]);
            let factor = simd.splat_f64s(term.high + term.low);
            for lane in 0..V {
                lows[lane] = simd.mul_add_e_f64s(column[lane], factor, lows[lane]);
            }
        }
    }
    S::as_mut_simd_f64s(&mut high_out[at..at + width])
        .0
        .copy_from_slice(&highs);
    S::as_mut_simd_f64s(&mut low_out[at..at + width])
        .0
        .copy_from_slice(&lows);
}

/// The product of two vectors to about 75 bits: products of the first 24 bits are exact.
pub(super) fn dot(a: &[f64], b: &[f64]) -> Double {
    // Four sums side by side: each waits for its own last term only.
    let mut sums = [Double::default(); 4];
    for (a, b) in a.chunks(4).zip(b.chunks(4)) {
        for ((sum, &a), &b) in sums.iter_mut().zip(a).zip(b) {
            let ([a_high, a_low], [b_high, b_low]) = (split(a), split(b));
            let product = two_sum(sum.high, a_high * b_high);
            *sum = Double {
                high: product.high,
                low: sum.low + product.low + (a_low * b + a_high * b_low),
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
    use crate::vectors::BLOCK;
    use proptest::prelude::*;
    use pulp::{Arch, WithSimd};

    fn exact(number: f64) -> Dyadic {
        Dyadic::from(number)
    }

    /// The sum of one unit.
    struct Sum<'a> {
        weights: &'a [f64],
        factors: &'a [f64],
        bias: f64,
    }

    impl WithSimd for Sum<'_> {
        type Output = Double;

        #[inline(always)]
        fn with_simd<S: Simd>(self, simd: S) -> Double {
            let long = self.weights.iter().any(|&weight| split(weight)[1] != 0.0);
            let column = |part: usize| -> Vec<f64> {
                let parts = self.weights.iter().map(|&weight| split(weight)[part]);
                parts.flat_map(|part| [part; BLOCK]).collect()
            };
            let (high, low) = (column(0), if long { column(1) } else { Vec::new() });
            let columns = Columns {
                high: &high,
                low: &low,
            };
            let factors = self.factors.iter().enumerate();
            let term = |(unit, &high)| Term::new(unit, Double { high, low: 0.0 });
            let terms: Vec<Term> = factors.map(term).collect();
            let (mut highs, mut lows) = (Aligned::new(BLOCK, 0.0), Aligned::new(BLOCK, 0.0));
            sum(
                simd,
                columns,
                &[self.bias; BLOCK],
                &terms,
                &mut highs,
                &mut lows,
            );
            Double {
                high: highs[BLOCK - 1],
                low: lows[BLOCK - 1],
            }
        }
    }

    proptest! {
        #[test]
        fn a_sum_loses_nothing(a in -1e10f64..1e10, b in -1e-10f64..1e-10) {
            let sum = two_sum(a, b);
            prop_assert_eq!(&exact(sum.high) + &exact(sum.low), &exact(a) + &exact(b));
        }

        #[test]
        fn a_term_is_the_number(high in -1e10f64..1e10, low in -1e-8f64..1e-8, weight in -10f64..10.0) {
            let number = two_sum(high, low);
            let term = Term::new(0, number);
            let [weight, rest] = split(weight);
            prop_assert_eq!(f64::from(weight as f32), weight);
            prop_assert!(rest.abs() <= weight.abs() * 2f64.powi(-23));
            // The first parts have an exact product.
            prop_assert_eq!(&exact(weight) * &exact(term.high), exact(weight * term.high));
            let difference = &(&exact(number.high) + &exact(number.low)) - &(&exact(term.high) + &exact(term.low));
            prop_assert!(difference.to_f64().0.abs() <= high.abs() * 2f64.powi(-80));
        }

        #[test]
        fn sums_are_as_good_as_they_say(
            pairs in prop::collection::vec((-10f64..10.0, -1e3f64..1e3), 1..40),
            bias in -10f64..10.0,
            long: bool,
        ) {
            let weights = pairs.iter().map(|&(weight, _)| if long { weight } else { split(weight)[0] });
            let weights: Vec<f64> = weights.collect();
            let factors: Vec<f64> = pairs.iter().map(|pair| pair.1).collect();
            let mut wanted = exact(bias);
            let mut magnitude = bias.abs();
            for (&weight, &factor) in weights.iter().zip(&factors) {
                wanted = &wanted + &(&exact(weight) * &exact(factor));
                magnitude += (weight * factor).abs();
            }
            let allowed = magnitude * rounding(pairs.len(), long);
            let off = |found: Double| {
                let found = &exact(found.high) + &exact(found.low);
                (&wanted - &found).to_f64().0.abs()
            };
            let sum = Sum { weights: &weights, factors: &factors, bias };
            let sum = off(Arch::new().dispatch(sum));
            prop_assert!(sum <= allowed);
            let product = dot(&weights, &factors).plus(bias);
            prop_assert!(off(product) <= magnitude * rounding(pairs.len(), true));
        }
    }
}
