//! Gradients of all neurons, layer by layer, and the nearest of the neurons.

#![allow(clippy::inline_always)] // what is not inlined is compiled without the machine's vectors

use super::exact::{PRECISE, PointExact, not_zero};
use super::layer::DistanceLayer;
use super::product::{self, Rows};
use super::reduce::{self, Reduced};
use crate::affine::{SLACK, UNIT, gamma};
use crate::aligned::Aligned;
use crate::vectors::{BLOCK, Weights, combine};
use crease_network::Layer;
use pulp::Simd;

/// Gradients in the layers so far, and the least distance there.
pub(super) struct Gradients {
    first: Reduced,
    first_norms: Aligned,
    /// Gradients of the last layer and of the one before it.
    rows: [Rows; 2],
    /// Gradients of the layer before, times slopes.
    scaled: Rows,
    layers: Vec<LayerNorms>,
    /// The units that the next layer reads, and their slopes.
    active: Vec<u32>,
    weights: Vec<Weights>,
    factors: Aligned,
    /// The relative error of a norm, given the gradient.
    rounding: f64,
    best: f64,
    /// Neurons that may be the nearest, within the bounds on their norms.
    doubtful: Vec<Doubtful>,
}

/// The norms of a layer's gradients.
struct LayerNorms {
    norms: Aligned,
    /// The rounding errors of the norms.
    errors: Aligned,
    /// `sum |v_i| ||w_i||` for gradients `sum v_i w_i`.
    reaches: Aligned,
}

/// A neuron whose norm may be anything up to `norm`.
struct Doubtful {
    layer: usize,
    unit: usize,
    above: f64,
    norm: f64,
}

impl Gradients {
    pub(super) fn new(hidden: &[Layer]) -> Self {
        let padded = |layer: &Layer| layer.outputs.next_multiple_of(BLOCK);
        let widest = hidden.iter().map(padded).max().unwrap_or(0);
        let (first, first_norms) = match hidden.first() {
            Some(layer) => (start(layer), norms(layer)),
            None => (
                Reduced {
                    rows: Rows::new(0, 0),
                    defect: 0.0,
                },
                Aligned::new(0, 0.0),
            ),
        };
        let rows = || Rows::with_stride(widest, first.rows.stride);
        Self {
            rows: [rows(), rows()],
            scaled: rows(),
            layers: hidden
                .iter()
                .map(|layer| LayerNorms {
                    norms: Aligned::new(padded(layer), 0.0),
                    errors: Aligned::new(padded(layer), 0.0),
                    reaches: Aligned::new(padded(layer), 0.0),
                })
                .collect(),
            active: Vec::new(),
            weights: hidden
                .iter()
                .map(|layer| Weights::new(layer.outputs, 0.0))
                .collect(),
            factors: Aligned::new(widest, 0.0),
            rounding: (hidden.first().map_or(0, |layer| layer.inputs) + 24) as f64 * UNIT,
            best: f64::INFINITY,
            doubtful: Vec::new(),
            first,
            first_norms,
        }
    }

    #[inline(always)]
    pub(super) fn begin(&mut self) {
        self.best = f64::INFINITY;
        self.doubtful.clear();
        if let Some(layer) = self.layers.first_mut() {
            layer.norms.copy_from_slice(&self.first_norms);
            layer.reaches.copy_from_slice(&self.first_norms);
        }
    }

    /// Computes the gradients of a layer from those before it, where the pieces have these slopes.
    #[inline(always)]
    pub(super) fn advance<S: Simd>(
        &mut self,
        simd: S,
        layer: &DistanceLayer,
        index: usize,
        slopes: &[f64],
    ) {
        let inputs = slopes.len();
        self.active.clear();
        let weights = &mut self.weights[index - 1];
        for (unit, &slope) in slopes.iter().enumerate() {
            weights.set(unit, slope.abs());
            if slope != 0.0 {
                self.active.push(unit as u32);
            }
        }
        let [even, odd] = &mut self.rows;
        let (before, out) = if index.is_multiple_of(2) {
            (odd, even)
        } else {
            (even, odd)
        };
        let source = if index == 1 { &self.first.rows } else { before };
        // Only the pieces of other slopes than 1 need their rows scaled.
        let plain = slopes.iter().all(|&slope| slope == 0.0 || slope == 1.0);
        if plain {
            product::product(simd, &layer.groups, inputs, &self.active, source, out);
        } else {
            let scaled = &mut self.scaled;
            scaled.triangular = source.triangular;
            for &unit in &self.active {
                let unit = unit as usize;
                for (to, number) in scaled.row_mut(unit).iter_mut().zip(source.row(unit)) {
                    *to = number * slopes[unit];
                }
            }
            product::product(simd, &layer.groups, inputs, &self.active, scaled, out);
        }
        let (before, after) = self.layers.split_at_mut(index);
        let (before, after) = (&before[index - 1], &mut after[0]);
        for unit in 0..layer.units {
            after.norms[unit] = product::norm(simd, out.row(unit));
        }
        let (relative, underflow) = (gamma(inputs + 4), inputs as f64 * f64::MIN_POSITIVE);
        for unit in 0..inputs {
            self.factors[unit] = before.errors[unit] + relative * before.norms[unit] + underflow;
        }
        let (columns, weights) = (&layer.magnitudes, &self.weights[index - 1]);
        let (errors, reaches) = (&mut after.errors, &mut after.reaches);
        combine(simd, columns, weights, &self.factors, None, errors);
        combine(simd, columns, weights, &before.reaches, None, reaches);
        for unit in 0..layer.units {
            errors[unit] += underflow;
            if reaches[unit] < f64::MIN_POSITIVE {
                let padded = layer.bias.len();
                let connected = |&input: &u32| {
                    let input = input as usize;
                    before.reaches[input] > 0.0 && columns[input * padded + unit] > 0.0
                };
                // Not 0 where it only underflows.
                let reach = self.active.iter().any(connected);
                reaches[unit] = if reach { f64::MIN_POSITIVE } else { 0.0 };
            }
        }
    }

