//! Weights and error bounds, laid out for the walk.
//!
//! # Units
//! Any activation is `phi(z) = s_0 z + c + sum_t d_t relu(z - xi_t)`, with `s_0` and `c` slope and
//! offset before the first breakpoint and `d_t` the change of slope at breakpoint `xi_t`. So a neuron
//! with `T` breakpoints is `T` units of the walk, each with one threshold and weights `d_t W`, and one
//! more that is always on if `s_0` is not 0. A neuron with a ReLU is one unit.
//!
//! # The bound
//! Each coefficient of a unit's form is off by at most `E_c`, the same in every cell: a form is its
//! bias and one product for each unit that is on, added up in some order, so that the crate's bound on
//! sums holds and nothing drifts. A corner `p` is scaled to largest coordinate 1, each coordinate off
//! by at most `epsilon`. With `E = sum_c E_c` and `|f|` the sum of the magnitudes of the computed
//! coefficients, the value at a corner is off by at most
//!
//! - `E (1 + epsilon)`, as the form is off where the true corner lies,
//! - `epsilon |f|`, as the computed form is evaluated elsewhere,
//! - `4 u |f|`, as a sum of three products is rounded,
//!
//! together less than `(epsilon + 16 u) (|f| + E) + E`; the 12 `u` too many cover the rounding of the
//! bound itself. `E` has room for underflow. It is the actual `|f|` that counts: over the whole plane a
//! form could be many orders of magnitude larger in deep networks.

use super::line::LineId;
use super::polygon::{self, Side};
use crate::Plane;
use crate::affine::{Bound, LARGEST, SLACK, UNIT, compose, gamma, times};
use crate::dyadic::Dyadic;
use crate::pattern::Pieces;
use crease_network::Network;
use std::ops::Range;

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

/// A unit's form.
#[derive(Clone, Copy, Debug)]
pub(super) struct WalkForm {
    pub value: [f64; 3],
    /// `E`.
    pub error: f64,
    /// The largest error of any coefficient.
    pub form_error: f64,
    /// The number of the unit.
    pub id: u32,
}

/// `E` of what is always on: no value is below minus that.
const ALWAYS: f64 = -1e300;

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

impl WalkForm {
    pub(super) fn named_line(&self) -> (LineId, [f64; 3]) {
        (LineId::of_unit(self.id), self.value)
    }

    /// The value at a corner.
    #[inline]
    pub(super) fn at(&self, corner: &[f64; 3]) -> f64 {
        self.value[0] * corner[0] + self.value[1] * corner[1] + self.value[2] * corner[2]
    }

    /// The bound on the error of [`WalkForm::at`].
    #[inline]
    pub(super) fn bound(&self, epsilon: f64) -> f64 {
        let size = self.value[0].abs() + self.value[1].abs() + self.value[2].abs();
        polygon::widened(epsilon) * (size + self.error) + self.error
    }

    /// The sign at a corner, if it is certain: whether it is positive.
    #[inline]
    pub(super) fn sign(&self, side: &Side) -> Option<bool> {
        let value = self.at(&side.corner);
        (value.abs() > self.bound(side.epsilon)).then_some(value > 0.0)
    }

    /// The signs around a ring, a bit a corner, if all are certain and fit a word.
    #[inline]
    pub(super) fn signs(&self, ring: &[Side]) -> Option<u64> {
        let size = self.value[0].abs() + self.value[1].abs() + self.value[2].abs() + self.error;
        let (mut signs, mut sure) = (0, ring.len() <= polygon::MOST_CORNERS);
        for (at, side) in ring.iter().take(polygon::MOST_CORNERS).enumerate() {
            let value = self.at(&side.corner);
            sure &= value.abs() > polygon::widened(side.epsilon) * size + self.error;
            signs |= u64::from(value > 0.0) << at;
        }
        sure.then_some(signs)
    }
}

/// Room for underflow where a form is evaluated at a corner: far more than three products can lose.
const UNDERFLOW: f64 = 1e-250;

