//! Convolutions and dense layers on pairs of floats.

#![allow(clippy::inline_always)] // what is not inlined is compiled without the machine's vectors

use super::pair::{FLOOR, Values};
use crate::affine::{UNIT, gamma};
use crate::graph::duplicates::Slots;
use crate::graph::plan::Mix;
use pulp::{Simd, WithSimd};

/// The initial values of the error bounds of a convolution or dense layer, by unit of its input.
#[derive(Default)]
pub(super) struct InputErrors {
    pub error: Vec<f64>,
    pub slope_error: Vec<f64>,
}

impl InputErrors {
    pub(super) fn new(mix: &Mix, input: &Values) -> Self {
        let terms = (mix.terms + 4) as f64;
        let pair = 8.0 * (terms * UNIT) * (terms * UNIT);
        let plain = gamma(mix.terms + 3);
        let reach = |errors: &[f64], numbers: &[f64], rounding: f64| -> Vec<f64> {
            let pairs = errors.iter().zip(numbers);
            pairs
                .map(|(error, number)| {
                    let reach = error + rounding * number.abs();
                    if reach == 0.0 { 0.0 } else { reach + FLOOR }
                })
                .collect()
        };
        Self {
            error: reach(&input.error, &input.high, pair),
            slope_error: reach(&input.slope_error, &input.slope, plain),
        }
    }
}

pub(super) struct PairSlot<'a> {
    pub mix: &'a Mix,
    pub input: &'a Values,
    pub error: &'a [f64],
    pub slope_error: &'a [f64],
    pub before: &'a Slots,
    pub position: usize,
    pub channels: usize,
    pub out: [&'a mut [f64]; 5],
}

impl WithSimd for PairSlot<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let mix = self.mix;
        let lanes = S::F64_LANES;
        let [high, low, slope, error, slope_error] = self.out;
        for (group, &first) in mix.first.iter().enumerate() {
            for at in (0..mix.span).step_by(lanes) {
                let zero = simd.splat_f64s(0.0);
                let mut sums = [zero; 5];
                for (sum, out) in
                    sums.iter_mut()
                        .zip([&*high, &*low, &*slope, &*error, &*slope_error])
                {
                    *sum = S::as_simd_f64s(&out[first + at..first + at + lanes]).0[0];
                }
                for tap in mix.taps.of(self.position) {
                    let slot = self.before.of[tap.position as usize] as usize;
                    let Some(from) = self.input.begin(slot) else {
                        // Unreachable: every slot that is read was computed before.
                        sums[3] = simd.splat_f64s(f64::INFINITY);
                        sums[4] = simd.splat_f64s(f64::INFINITY);
                        continue;
                    };
                    for channel in group * mix.group..(group + 1) * mix.group {
                        let unit = from + channel;
                        let begin = (tap.cell as usize * self.channels + channel) * mix.span + at;
                        let weight = S::as_simd_f64s(&mix.weight[begin..begin + lanes]).0[0];
                        if self.error[unit] == 0.0 && self.slope_error[unit] == 0.0 {
                            // Then it is 0.
                            continue;
                        }
                        let value = simd.splat_f64s(self.input.high[unit]);
                        let product = simd.mul_f64s(weight, value);
                        let lost = simd.mul_add_f64s(weight, value, simd.neg_f64s(product));
                        let sum = simd.add_f64s(sums[0], product);
                        let rest = simd.sub_f64s(sum, sums[0]);
                        let left = simd.add_f64s(
                            simd.sub_f64s(sums[0], simd.sub_f64s(sum, rest)),
                            simd.sub_f64s(product, rest),
                        );
                        sums[0] = sum;
                        let fine = simd.splat_f64s(self.input.low[unit]);
                        let fine = simd.mul_add_f64s(weight, fine, simd.add_f64s(lost, left));
                        sums[1] = simd.add_f64s(sums[1], fine);
                        let rise = simd.splat_f64s(self.input.slope[unit]);
                        sums[2] = simd.mul_add_f64s(weight, rise, sums[2]);
                        let size = simd.abs_f64s(weight);
                        let e = simd.splat_f64s(self.error[unit]);
                        sums[3] = simd.mul_add_f64s(size, e, sums[3]);
                        let e = simd.splat_f64s(self.slope_error[unit]);
                        sums[4] = simd.mul_add_f64s(size, e, sums[4]);
                    }
                }
                let outs = [
                    &mut *high,
                    &mut *low,
                    &mut *slope,
                    &mut *error,
                    &mut *slope_error,
                ];
                for (sum, out) in sums.iter().zip(outs) {
                    S::as_mut_simd_f64s(&mut out[first + at..first + at + lanes]).0[0] = *sum;
                }
            }
        }
    }
}
