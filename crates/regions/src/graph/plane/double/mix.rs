//! Convolutions and dense layers on pairs of floats.

#![allow(clippy::inline_always)] // what is not inlined is compiled without the machine's vectors

use super::values::DoubleValues;
use crate::affine::UNIT;
use crate::graph::norm::LEAST;
use crate::graph::plan::Mix;
use pulp::{Simd, WithSimd};

/// By unit of an input: what its weight is multiplied by for the error of a sum.
pub(super) fn reaches(mix: &Mix, input: &DoubleValues) -> Vec<f64> {
    // As in crate::double, with the bias.
    let terms = mix.terms as f64;
    let rounding = 4.0 * (terms + 1.0) * (terms + 8.0) * UNIT * UNIT;
    let [x, y, w] = &input.high;
    let sizes = x.iter().zip(y).zip(w);
    let sizes = sizes.map(|((x, y), w)| x.abs().max(y.abs()).max(w.abs()));
    let reach = |(size, error): (f64, &f64)| {
        if size == 0.0 && *error == 0.0 {
            0.0
        } else {
            1.01 * (error + rounding * size) + LEAST
        }
    };
    sizes.zip(&input.error).map(reach).collect()
}

/// Adds to a slot what it takes from its inputs.
pub(super) struct DoubleSlot<'a> {
    pub mix: &'a Mix,
    /// Cells of the window, and the first unit there.
    pub taps: &'a [(u32, usize)],
    pub input: &'a DoubleValues,
    pub reach: &'a [f64],
    /// Channels of the input.
    pub channels: usize,
    pub out: &'a mut DoubleValues,
    /// The slot's first unit.
    pub begin: usize,
}

impl WithSimd for DoubleSlot<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let (mix, lanes) = (self.mix, S::F64_LANES);
        for (group, &first) in mix.first.iter().enumerate() {
            for block in (0..mix.span).step_by(lanes) {
                let units = self.begin + first + block..self.begin + first + block + lanes;
                let load = |part: &[f64]| S::as_simd_f64s(&part[units.clone()]).0[0];
                let mut high = self.out.high.each_ref().map(|part| load(part));
                let mut low = self.out.low.each_ref().map(|part| load(part));
                let mut error = load(&self.out.error);
                for &(cell, from) in self.taps {
                    for channel in group * mix.group..(group + 1) * mix.group {
                        let unit = from + channel;
                        if self.reach[unit] == 0.0 {
                            continue;
                        }
                        let (weights, _) = mix.weights(self.channels, cell, channel);
                        let weight = S::as_simd_f64s(&weights[block..block + lanes]).0[0];
                        for i in 0..3 {
                            let value = simd.splat_f64s(self.input.high[i][unit]);
                            let product = simd.mul_f64s(weight, value);
                            let lost = simd.mul_add_f64s(weight, value, simd.neg_f64s(product));
                            let sum = simd.add_f64s(high[i], product);
                            let rest = simd.sub_f64s(sum, high[i]);
                            let left = simd.add_f64s(
                                simd.sub_f64s(high[i], simd.sub_f64s(sum, rest)),
                                simd.sub_f64s(product, rest),
                            );
                            high[i] = sum;
                            let fine = simd.splat_f64s(self.input.low[i][unit]);
                            let lost = simd.add_f64s(lost, left);
                            low[i] = simd.add_f64s(low[i], simd.mul_add_f64s(weight, fine, lost));
                        }
                        let reach = simd.splat_f64s(self.reach[unit]);
                        error = simd.mul_add_f64s(simd.abs_f64s(weight), reach, error);
                    }
                }
                let parts = self.out.high.iter_mut().zip(high);
                let parts = parts.chain(self.out.low.iter_mut().zip(low));
                for (part, sum) in parts.chain([(&mut self.out.error, error)]) {
                    S::as_mut_simd_f64s(&mut part[units.clone()]).0[0] = sum;
                }
            }
        }
    }
}