/// Bounds on the three coefficients of a unit's form.
#[derive(Clone, Copy, Default)]
struct Bounds {
    magnitude: [f64; 3],
    error: [f64; 3],
}

/// A threshold of a neuron, or none for what is always on.
#[derive(Clone, Copy)]
struct Ramp {
    neuron: usize,
    breakpoint: Option<usize>,
}

/// The units of a layer of `neurons`: all of the first breakpoint, all of the second, and so on.
fn ramps(neurons: usize, pieces: &Pieces) -> Vec<Ramp> {
    let breakpoints = (0..pieces.breakpoints().len()).map(Some);
    let always = (pieces.slope(0) != 0.0).then_some(None);
    let all = breakpoints.chain(always);
    all.flat_map(|breakpoint| (0..neurons).map(move |neuron| Ramp { neuron, breakpoint }))
        .collect()
}

/// The outputs, each as it is.
fn outputs(count: usize) -> Vec<Ramp> {
    let output = |neuron| Ramp {
        neuron,
        breakpoint: None,
    };
    (0..count).map(output).collect()
}

impl Ramp {
    fn threshold(self, pieces: &Pieces) -> f64 {
        self.breakpoint.map_or(0.0, |t| pieces.breakpoints()[t])
    }

    /// What the unit adds to the slope of its neuron where it is on, and whether that is rounded.
    fn slope(self, pieces: &Pieces) -> (f64, bool) {
        let Some(t) = self.breakpoint else {
            return (pieces.slope(0), false);
        };
        let (before, after) = (pieces.slope(t as u8), pieces.slope(t as u8 + 1));
        let change = after - before;
        let exact = &Dyadic::from(after) - &Dyadic::from(before);
        (change, Dyadic::from(change) != exact)
    }
}

/// What a unit of a layer of `neurons` adds to the slope of its neuron where it is on, rounded.
pub(super) fn slope_of(unit: usize, neurons: usize, pieces: &Pieces) -> f64 {
    let breakpoint = Some(unit / neurons).filter(|&t| t < pieces.breakpoints().len());
    let ramp = Ramp {
        neuron: unit % neurons,
        breakpoint,
    };
    ramp.slope(pieces).0
}

