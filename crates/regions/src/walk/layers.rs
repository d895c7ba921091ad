//! Weights and static error bounds, laid out for the walk.
//!
//! # The bound
//! Corners are scaled to largest coordinate 1, each coordinate off by at most `epsilon` of its
//! polygon. A unit's form has coefficients of magnitude at most `M_c`, off by at most `E_c` (the
//! crate's documentation, 1; on the walk a form is its bias and one product for each unit that is
//! on, added up in some order, so that the same bound holds and nothing drifts). Its value at a
//! corner is off by at most
//! `sum_c E_c + epsilon sum_c M_c + 4 u sum_c M_c`: `fixed + epsilon * spread` below, rounded up.

use super::polygon::{self, Side};
use crate::affine::{Affine, SLACK, gamma};
use crease_network::Network;

/// Units come in blocks of this many, so that the kernels have whole vectors.
pub(super) const BLOCK: usize = 8;

/// All hidden layers.
pub(super) struct Layers {
    pub hidden: Vec<WalkLayer>,
    /// The pre-activations of the first layer.
    pub first: Vec<f64>,
    /// Rays carry `w` in units of this power of two: regions of a network with small biases are
    /// small, and scaling all biases changes none of them (*Deep ReLU Networks ...*, Lemma 6).
    pub scale: f64,
}

/// One hidden layer.
#[derive(Default)]
pub(super) struct WalkLayer {
    pub units: usize,
    /// `units`, rounded up to whole blocks.
    pub padded: usize,
    /// From one coefficient of a unit's form to the next: `padded`, unless forms of another layer
    /// lie behind.
    pub stride: usize,
    /// A row of `padded` weights for each input; empty for the first layer.
    pub rows: Vec<f64>,
    pub bias: Vec<f64>,
    /// The bounds at `epsilon = 0`, and how they grow with it.
    pub fixed: Vec<f64>,
    pub spread: Vec<f64>,
    /// The largest error of any coefficient of each unit's form.
    pub form_error: Vec<f64>,
}

/// A unit's form with its bounds.
#[derive(Clone, Copy, Debug)]
pub(super) struct WalkForm {
    pub value: [f64; 3],
    pub error: f64,
    pub fixed: f64,
    pub spread: f64,
}

impl WalkLayer {
    /// The coefficients of one unit among the forms of the layer.
    #[inline]
    pub(super) fn coefficients(&self, forms: &[f64], unit: usize) -> [f64; 3] {
        [0, 1, 2].map(|coefficient| forms[coefficient * self.stride + unit])
    }

    #[inline]
    pub(super) fn form(&self, forms: &[f64], unit: usize) -> WalkForm {
        WalkForm {
            value: self.coefficients(forms, unit),
            error: self.form_error[unit],
            fixed: self.fixed[unit],
            spread: self.spread[unit],
        }
    }
}

impl WalkForm {
    /// The value at a corner.
    #[inline]
    pub(super) fn at(&self, corner: &[f64; 3]) -> f64 {
        self.value[0] * corner[0] + self.value[1] * corner[1] + self.value[2] * corner[2]
    }

    /// The bound on the error of [`WalkForm::at`].
    pub(super) fn bound(&self, epsilon: f64) -> f64 {
        self.fixed + epsilon * self.spread
    }

    /// The sign at a corner, if it is certain: whether it is positive.
    #[inline]
    pub(super) fn sign(&self, side: &Side) -> Option<bool> {
        let value = self.at(&side.corner);
        (value.abs() > self.bound(side.epsilon)).then_some(value > 0.0)
    }

    /// The signs around a ring, a bit a corner, if all are certain and fit a word.
    pub(super) fn signs(&self, ring: &[Side]) -> Option<u64> {
        if ring.len() > polygon::MOST_CORNERS {
            return None;
        }
        let mut signs = 0;
        for (at, side) in ring.iter().enumerate() {
            signs |= u64::from(self.sign(side)?) << at;
        }
        Some(signs)
    }
}

