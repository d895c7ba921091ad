//! All channels of a slot at all points at once.

#![allow(clippy::inline_always)] // what is not inlined is compiled without the machine's vectors

use crate::affine::SLACK;
use crate::graph::field::Field;
use crate::graph::points::Points;
use crate::vectors::in_blocks;
use pulp::{Simd, WithSimd};

/// The values of all channels of a slot at its own rows and at both ends: by point, then channel.
pub(super) struct Walk<'a> {
    value: &'a [f64],
    slope: &'a [f64],
    jumps: &'a [f64],
    t: &'a [f64],
    out: &'a mut Vec<f64>,
}

impl<'a> Walk<'a> {
    pub(super) fn new(field: &'a Field, slot: usize, t: &'a [f64], out: &'a mut Vec<f64>) -> Self {
        let (units, rows) = (field.units(slot), field.rows(slot));
        Self {
            value: &field.value[units.clone()],
            slope: &field.slope[units],
            jumps: &field.jumps[rows.start * field.padded..rows.end * field.padded],
            t,
            out,
        }
    }
}

impl WithSimd for Walk<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let padded = self.value.len();
        self.out.resize(self.t.len() * padded, 0.0);
        let from = [self.value, self.slope, self.jumps, self.t];
        let out = &mut self.out[..];
        in_blocks!(S, padded, at, walk_block, (simd, from, at, out));
    }
}

#[inline(always)]
fn load<S: Simd, const V: usize>(simd: S, numbers: &[f64]) -> [S::f64s; V] {
    let mut loaded = [simd.splat_f64s(0.0); V];
    loaded.copy_from_slice(S::as_simd_f64s(numbers).0);
    loaded
}

#[inline(always)]
fn walk_block<S: Simd, const V: usize>(simd: S, from: [&[f64]; 4], at: usize, out: &mut [f64]) {
    let [values, slopes, jumps, t] = from;
    let (padded, width) = (values.len(), V * S::F64_LANES);
    let mut value = load::<S, V>(simd, &values[at..at + width]);
    let mut slope = load::<S, V>(simd, &slopes[at..at + width]);
    let rows = out.chunks_exact_mut(padded);
    let mut jumps = jumps.chunks_exact(padded);
    let mut before = 0.0;
    for (point, (row, &t)) in rows.zip(t).enumerate() {
        let step = simd.splat_f64s(t - before);
        before = t;
        for (value, &slope) in value.iter_mut().zip(&slope) {
            *value = simd.mul_add_e_f64s(slope, step, *value);
        }
        S::as_mut_simd_f64s(&mut row[at..at + width])
            .0
            .copy_from_slice(&value);
        if point > 0
            && let Some(jump) = jumps.next()
        {
            let (jump, _) = S::as_simd_f64s(&jump[at..at + width]);
            for (slope, &jump) in slope.iter_mut().zip(jump) {
                *slope = simd.add_f64s(*slope, jump);
            }
        }
    }
}

/// How far above a breakpoint the values of a slot certainly are and may be.
pub(super) struct Margins {
    /// By channel, like all the others.
    pub breakpoint: Vec<f64>,
    /// The error of a value if its point is exact.
    pub tolerance: Vec<f64>,
    pub least: Vec<f64>,
    pub largest: Vec<f64>,
}

impl Margins {
    pub(super) fn new(padded: usize) -> Self {
        let zeros = || vec![0.0; padded];
        Self {
            breakpoint: zeros(),
            tolerance: zeros(),
            least: zeros(),
            largest: zeros(),
        }
    }

    /// Finds the least and the largest margin over all points.
    pub(super) fn over<'a>(
        &'a mut self,
        points: &'a Points,
        values: &'a [f64],
        size: &'a [f64],
    ) -> Over<'a> {
        Over {
            margins: self,
            points,
            values,
            size,
        }
    }
}

pub(super) struct Over<'a> {
    margins: &'a mut Margins,
    points: &'a Points,
    values: &'a [f64],
    size: &'a [f64],
}

impl WithSimd for Over<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(mut self, simd: S) {
        let (padded, over) = (self.size.len(), &mut self);
        in_blocks!(S, padded, at, over_block, (simd, over, at));
    }
}

#[inline(always)]
fn over_block<S: Simd, const V: usize>(simd: S, over: &mut Over<'_>, at: usize) {
    let (padded, block) = (over.size.len(), at..at + V * S::F64_LANES);
    let margins = &mut *over.margins;
    let breakpoint = load::<S, V>(simd, &margins.breakpoint[block.clone()]);
    let tolerance = load::<S, V>(simd, &margins.tolerance[block.clone()]);
    let size = load::<S, V>(simd, &over.size[block.clone()]);
    let mut least = [simd.splat_f64s(f64::INFINITY); V];
    let mut largest = [simd.splat_f64s(f64::NEG_INFINITY); V];
    for (point, row) in over.values.chunks_exact(padded).enumerate() {
        let w = simd.splat_f64s(-over.points.w[point]);
        let error = simd.splat_f64s(over.points.error[point] * SLACK);
        let (row, _) = S::as_simd_f64s(&row[block.clone()]);
        for lane in 0..V {
            let above = simd.mul_add_e_f64s(breakpoint[lane], w, row[lane]);
            let off = simd.mul_add_e_f64s(size[lane], error, tolerance[lane]);
            least[lane] = simd.min_f64s(least[lane], simd.sub_f64s(above, off));
            largest[lane] = simd.max_f64s(largest[lane], simd.add_f64s(above, off));
        }
    }
    S::as_mut_simd_f64s(&mut margins.least[block.clone()])
        .0
        .copy_from_slice(&least);
    S::as_mut_simd_f64s(&mut margins.largest[block])
        .0
        .copy_from_slice(&largest);
}