/// Lays out the hidden layers on a plane.
pub(super) fn prepare(network: &Network, plane: &Plane, pieces: &Pieces) -> Layers {
    let (composed, composed_bounds) = compose(&network.layers()[0], plane.vectors());
    let scale = bias_scale(&composed);
    let neurons = composed.len() / 3;
    let mut ramps_of = ramps(neurons, pieces);
    let (first, forms, mut bounds) =
        first_layer(&composed, &composed_bounds, &ramps_of, scale, pieces);
    let without_constants = |bounds: &[Bounds]| bounds.iter().all(|of| of.magnitude[2] == 0.0);
    let mut homogeneous = vec![without_constants(&bounds)];
    let mut hidden = vec![first];
    let joined = joined_terms(network, pieces);
    let mut output = WalkLayer::default();
    for (index, layer) in network.layers().iter().enumerate().skip(1) {
        let is_output = index == network.hidden().len();
        let ramps_here = if is_output {
            outputs(layer.outputs)
        } else {
            ramps(layer.outputs, pieces)
        };
        let inputs = std::mem::replace(&mut ramps_of, ramps_here);
        let mut this = WalkLayer::of(ramps_of.len());
        this.rows = vec![0.0; inputs.len() * this.padded];
        let before = std::mem::take(&mut bounds);
        let slopes: Vec<(f64, bool)> = inputs.iter().map(|ramp| ramp.slope(pieces)).collect();
        for (unit, ramp) in ramps_of.iter().enumerate() {
            let row = layer.row(ramp.neuron);
            let (bias, mut of) = constant(layer, *ramp, pieces, scale);
            this.bias[unit] = bias;
            let mut terms = 0;
            for (input, from) in inputs.iter().enumerate() {
                let weight = row[from.neuron];
                let (slope, rounded) = slopes[input];
                if weight == 0.0 {
                    continue;
                }
                terms += 1;
                let factor = weight * slope;
                this.rows[input * this.padded + unit] = factor;
                // A factor itself can be rounded, twice, or lose digits by underflow.
                let tiny = !factor.is_normal() && slope.abs() != 1.0;
                let lost = if rounded || tiny || weight.mul_add(slope, -factor) != 0.0 {
                    factor.abs() * (2.0 * UNIT) + f64::MIN_POSITIVE
                } else {
                    0.0
                };
                for coefficient in 0..3 {
                    let magnitude = before[input].magnitude[coefficient];
                    of.magnitude[coefficient] += times(factor.abs() + lost, magnitude);
                    of.error[coefficient] += times(factor.abs(), before[input].error[coefficient])
                        + times(lost, magnitude);
                }
            }
            // From the third layer on, sums may be as long as two layers together (see `joined`).
            let terms = if index < 2 { terms } else { terms.max(joined) } + 2;
            for coefficient in 0..3 {
                let (magnitude, error) =
                    (&mut of.magnitude[coefficient], &mut of.error[coefficient]);
                *magnitude *= SLACK;
                let rounding = gamma(terms) * *magnitude + terms as f64 * f64::MIN_POSITIVE;
                *error = *error * SLACK + if *magnitude == 0.0 { 0.0 } else { rounding };
                // Sums that may overflow are not known at all.
                if *magnitude + *error >= LARGEST {
                    *error = f64::INFINITY;
                }
            }
            bounds.push(of);
        }
        this.set_bounds(&bounds, |unit| {
            is_output || ramps_of[unit].breakpoint.is_some()
        });
        homogeneous.push(without_constants(&bounds));
        if is_output {
            output = this;
        } else {
            hidden.push(this);
        }
    }
    let joinable = hidden.iter().skip(1).all(WalkLayer::is_tame);
    let mut first_ids = vec![0];
    for layer in &mut hidden {
        let first = first_ids[first_ids.len() - 1];
        layer.ids = (first..).take(layer.padded).collect();
        first_ids.push(first + layer.units as u32);
    }
    Layers {
        hidden,
        output,
        first: forms,
        scale,
        first_ids,
        joinable,
        homogeneous,
    }
}

/// The first layer with its forms, and bounds on them.
fn first_layer(
    composed: &[f64],
    composed_bounds: &[Bound],
    ramps: &[Ramp],
    scale: f64,
    pieces: &Pieces,
) -> (WalkLayer, Vec<f64>, Vec<Bounds>) {
    let neurons = composed.len() / 3;
    let mut bounds: Vec<Bounds> = Vec::new();
    let mut first = WalkLayer::of(ramps.len());
    let mut forms = vec![0.0; 3 * first.padded];
    for (unit, ramp) in ramps.iter().enumerate() {
        let mut of = Bounds::default();
        for coefficient in 0..3 {
            let at = coefficient * neurons + ramp.neuron;
            let (mut value, mut bound) = (composed[at], composed_bounds[at]);
            if coefficient == 2 {
                let threshold = ramp.threshold(pieces);
                if threshold != 0.0 {
                    value -= threshold;
                    bound.magnitude += threshold.abs();
                    bound.error += value.abs() * UNIT * SLACK;
                }
                value *= scale;
                bound.magnitude *= scale;
                bound.error = bound.error * scale + lost_by_scaling(bound.magnitude, scale);
            }
            forms[coefficient * first.padded + unit] = value;
            (of.magnitude[coefficient], of.error[coefficient]) = (bound.magnitude, bound.error);
        }
        bounds.push(of);
    }
    first.set_bounds(&bounds, |unit| ramps[unit].breakpoint.is_some());
    (first, forms, bounds)
}

/// Products of two weights in this range, and of these with a form, are ordinary floats.
const TAME: Range<f64> = 1e-70..1e70;

