//! The inner loops. They are plain code, inlined into a function compiled for the vector
//! instructions that the machine turns out to have.

use super::layers::{BLOCK, WalkLayer};
use super::polygon::{self, Side};
use pulp::{Simd, WithSimd};

/// What is known of a unit in a cell: negative at all corners.
pub(super) const BELOW: f64 = 0.0;
/// Positive at all corners.
pub(super) const ABOVE: f64 = 1.0;
/// Positive at some corners and negative at others.
pub(super) const BOTH: f64 = 2.0;
/// Too close to call at some corner that matters.
pub(super) const UNSURE: f64 = 3.0;

#[inline(always)]
fn block(numbers: &[f64], at: usize) -> &[f64; BLOCK] {
    let block = numbers[at..].first_chunk::<BLOCK>();
    block.unwrap_or(&[0.0; BLOCK])
}

/// Flags all units of a layer in a cell. Returns how many units a vector of this machine holds.
pub(super) struct Classify<'a> {
    pub layer: &'a WalkLayer,
    pub forms: &'a [f64],
    pub sides: &'a [Side],
    pub flags: &'a mut [f64],
    /// Receives the first unit of every vector with a unit that is `BOTH` or `UNSURE`.
    pub hot: &'a mut Vec<u32>,
}

impl WithSimd for Classify<'_> {
    type Output = usize;

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) -> usize {
        let padded = self.layer.padded;
        let (x, rest) = self.forms.split_at(padded);
        let (y, w) = rest.split_at(padded);
        // Padded to whole vectors of any machine: the tails are empty.
        let [(x, _), (y, _), (w, _), (fixed, _), (spread, _)] =
            [x, y, w, &self.layer.fixed, &self.layer.spread].map(S::as_simd_f64s);
        let (flags, _) = S::as_mut_simd_f64s(self.flags);
        let lanes = padded / x.len();
        let epsilon = simd.splat_f64s(polygon::epsilon(self.sides));
        let [above, below, both, unsure] =
            [ABOVE, BELOW, BOTH, UNSURE].map(|flag| simd.splat_f64s(flag));
        for at in 0..x.len() {
            let mut least = simd.splat_f64s(f64::INFINITY);
            let mut most = simd.splat_f64s(f64::NEG_INFINITY);
            for side in self.sides {
                let [px, py, pw] = side.corner.map(|coordinate| simd.splat_f64s(coordinate));
                let value = simd.mul_f64s(w[at], pw);
                let value = simd.mul_add_e_f64s(y[at], py, value);
                let value = simd.mul_add_e_f64s(x[at], px, value);
                least = simd.min_f64s(least, value);
                most = simd.max_f64s(most, value);
            }
            let bound = simd.mul_add_e_f64s(epsilon, spread[at], fixed[at]);
            let minus = simd.neg_f64s(bound);
            let somewhere_above = simd.greater_than_f64s(most, bound);
            let somewhere_below = simd.less_than_f64s(least, minus);
            let all_above = simd.greater_than_f64s(least, bound);
            let all_below = simd.less_than_f64s(most, minus);
            let cut = simd.and_m64s(somewhere_above, somewhere_below);
            let flag = simd.select_f64s(cut, both, unsure);
            let flag = simd.select_f64s(all_above, above, flag);
            let flag = simd.select_f64s(all_below, below, flag);
            flags[at] = flag;
            if simd.reduce_max_f64s(flag) >= BOTH {
                self.hot.push((at * lanes) as u32);
            }
        }
        lanes
    }
}

/// The forms after a layer in which exactly these units are on.
pub(super) struct Product<'a> {
    pub this: &'a WalkLayer,
    pub after: &'a WalkLayer,
    pub forms: &'a [f64],
    pub on: &'a [u32],
    pub into: &'a mut [f64],
}

impl WithSimd for Product<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        let padded = self.after.padded;
        for at in (0..padded).step_by(BLOCK) {
            let mut x = [0.0; BLOCK];
            let mut y = [0.0; BLOCK];
            let mut w = *block(&self.after.bias, at);
            for &unit in self.on {
                let unit = unit as usize;
                let [fx, fy, fw] = [0, 1, 2].map(|c| self.forms[c * self.this.padded + unit]);
                let row = block(&self.after.rows, unit * padded + at);
                for k in 0..BLOCK {
                    x[k] += row[k] * fx;
                    y[k] += row[k] * fy;
                    w[k] += row[k] * fw;
                }
            }
            for (coefficient, sums) in [x, y, w].iter().enumerate() {
                let start = coefficient * padded + at;
                self.into[start..start + BLOCK].copy_from_slice(sums);
            }
        }
    }
}

/// Adds to the forms in `into` what these units contribute when they are switched on.
pub(super) struct AddRanks<'a> {
    pub this: &'a WalkLayer,
    pub after: &'a WalkLayer,
    pub forms: &'a [f64],
    pub on: &'a [u32],
    pub into: &'a mut [f64],
}

impl WithSimd for AddRanks<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        let padded = self.after.padded;
        for &unit in self.on {
            let unit = unit as usize;
            let row = &self.after.rows[unit * padded..(unit + 1) * padded];
            for (coefficient, into) in self.into.chunks_exact_mut(padded).enumerate() {
                let factor = self.forms[coefficient * self.this.padded + unit];
                for (sum, weight) in into.iter_mut().zip(row) {
                    *sum += weight * factor;
                }
            }
        }
    }
}
