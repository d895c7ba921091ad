//! A layer prepared for the sweep, with static bounds.

use crate::affine::{LARGEST, SLACK, UNIT, gamma, times};
use crate::aligned::Aligned;
use crate::pattern::Pieces;
use crate::vectors::BLOCK;
use crease_network::{Layer, Network};

/// Everything is computed from scratch after this many rank-one updates, so that errors stay
/// bounded however long a line is.
pub(super) const UPDATES: usize = 256;

/// A layer's weights in `f64`, a padded column of all units for each input.
pub(super) struct Stage {
    pub units: usize,
    pub padded: usize,
    pub columns: Aligned,
    /// Padding has a huge bias, so that it never comes near a breakpoint.
    pub bias: Aligned,
    pub bounds: Vec<Bounds>,
    /// The largest bounds of any unit, component by component.
    pub largest: Bounds,
}

/// What holds for a unit's slope and constant on every line and in every cell; see the
/// [module](super) for the meaning. Magnitudes include the errors.
#[derive(Clone, Copy, Default)]
pub(super) struct Bounds {
    /// `R`: times `|direction|` it bounds the slope, times `|origin|` a part of the constant.
    pub reach: f64,
    /// `B`: bounds the rest of the constant.
    pub bias: f64,
    /// The error of `reach`.
    pub reach_error: f64,
    /// The error of `bias`.
    pub bias_error: f64,
    /// The error by underflow, whatever the line.
    pub floor: f64,
    /// The largest entry of a direction: of what a rank-one update is a multiple of.
    pub direction: f64,
}

impl Stage {
    /// All layers, hidden and output.
    pub(super) fn of_network(network: &Network, pieces: &Pieces) -> Vec<Self> {
        let layers = network.layers();
        let mut before = first_bounds(&layers[0]);
        let mut stages = vec![Self::new(&layers[0], before.clone())];
        let mut largest = stages[0].largest;
        for layer in &layers[1..] {
            before = next_bounds(layer, &before, largest, pieces);
            let stage = Self::new(layer, before.clone());
            largest = largest.or(&stage.largest);
            stages.push(stage);
        }
        stages
    }

    fn new(layer: &Layer, bounds: Vec<Bounds>) -> Self {
        let padded = layer.outputs.next_multiple_of(BLOCK);
        let mut columns = Aligned::new(layer.inputs * padded, 0.0);
        let mut bias = Aligned::new(padded, f64::MAX);
        for unit in 0..layer.outputs {
            bias[unit] = layer.bias[unit];
            for (input, &weight) in layer.row(unit).iter().enumerate() {
                columns[input * padded + unit] = weight;
            }
        }
        let largest = bounds.iter().fold(Bounds::default(), Bounds::or);
        Self {
            units: layer.outputs,
            padded,
            columns,
            bias,
            bounds,
            largest,
        }
    }

    /// The weights out of one input.
    #[inline(always)]
    pub(super) fn column(&self, input: usize) -> &[f64] {
        &self.columns[input * self.padded..(input + 1) * self.padded]
    }
}

impl Bounds {
    fn or(self, other: &Self) -> Self {
        Self {
            reach: self.reach.max(other.reach),
            bias: self.bias.max(other.bias),
            reach_error: self.reach_error.max(other.reach_error),
            bias_error: self.bias_error.max(other.bias_error),
            floor: self.floor.max(other.floor),
            direction: self.direction.max(other.direction),
        }
    }
}

/// Composed with a line, the first layer is a sum of products once and for all.
fn first_bounds(layer: &Layer) -> Vec<Bounds> {
    let error = gamma(layer.inputs + 3);
    let bounds = (0..layer.outputs).map(|unit| {
        let weights = layer.row(unit).iter();
        let reach = weights.map(|w| w.abs()).sum::<f64>() * SLACK;
        let bias = layer.bias[unit].abs();
        Bounds {
            reach,
            bias,
            reach_error: times(error, reach),
            bias_error: times(error, bias),
            floor: (layer.inputs + 2) as f64 * f64::MIN_POSITIVE,
            direction: 0.0,
        }
    });
    bounds.collect()
}

/// `largest` holds the largest bounds of all layers before.
fn next_bounds(layer: &Layer, before: &[Bounds], largest: Bounds, pieces: &Pieces) -> Vec<Bounds> {
    let (slope, offset) = (pieces.largest_slope(), pieces.largest_offset());
    let inputs = layer.inputs;
    let roundings = (2 * inputs + 12 + UPDATES * (3 * inputs + 16)) as f64;
    let relative = roundings * UNIT * SLACK;
    // A direction that underflowed is multiplied by the pair of the neuron that changed.
    let underflow = roundings * f64::MIN_POSITIVE * SLACK;
    let factor = 4.0 * (slope + 1.0);
    let bounds = (0..layer.outputs).map(|unit| {
        let mut bounds = Bounds::default();
        let mut weights = 0.0;
        for (&weight, before) in layer.row(unit).iter().zip(before) {
            let weight = weight.abs();
            let scale = times(weight, slope);
            weights += weight;
            bounds.reach += times(scale, before.reach + before.reach_error);
            bounds.bias += times(scale, before.bias + before.bias_error + before.floor);
            bounds.bias += times(weight, offset.magnitude);
            bounds.reach_error += times(scale, before.reach_error);
            bounds.bias_error += times(scale, before.bias_error);
            bounds.floor += times(scale, before.floor);
        }
        bounds.reach *= SLACK;
        bounds.bias = (bounds.bias + layer.bias[unit].abs()) * SLACK;
        bounds.reach_error = bounds.reach_error * SLACK
            + times(relative, bounds.reach)
            + underflow * factor * largest.reach;
        bounds.bias_error = bounds.bias_error * SLACK
            + times(relative, bounds.bias)
            + underflow * factor * (largest.bias + offset.magnitude);
        bounds.floor = bounds.floor * SLACK + underflow * (1.0 + weights);
        // A direction is a product of weights alone: it may overflow where the numbers that it
        // changes do not. Then nothing is certain.
        bounds.direction = weights * (slope * largest.direction).max(1.0) * SLACK;
        if bounds.direction.is_nan() || bounds.direction >= LARGEST {
            bounds.direction = f64::INFINITY;
            bounds.reach_error = f64::INFINITY;
            bounds.bias_error = f64::INFINITY;
        }
        bounds
    });
    bounds.collect()
}
