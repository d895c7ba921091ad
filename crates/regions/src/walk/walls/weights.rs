//! What the outputs take from the units of the last layer, by way of each unit before.
//!
//! # The bound
//! Several outputs are looked at as one combination: if that jumps, one of them does. Its derivative by
//! a unit is a sum over paths to the outputs, of products of weights. With `A` the sum of their
//! magnitudes, whichever units are on, and at most `n` roundings on each path, it is off by at most
//! `gamma(n) A`; sums that are updated in place are added up over more terms, and `n` counts those.
//! `4 gamma(n) A` covers the rounding of `A` itself and of what is compared with it, too. What a partial
//! product loses by underflow grows by the weights that follow, on either way through the layers; where
//! those could overflow, nothing is known.

// They must be inlined into the function compiled for the machine's vectors.
#![allow(clippy::inline_always)]

use crate::affine::{LARGEST, gamma};
use crate::pattern::Pieces;
use crate::walk::layers::Layers;
use crate::walk::ramps::slope_of;
use crease_network::Network;
use pulp::{Simd, WithSimd};

/// This many terms may come and go before a sum is added up again: the bound counts their
/// roundings.
pub(super) const MOST_UPDATES: u32 = 48;

pub(super) struct Weights {
    /// The last layer's width.
    pub padded: usize,
    /// The combination of the outputs' weights out of each unit of the last layer.
    pub out: Vec<f64>,
    /// Whether all of them are 0.
    pub silent: Vec<bool>,
    pub any_silent: bool,
    /// For each unit before the last layer a row: `out` times the derivative of the last layer's units
    /// by it.
    pub table: Vec<f64>,
    /// For each unit the bound on the error of a sum over its row.
    pub errors: Vec<f64>,
}

impl Weights {
    pub(super) fn new(network: &Network, pieces: &Pieces, layers: &Layers) -> Self {
        let last = layers.hidden.len() - 1;
        let output = network.output();
        let width = &layers.hidden[last];
        let padded = width.padded;
        let neurons = output.inputs;
        let (mut out, mut down) = (vec![0.0; padded], vec![0.0; padded]);
        let mut silent = vec![false; padded];
        for unit in 0..width.units {
            let slope = slope_of(unit, neurons, pieces);
            let weights = (0..output.outputs).map(|o| output.row(o)[unit % neurons]);
            for (o, weight) in weights.enumerate() {
                // Any numbers do, as long as they are the same everywhere.
                let factor = if o == 0 {
                    1.0
                } else {
                    1.0 + (o as f64 * 0.618_033_988_749_895).fract()
                };
                out[unit] += factor * weight * slope;
                down[unit] += factor * (weight * slope).abs();
            }
            silent[unit] = (0..output.outputs).all(|o| output.row(o)[unit % neurons] == 0.0);
        }
        let first = &layers.first_ids;
        let mut errors = vec![0.0; first[last + 1] as usize];
        let mut terms = 2 * output.outputs + 8;
        let mut largest = 1.0;
        for layer in (0..=last).rev() {
            let most = down.iter().fold(0.0, |max: f64, &down| max.max(down));
            largest += most;
            for (unit, down) in down[..layers.hidden[layer].units].iter().enumerate() {
                errors[first[layer] as usize + unit] =
                    4.0 * gamma(terms) * down + f64::MIN_POSITIVE * largest;
            }
            if layer > 0 {
                terms += 2 * layers.hidden[layer].units + 8 + 2 * MOST_UPDATES as usize;
                let rows = layers.hidden[layer]
                    .rows
                    .chunks_exact(layers.hidden[layer].padded);
                let through = |row: &[f64]| {
                    let parts = row
                        .iter()
                        .zip(&down)
                        .map(|(weight, down)| weight.abs() * down);
                    parts.sum::<f64>()
                };
                down = rows.map(through).collect();
            }
        }
        let most = most_growth(layers, &out);
        for error in &mut errors {
            *error += f64::MIN_POSITIVE * terms as f64 * most;
            if most >= LARGEST {
                *error = f64::INFINITY;
            }
        }
        let mut table = vec![0.0; first[last] as usize * padded];
        if last > 0 {
            let start = first[last - 1] as usize * padded;
            let rows = width.rows.chunks_exact(padded);
            for (into, row) in table[start..].chunks_exact_mut(padded).zip(rows) {
                for ((into, weight), out) in into.iter_mut().zip(row).zip(&out) {
                    *into = weight * out;
                }
            }
        }
        Self {
            padded,
            out,
            any_silent: silent.contains(&true),
            silent,
            table,
            errors,
        }
    }

    pub(super) fn row(&self, unit: u32) -> &[f64] {
        let start = unit as usize * self.padded;
        &self.table[start..start + self.padded]
    }
}

/// The most that a number may grow through all layers after the first, in any part of the way.
fn most_growth(layers: &Layers, out: &[f64]) -> f64 {
    let largest = |numbers: &[f64]| numbers.iter().fold(0.0, |max: f64, w| max.max(w.abs()));
    let rows = layers.hidden.iter().skip(1);
    let through = rows.map(|layer| (largest(&layer.rows), layer.rows.len()));
    let through = through.chain([(largest(out), out.len())]);
    through.fold(1.0, |most, (largest, terms)| {
        most * (largest * terms as f64).max(1.0)
    })
}

/// Sums over some rows of a table, each number times a factor.
pub(super) struct Dots<'a> {
    pub table: &'a [f64],
    /// The second number of each names a row.
    pub rows: &'a [(u32, u32)],
    pub factors: &'a [f64],
    pub values: &'a mut [f64],
}

impl WithSimd for Dots<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let [(table, _), (factors, _)] = [self.table, self.factors].map(S::as_simd_f64s);
        let vectors = factors.len();
        for (&(_, row), value) in self.rows.iter().zip(self.values) {
            let row = &table[row as usize * vectors..(row as usize + 1) * vectors];
            let mut sums = [simd.splat_f64s(0.0); 2];
            for (at, (&weight, &factor)) in row.iter().zip(factors).enumerate() {
                sums[at & 1] = simd.mul_add_e_f64s(weight, factor, sums[at & 1]);
            }
            *value = simd.reduce_sum_f64s(simd.add_f64s(sums[0], sums[1]));
        }
    }
}
