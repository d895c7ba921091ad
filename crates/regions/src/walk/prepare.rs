//! The layers of a network on a plane, and bounds on the forms of their units.
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

use super::layers::{ALWAYS, BLOCK, Layers, WalkLayer};
use super::ramps::{Ramp, outputs, ramps};
use crate::Plane;
use crate::affine::{Bound, LARGEST, SLACK, UNIT, compose, gamma, times};
use crate::dyadic::Dyadic;
use crate::pattern::Pieces;
use crease_network::Network;
use crease_system::mul_add;
use std::ops::Range;

/// Room for underflow where a form is evaluated at a corner: far more than three products can lose.
const UNDERFLOW: f64 = 1e-250;

/// Bounds on the three coefficients of a unit's form.
#[derive(Clone, Copy, Default)]
struct Bounds {
    magnitude: [f64; 3],
    error: [f64; 3],
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
                let lost = if rounded || tiny || mul_add(weight, slope, -factor) != 0.0 {
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
                // A sum that may overflow is not known.
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

impl WalkLayer {
    fn of(units: usize) -> Self {
        let padded = units.next_multiple_of(BLOCK);
        Self {
            units,
            padded,
            stride: padded,
            bias: vec![0.0; padded],
            // Units that only fill up a vector count as always on: they need no decision.
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
