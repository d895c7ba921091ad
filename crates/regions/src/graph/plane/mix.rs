//! Sums of weights times changes of forms, in vectors as wide as the machine has them.

#![allow(clippy::inline_always)] // what is not inlined is compiled without the machine's vectors

use super::values::Values;
use crate::graph::plan::Mix;
use pulp::{Simd, WithSimd};

/// A channel whose form changed: by how much each coefficient did, and what to add to the error.
#[derive(Clone, Copy)]
pub(super) struct Change {
    pub channel: u32,
    pub by: [f64; 4],
}

/// Adds changes to all channels of one slot.
pub(super) struct Add<'a> {
    pub mix: &'a Mix,
    /// Channels of the input.
    pub channels: usize,
    /// Taps, and the changes there.
    pub taps: &'a [(u32, &'a [Change])],
    pub out: &'a mut Values,
    /// The slot's first unit.
    pub at: usize,
}

impl WithSimd for Add<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Self {
            mix,
            channels,
            taps,
            out,
            at,
        } = self;
        for (group, &first) in mix.first.iter().enumerate() {
            let mut block = 0;
            while block < mix.span {
                let left = (mix.span - block) / S::F64_LANES;
                let begin = at + first + block;
                let sums = Sums {
                    mix,
                    channels,
                    taps,
                    group,
                    block,
                };
                if left >= 4 {
                    add::<S, 4>(simd, &sums, out, begin);
                    block += 4 * S::F64_LANES;
                } else if left >= 2 {
                    add::<S, 2>(simd, &sums, out, begin);
                    block += 2 * S::F64_LANES;
                } else {
                    add::<S, 1>(simd, &sums, out, begin);
                    block += S::F64_LANES;
                }
            }
        }
    }
}

struct Sums<'a> {
    mix: &'a Mix,
    channels: usize,
    taps: &'a [(u32, &'a [Change])],
    group: usize,
    block: usize,
}

#[inline(always)]
fn add<S: Simd, const V: usize>(simd: S, sums: &Sums<'_>, out: &mut Values, begin: usize) {
    let width = V * S::F64_LANES;
    let mix = sums.mix;
    let mut all = [[simd.splat_f64s(0.0); V]; 4];
    for (sum, part) in all.iter_mut().zip(&out.parts) {
        sum.copy_from_slice(S::as_simd_f64s(&part[begin..begin + width]).0);
    }
    let single = mix.first.len() == 1;
    for &(tap, changes) in sums.taps {
        let base = tap as usize * sums.channels;
        for change in changes {
            let channel = change.channel as usize;
            if !single && channel / mix.group != sums.group {
                continue;
            }
            let from = (base + channel) * mix.span + sums.block;
            let (row, _) = S::as_simd_f64s(&mix.weight[from..from + width]);
            let [x, y, w, e] = change.by.map(|by| simd.splat_f64s(by));
            for lane in 0..V {
                let weight = row[lane];
                all[0][lane] = simd.mul_add_e_f64s(weight, x, all[0][lane]);
                all[1][lane] = simd.mul_add_e_f64s(weight, y, all[1][lane]);
                all[2][lane] = simd.mul_add_e_f64s(weight, w, all[2][lane]);
                let size = simd.abs_f64s(weight);
                all[3][lane] = simd.mul_add_e_f64s(size, e, all[3][lane]);
            }
        }
    }
    for (sum, part) in all.iter().zip(&mut out.parts) {
        S::as_mut_simd_f64s(&mut part[begin..begin + width])
            .0
            .copy_from_slice(sum);
    }
}
