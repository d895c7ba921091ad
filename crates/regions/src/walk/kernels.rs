//! The inner loops. They are plain code, inlined into a function compiled for the vector
//! instructions that the machine turns out to have.

// They must be inlined into the function compiled for those instructions.
#![allow(clippy::inline_always)]

use super::layers::WalkLayer;
use super::side::{self, Side};
use pulp::{Simd, WithSimd};

/// What is known of a unit in a cell: negative at all corners.
pub(super) const BELOW: f64 = 0.0;
/// Positive at all corners.
pub(super) const ABOVE: f64 = 1.0;
/// Positive at some corners and negative at others.
pub(super) const BOTH: f64 = 2.0;
/// Too close to call at some corner that matters.
pub(super) const UNSURE: f64 = 3.0;

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
        let (padded, stride) = (self.layer.padded, self.layer.stride);
        let [x, y, w] = [0, stride, 2 * stride].map(|at| &self.forms[at..at + padded]);
        // Padded to whole vectors of any machine: the tails are empty.
        let [(x, _), (y, _), (w, _), (error, _)] =
            [x, y, w, &self.layer.error].map(S::as_simd_f64s);
        let (flags, _) = S::as_mut_simd_f64s(self.flags);
        let lanes = padded / x.len();
        let epsilon = simd.splat_f64s(side::widened(side::epsilon(self.sides)));
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
            // As `WalkForm::bound`.
            let size = simd.add_f64s(simd.abs_f64s(x[at]), simd.abs_f64s(y[at]));
            let size = simd.add_f64s(simd.abs_f64s(w[at]), size);
            let size = simd.add_f64s(size, error[at]);
            let bound = simd.mul_add_e_f64s(epsilon, size, error[at]);
            let minus = simd.neg_f64s(bound);
            let somewhere_above = simd.greater_than_f64s(most, bound);
            let somewhere_below = simd.less_than_f64s(least, minus);
            let all_above = simd.greater_than_f64s(least, bound);
            let all_below = simd.less_than_f64s(most, minus);
            let cut = simd.and_m64s(somewhere_above, somewhere_below);
            let flag = simd.select_f64s(cut, both, unsure);
            // What is always on is on both sides of its bound.
            let flag = simd.select_f64s(all_below, below, flag);
            let flag = simd.select_f64s(all_above, above, flag);
            flags[at] = flag;
            if simd.reduce_max_f64s(flag) >= BOTH {
                self.hot.push((at * lanes) as u32);
            }
        }
        lanes
    }
}

/// Adds to the forms in `into` what a layer gives in which these units are on.
pub(super) struct Product<'a> {
    pub after: &'a WalkLayer,
    /// Units that are on, and the three coefficients of each.
    pub on: &'a [(u32, [f64; 3])],
    pub into: &'a mut [f64],
}

impl WithSimd for Product<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let (x, rest) = self.into.split_at_mut(self.after.padded);
        let (y, w) = rest.split_at_mut(self.after.padded);
        let [(x, _), (y, _), (w, _)] = [x, y, w].map(S::as_mut_simd_f64s);
        let (rows, _) = S::as_simd_f64s(&self.after.rows);
        let vectors = x.len();
        // Several vectors side by side keep the multipliers busy: each sum waits for its last term.
        let mut at = 0;
        while at + 4 <= vectors {
            product_of::<S, 4>(simd, at, self.on, rows, [&mut *x, &mut *y, &mut *w]);
            at += 4;
        }
        while at < vectors {
            product_of::<S, 1>(simd, at, self.on, rows, [&mut *x, &mut *y, &mut *w]);
            at += 1;
        }
    }
}

/// `N` vectors of the product, from vector `at`.
#[inline(always)]
fn product_of<S: Simd, const N: usize>(
    simd: S,
    at: usize,
    on: &[(u32, [f64; 3])],
    rows: &[S::f64s],
    [x, y, w]: [&mut [S::f64s]; 3],
) {
    let vectors = x.len();
    let zero = simd.splat_f64s(0.0);
    let (mut sx, mut sy, mut sw) = ([zero; N], [zero; N], [zero; N]);
    sx.copy_from_slice(&x[at..at + N]);
    sy.copy_from_slice(&y[at..at + N]);
    sw.copy_from_slice(&w[at..at + N]);
    for &(unit, form) in on {
        let [fx, fy, fw] = form.map(|coefficient| simd.splat_f64s(coefficient));
        let start = unit as usize * vectors + at;
        let row = &rows[start..start + N];
        for k in 0..N {
            sx[k] = simd.mul_add_e_f64s(row[k], fx, sx[k]);
            sy[k] = simd.mul_add_e_f64s(row[k], fy, sy[k]);
            sw[k] = simd.mul_add_e_f64s(row[k], fw, sw[k]);
        }
    }
    x[at..at + N].copy_from_slice(&sx);
    y[at..at + N].copy_from_slice(&sy);
    w[at..at + N].copy_from_slice(&sw);
}