/// Beyond these magnitudes sums could overflow, or drown in the absolute term for underflow; the
/// mesh knows how to go on.
const LARGEST: f64 = 1e60;
const UNDERFLOW: f64 = 1e-250;

/// Lays out the hidden layers, or `None` for wild magnitudes.
pub(super) fn prepare(network: &Network, affine: &Affine) -> Option<Layers> {
    let scale = bias_scale(affine.first())?;
    let inputs = |index: usize| network.hidden().get(index).map_or(0, |layer| layer.inputs);
    let joined = gamma(inputs(1) + inputs(2) + 8);
    let mut layers = Vec::new();
    for (index, layer) in network.hidden().iter().enumerate() {
        let units = layer.outputs;
        let padded = units.next_multiple_of(BLOCK);
        let mut this = WalkLayer {
            units,
            padded,
            stride: padded,
            rows: Vec::new(),
            bias: vec![0.0; padded],
            // Units that only fill up a vector are above, wherever: nothing to look at.
            fixed: vec![-1.0; padded],
            spread: vec![0.0; padded],
            form_error: vec![0.0; padded],
        };
        if index > 0 {
            this.rows = vec![0.0; layer.inputs * padded];
            for unit in 0..units {
                this.bias[unit] = f64::from(layer.bias[unit]) * scale;
                for (input, &weight) in layer.row(unit).iter().enumerate() {
                    this.rows[input * padded + unit] = f64::from(weight);
                }
            }
        }
        // From the third layer on, sums may be as long as two layers together (see `joined`).
        let joined = if index < 2 { 0.0 } else { joined };
        for unit in 0..units {
            let mut bounds = [(0.0, 0.0); 3];
            for (coefficient, bound) in bounds.iter_mut().enumerate() {
                let unit_of = if coefficient == 2 { scale } else { 1.0 };
                let magnitude = affine.magnitude(index, unit, coefficient) * unit_of;
                let error = affine.error(index, unit, coefficient) * unit_of;
                *bound = (magnitude, error + joined * magnitude);
            }
            let error: f64 = bounds.iter().map(|(_, error)| error).sum();
            // Of the computed form, which may be larger than the true one.
            let magnitude = bounds.iter().map(|(magnitude, _)| magnitude).sum::<f64>() + error;
            if !(magnitude < LARGEST && error < LARGEST) {
                return None;
            }
            this.spread[unit] = magnitude * SLACK;
            this.fixed[unit] = error * SLACK + magnitude * (8.0 * f64::EPSILON) + UNDERFLOW;
            this.form_error[unit] = bounds.iter().fold(0.0, |max, bound| max.max(bound.1));
        }
        layers.push(this);
    }
    Some(Layers {
        first: first_forms(affine.first(), layers[0].padded, scale),
        hidden: layers,
        scale,
    })
}

/// The power of two that makes constants as large as gradients, by their medians.
fn bias_scale(first: &[f64]) -> Option<f64> {
    let units = first.len() / 3;
    let median = |numbers: &[f64]| {
        let mut sizes: Vec<f64> = numbers.iter().map(|number| number.abs()).collect();
        sizes.sort_by(f64::total_cmp);
        sizes[sizes.len() / 2]
    };
    let (gradient, constant) = (median(&first[..2 * units]), median(&first[2 * units..]));
    let ratio = gradient / constant;
    if !(1e-30..1e30).contains(&ratio) {
        return None;
    }
    Some(2f64.powi(ratio.log2().round() as i32))
}

fn first_forms(first: &[f64], padded: usize, scale: f64) -> Vec<f64> {
    let units = first.len() / 3;
    let mut forms = vec![0.0; 3 * padded];
    for coefficient in 0..3 {
        let unit_of = if coefficient == 2 { scale } else { 1.0 };
        for unit in 0..units {
            forms[coefficient * padded + unit] = first[coefficient * units + unit] * unit_of;
        }
    }
    forms
}