    /// Compares the neurons of a layer, this much off their breakpoints.
    #[inline(always)]
    pub(super) fn compare(&mut self, index: usize, above: &[f64]) {
        for (unit, &above) in above.iter().enumerate() {
            let Some((norm, error)) = self.norm(index, unit) else {
                continue;
            };
            if error <= norm * PRECISE && norm.is_normal() && !above.is_nan() {
                let distance = not_zero(above / norm, above == 0.0);
                self.best = if distance < self.best {
                    distance
                } else {
                    self.best
                };
            } else {
                self.doubtful.push(Doubtful {
                    layer: index,
                    unit,
                    above,
                    norm: norm + error,
                });
            }
        }
    }

    /// Counts the neurons of a layer, this much off their breakpoints, that are nearer than each radius.
    #[inline(always)]
    pub(super) fn count_within(
        &self,
        index: usize,
        above: &[f64],
        radii: &[f64],
        patterns: &[Vec<u8>],
        exact: &mut PointExact<'_>,
        counts: &mut [u64],
    ) {
        for (unit, &above) in above.iter().enumerate() {
            let Some((norm, error)) = self.norm(index, unit) else {
                continue;
            };
            for (&radius, count) in radii.iter().zip(&mut *counts) {
                let near = is_within(above, [norm - error, norm + error], radius)
                    .unwrap_or_else(|| exact.is_within(patterns, index, unit, radius));
                *count += u64::from(near);
            }
        }
    }

    /// The norm of a unit's gradient and a bound on its error; `None` if no unit with a gradient is
    /// connected to it.
    #[inline(always)]
    fn norm(&self, index: usize, unit: usize) -> Option<(f64, f64)> {
        let layer = &self.layers[index];
        let (norm, reach) = (layer.norms[unit], layer.reaches[unit]);
        if reach == 0.0 {
            return None;
        }
        let defect = if index == 0 { 0.0 } else { self.first.defect };
        // The squared norm is off by `defect reach^2`.
        let (root, scaled) = (defect.sqrt() * reach, defect * reach * (reach / norm));
        let missed = if scaled < root { scaled } else { root };
        Some((
            norm,
            (layer.errors[unit] + missed + self.rounding * norm) * SLACK,
        ))
    }

    /// The least distance of all.
    pub(super) fn nearest(&self, patterns: &[Vec<u8>], exact: &mut PointExact<'_>) -> f64 {
        let mut best = self.best;
        for doubtful in &self.doubtful {
            let &Doubtful {
                layer,
                unit,
                above,
                norm,
            } = doubtful;
            // False if one of them is NaN.
            if above / norm >= best {
                continue;
            }
            if let Some(distance) = exact.distance(patterns, layer, unit, above) {
                best = best.min(distance);
            }
        }
        best
    }
}

/// Whether a neuron whose gradient has a norm between these is nearer to its breakpoint than
/// `radius`; `None` if that is not certain. `above` is off by less than [`PRECISE`] of itself.
#[inline(always)]
fn is_within(above: f64, [least, most]: [f64; 2], radius: f64) -> Option<bool> {
    const SURELY: f64 = 4.0 * PRECISE;
    let reach = radius * least * (1.0 - SURELY);
    if reach.is_normal() && above < reach {
        return Some(true);
    }
    let reach = radius * most * (1.0 + SURELY) + f64::MIN_POSITIVE;
    (above > reach).then_some(false)
}

/// The weights of the first layer, or fewer numbers with the same norms.
fn start(layer: &Layer) -> Reduced {
    let triangle = (layer.outputs < layer.inputs).then(|| reduce::triangle(layer));
    triangle.flatten().unwrap_or_else(|| reduce::whole(layer))
}

/// The norms of the weights of each unit.
fn norms(layer: &Layer) -> Aligned {
    let mut norms = Aligned::new(layer.outputs.next_multiple_of(BLOCK), 0.0);
    for unit in 0..layer.outputs {
        norms[unit] = product::scaled_norm(layer.row(unit));
    }
    norms
}
