//! Derivatives of later layers' units by a unit, kept from cell to cell.

// They must be inlined into the function compiled for the machine's vectors.
#![allow(clippy::inline_always)]

use super::weights::{MOST_UPDATES, Weights};
use crate::walk::active::UnitStates;
use crate::walk::layers::Layers;
use pulp::{Simd, WithSimd};

pub(super) struct Derivatives {
    /// By unit, and by layer from the second after it on; empty before they are needed.
    of: Vec<Vec<Derivative>>,
    /// The number of the pattern of each layer, and the last number given.
    stamps: Vec<u64>,
    newest: u64,
    /// Which units of each layer are on, in bits, under which pattern.
    on: Vec<(u64, Vec<u64>)>,
    terms: Vec<(u32, f64)>,
}

/// The derivatives of one layer's units by one unit.
#[derive(Clone, Default)]
struct Derivative {
    /// The pattern of the layer before that they hold for, and which of its units are on there.
    stamp: u64,
    on: Vec<u64>,
    /// Which values these are, and from which of the layer before they were made.
    version: u64,
    from: u64,
    updates: u32,
    values: Vec<f64>,
    /// Whether all of them are 0 because no path leads there.
    zero: bool,
}

impl Derivatives {
    pub(super) fn new(layers: &Layers) -> Self {
        let last = layers.hidden.len() - 1;
        Self {
            of: vec![Vec::new(); layers.first_ids[last] as usize],
            stamps: vec![0; last + 1],
            newest: 1,
            on: vec![(0, Vec::new()); last + 1],
            terms: Vec::new(),
        }
    }

    pub(super) fn renew(&mut self, layer: usize) {
        self.newest += 1;
        self.stamps[layer] = self.newest;
    }

    /// Whether no path leads from a unit through the layers between to the last.
    pub(super) fn is_zero(&self, unit: u32) -> bool {
        self.of[unit as usize].last().is_some_and(|last| last.zero)
    }

    /// Updates the derivatives by a unit that is not in the last two layers.
    pub(super) fn derive(
        &mut self,
        weights: &mut Weights,
        layers: &Layers,
        known: &UnitStates<'_>,
        arch: pulp::Arch,
        unit: u32,
    ) {
        let layer = layers.layer_of(unit);
        let last = layers.hidden.len() - 1;
        self.of[unit as usize].resize(last - layer - 1, Derivative::default());
        for (index, to) in (layer + 2..=last).enumerate() {
            let stamp = self.stamps[to - 1];
            if self.of[unit as usize][index].stamp == stamp {
                continue;
            }
            if self.on[to - 1].0 != stamp {
                let units = layers.hidden[to - 1].units;
                let (old, words) = &mut self.on[to - 1];
                *old = stamp;
                words.clear();
                words.resize(units.div_ceil(64), 0);
                known.each_on(to - 1, units, |unit| words[unit / 64] |= 1 << (unit % 64));
            }
            let words = &self.on[to - 1].1;
            let rows = &layers.hidden[to];
            let (before, after) = self.of[unit as usize].split_at_mut(index);
            let this = &mut after[0];
            let direct = &layers.hidden[layer + 1];
            let (values, version, zero) = if let Some(before) = before.last() {
                (&before.values[..], before.version, before.zero)
            } else {
                let start = (unit - layers.first_ids[layer]) as usize * direct.padded;
                (&direct.rows[start..start + direct.padded], u64::MAX, false)
            };
            this.stamp = stamp;
            this.zero = zero || words.iter().all(|&word| word == 0);
            let changed = this.on.iter().zip(words).map(|(a, b)| (a ^ b).count_ones());
            let changed: u32 = changed.sum();
            let update = this.from == version && this.updates + changed <= MOST_UPDATES;
            if update && changed == 0 {
                continue;
            }
            self.terms.clear();
            for (index, &word) in words.iter().enumerate() {
                let mut bits = if update { word ^ this.on[index] } else { word };
                while bits != 0 {
                    let bit = bits.trailing_zeros() as usize;
                    bits &= bits - 1;
                    let unit = index * 64 + bit;
                    let value = values[unit];
                    let gone = word >> bit & 1 == 0;
                    self.terms
                        .push((unit as u32, if gone { -value } else { value }));
                }
            }
            if update {
                this.updates += changed;
            } else {
                this.updates = 0;
                this.values.clear();
                this.values.resize(rows.padded, 0.0);
            }
            this.on.clone_from(words);
            this.from = version;
            self.newest += 1;
            this.version = self.newest;
            arch.dispatch(AddRows {
                rows: &rows.rows,
                terms: &self.terms,
                into: &mut this.values,
            });
            if to == last {
                let start = unit as usize * weights.padded;
                let row = &mut weights.table[start..start + weights.padded];
                for ((into, value), out) in row.iter_mut().zip(&this.values).zip(&weights.out) {
                    *into = value * out;
                }
            }
        }
    }
}

/// Adds rows times factors.
struct AddRows<'a> {
    rows: &'a [f64],
    terms: &'a [(u32, f64)],
    into: &'a mut [f64],
}

impl WithSimd for AddRows<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let (into, _) = S::as_mut_simd_f64s(self.into);
        let (rows, _) = S::as_simd_f64s(self.rows);
        let vectors = into.len();
        for two in self.terms.chunks(2) {
            let row = |at: usize| {
                let (unit, factor) = two[at];
                let start = unit as usize * vectors;
                (&rows[start..start + vectors], simd.splat_f64s(factor))
            };
            let (first, factor) = row(0);
            if two.len() == 2 {
                let (second, other) = row(1);
                for ((sum, &a), &b) in into.iter_mut().zip(first).zip(second) {
                    *sum = simd.mul_add_e_f64s(b, other, simd.mul_add_e_f64s(a, factor, *sum));
                }
            } else {
                for (sum, &a) in into.iter_mut().zip(first) {
                    *sum = simd.mul_add_e_f64s(a, factor, *sum);
                }
            }
        }
    }
}