/// The most roundings of a sum that goes through two layers at once.
fn joined_terms(network: &Network, pieces: &Pieces) -> usize {
    let inputs = |index: usize| network.hidden().get(index).map_or(0, |layer| layer.inputs);
    (inputs(1) + inputs(2)) * (pieces.breakpoints().len() + 1) + 8
}

/// The bias of a unit, with what all its inputs have as offsets before their first breakpoints.
fn constant(
    layer: &crease_network::Layer,
    ramp: Ramp,
    pieces: &Pieces,
    scale: f64,
) -> (f64, Bounds) {
    let bias = layer.bias[ramp.neuron];
    let mut bounds = Bounds::default();
    let threshold = ramp.threshold(pieces);
    let offset = pieces.exact_offset(0);
    let (value, error) = if threshold == 0.0 && offset.is_zero() {
        (bias * scale, lost_by_scaling(bias.abs(), scale))
    } else {
        let mut sum = &Dyadic::from(bias) - &Dyadic::from(threshold);
        if !offset.is_zero() {
            for &weight in layer.row(ramp.neuron) {
                sum = &sum + &(&Dyadic::from(weight) * offset);
            }
        }
        (&sum * &Dyadic::from(scale)).to_f64()
    };
    bounds.magnitude[2] = value.abs() + error;
    bounds.error[2] = error;
    (value, bounds)
}

/// What a number of at most this magnitude, or its error, loses by a power of two: underflow.
fn lost_by_scaling(magnitude: f64, scale: f64) -> f64 {
    if scale == 1.0 || magnitude == 0.0 {
        0.0
    } else {
        f64::MIN_POSITIVE
    }
}

impl WalkLayer {
    fn of(units: usize) -> Self {
        let padded = units.next_multiple_of(BLOCK);
        Self {
            units,
            padded,
            stride: padded,
            bias: vec![0.0; padded],
            // Units that only fill up a vector are on, wherever: nothing to look at.
            error: vec![ALWAYS; padded],
            fixed: vec![ALWAYS; padded],
            spread: vec![0.0; padded],
            form_error: vec![0.0; padded],
            ..Self::default()
        }
    }

    /// Whether all weights are 0 or of ordinary size.
    fn is_tame(&self) -> bool {
        let mut weights = self.rows.iter();
        weights.all(|weight| *weight == 0.0 || TAME.contains(&weight.abs()))
    }

    /// Sets the bounds of these units; the others are always on.
    fn set_bounds(&mut self, bounds: &[Bounds], is_bounded: impl Fn(usize) -> bool) {
        for (unit, bound) in bounds
            .iter()
            .enumerate()
            .filter(|(unit, _)| is_bounded(*unit))
        {
            let error = bound.error.iter().sum::<f64>() * SLACK;
            // Of the computed form, which may be larger than the true one.
            let magnitude = bound.magnitude.iter().sum::<f64>() + error;
            self.error[unit] = error + UNDERFLOW;
            self.form_error[unit] = bound.error.iter().fold(0.0, |max, e| max.max(*e));
            self.spread[unit] = magnitude * SLACK;
            self.fixed[unit] = error + magnitude * (16.0 * UNIT) + UNDERFLOW;
        }
    }
}

/// The power of two that makes constants as large as gradients, by their medians.
fn bias_scale(first: &[f64]) -> f64 {
    let units = first.len() / 3;
    let median = |numbers: &[f64]| {
        let mut sizes: Vec<f64> = numbers.iter().map(|number| number.abs()).collect();
        sizes.sort_by(f64::total_cmp);
        sizes[sizes.len() / 2]
    };
    let (gradient, constant) = (median(&first[..2 * units]), median(&first[2 * units..]));
    let ratio = gradient / constant;
    if !(1e-30..1e30).contains(&ratio) {
        return 1.0;
    }
    2f64.powi(ratio.log2().round() as i32)
}