/// Adds to the forms in `into` what these units contribute when they are switched on.
pub(super) struct AddRanks<'a> {
    pub this: &'a WalkLayer,
    pub after: &'a WalkLayer,
    pub forms: &'a [f64],
    /// Units, and their rows in `after`.
    pub on: &'a [(u32, u32)],
    pub into: &'a mut [f64],
}

impl WithSimd for AddRanks<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let (rows, _) = S::as_simd_f64s(&self.after.rows);
        let (into, _) = S::as_mut_simd_f64s(self.into);
        let vectors = into.len() / 3;
        for &(unit, row) in self.on {
            let row = &rows[row as usize * vectors..(row as usize + 1) * vectors];
            for (coefficient, into) in into.chunks_exact_mut(vectors).enumerate() {
                let factor = self.forms[coefficient * self.this.stride + unit as usize];
                let factor = simd.splat_f64s(factor);
                for (sum, weight) in into.iter_mut().zip(row) {
                    *sum = simd.mul_add_e_f64s(*weight, factor, *sum);
                }
            }
        }
    }
}

/// Flags the units of the next layer in a whole cell, whichever of the units that cross it are on:
/// `ABOVE`, `BELOW`, or `UNSURE` for those that only parts of the cell can decide.
pub(super) struct Bound<'a> {
    pub after: &'a WalkLayer,
    /// Rows of its weights out of crossing units.
    pub matrix: &'a [f64],
    /// Forms with all crossing units off.
    pub base: &'a [f64],
    pub sides: &'a [Side],
    /// The crossing units' rows of the matrix.
    pub rows: &'a [u32],
    /// The positive parts of their values, corner by corner.
    pub values: &'a [f64],
    /// How many times a unit's own bound covers the errors of all terms.
    pub slack: f64,
    pub flags: &'a mut [f64],
    pub hot: &'a mut Vec<u32>,
}

impl WithSimd for Bound<'_> {
    type Output = usize;

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) -> usize {
        let padded = self.after.padded;
        let (x, rest) = self.base.split_at(padded);
        let (y, w) = rest.split_at(padded);
        let [(x, _), (y, _), (w, _), (fixed, _), (spread, _)] =
            [x, y, w, &self.after.fixed, &self.after.spread].map(S::as_simd_f64s);
        let (all_rows, _) = S::as_simd_f64s(self.matrix);
        let (flags, _) = S::as_mut_simd_f64s(self.flags);
        let vectors = x.len();
        let lanes = padded / vectors;
        let zero = simd.splat_f64s(0.0);
        let epsilon = simd.splat_f64s(side::epsilon(self.sides));
        let slack = simd.splat_f64s(self.slack);
        let [above, below, unsure] = [ABOVE, BELOW, UNSURE].map(|flag| simd.splat_f64s(flag));
        for at in 0..vectors {
            let mut least = simd.splat_f64s(f64::INFINITY);
            let mut most = simd.splat_f64s(f64::NEG_INFINITY);
            for (side, values) in self
                .sides
                .iter()
                .zip(self.values.chunks_exact(self.rows.len()))
            {
                let [px, py, pw] = side.corner.map(|coordinate| simd.splat_f64s(coordinate));
                let value = simd.mul_f64s(w[at], pw);
                let value = simd.mul_add_e_f64s(y[at], py, value);
                let value = simd.mul_add_e_f64s(x[at], px, value);
                let (mut low, mut high) = (value, value);
                for (&row, &value) in self.rows.iter().zip(values) {
                    let weight = all_rows[row as usize * vectors + at];
                    let part = simd.mul_f64s(weight, simd.splat_f64s(value));
                    low = simd.add_f64s(low, simd.min_f64s(part, zero));
                    high = simd.add_f64s(high, simd.max_f64s(part, zero));
                }
                least = simd.min_f64s(least, low);
                most = simd.max_f64s(most, high);
            }
            let bound = simd.mul_add_e_f64s(epsilon, spread[at], fixed[at]);
            let bound = simd.mul_f64s(bound, slack);
            let all_above = simd.greater_than_f64s(least, bound);
            let all_below = simd.less_than_f64s(most, simd.neg_f64s(bound));
            let flag = simd.select_f64s(all_below, below, unsure);
            let flag = simd.select_f64s(all_above, above, flag);
            flags[at] = flag;
            if simd.reduce_max_f64s(flag) >= BOTH {
                self.hot.push((at * lanes) as u32);
            }
        }
        lanes
    }
}
