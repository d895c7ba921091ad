//! Weights and error bounds, laid out for the walk. [`super::prepare`] says what the bounds are.

use super::form::WalkForm;

/// Units come in blocks of this many, so that the kernels have whole vectors.
pub(super) const BLOCK: usize = 8;

/// All hidden layers.
pub(super) struct Layers {
    pub hidden: Vec<WalkLayer>,
    /// The output layer, a unit an output: a form, and nothing that cuts.
    pub output: WalkLayer,
    /// The pre-activations of the first layer.
    pub first: Vec<f64>,
    /// Rays carry `w` in units of this power of two: regions of a network with small biases are
    /// small, and scaling all biases changes none of them (*Deep ReLU Networks ...*, Lemma 6).
    pub scale: f64,
    /// The number of the first unit of each layer among all, and how many there are.
    pub first_ids: Vec<u32>,
    /// Whether products of the weights of two layers neither overflow nor underflow.
    pub joinable: bool,
    /// Whether the forms of a layer, the output layer among them, have no constants, exactly.
    pub homogeneous: Vec<bool>,
}

/// One hidden layer.
#[derive(Default)]
pub(super) struct WalkLayer {
    pub units: usize,
    /// `units`, rounded up to whole blocks.
    pub padded: usize,
    /// From one coefficient of a unit's form to the next: `padded`, unless forms of another layer
    /// follow.
    pub stride: usize,
    /// A row of `padded` weights for each input; empty for the first layer.
    pub rows: Vec<f64>,
    pub bias: Vec<f64>,
    /// `E` of each unit; below 0 for a unit that is always on.
    pub error: Vec<f64>,
    /// The largest error of any coefficient of each unit's form.
    pub form_error: Vec<f64>,
    /// A bound on the error of a value in any cell at `epsilon = 0`, and how it grows with `epsilon`.
    pub fixed: Vec<f64>,
    pub spread: Vec<f64>,
    /// The units' numbers among all units.
    pub ids: Vec<u32>,
}

/// `E` of what is always on: no value is below minus that.
pub(super) const ALWAYS: f64 = -1e300;

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
            error: self.error[unit],
            form_error: self.form_error[unit],
            id: self.ids[unit],
        }
    }

    pub(super) fn is_always_on(&self, unit: usize) -> bool {
        self.error[unit] < 0.0
    }

    /// Makes this the layer of some units of another, padded; without weights.
    pub(super) fn select(&mut self, from: &Self, units: &[u32]) {
        self.units = units.len();
        self.padded = units.len().next_multiple_of(BLOCK).max(BLOCK);
        self.stride = self.padded;
        let padded = self.padded;
        for (into, from, rest) in [
            (&mut self.error, &from.error, ALWAYS),
            (&mut self.form_error, &from.form_error, 0.0),
            (&mut self.fixed, &from.fixed, ALWAYS),
            (&mut self.spread, &from.spread, 0.0),
        ] {
            into.clear();
            gather(into, from, units, padded, rest);
        }
        self.ids.clear();
        let ids = units.iter().map(|&unit| from.ids[unit as usize]);
        self.ids.extend(ids);
    }
}

/// Appends the numbers of these units, and `rest` up to `padded` of them.
pub(super) fn gather(into: &mut Vec<f64>, from: &[f64], units: &[u32], padded: usize, rest: f64) {
    into.extend(units.iter().map(|&unit| from[unit as usize]));
    into.resize(into.len() + padded - units.len(), rest);
}
