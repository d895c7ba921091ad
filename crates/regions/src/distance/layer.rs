//! A layer's weights, laid out for values and for gradients.

use super::double::{Columns, split};
use super::product::ROWS;
use crate::aligned::Aligned;
use crate::vectors::BLOCK;
use crease_network::Layer;

/// One hidden layer.
pub(super) struct DistanceLayer {
    pub units: usize,
    /// The first 24 bits of the weights, a padded column of all units for each input.
    high: Aligned,
    /// The same, of what is left of them; empty if they have no more bits.
    low: Aligned,
    /// The same, of their magnitudes.
    pub magnitudes: Aligned,
    pub bias: Aligned,
    /// `sum |W|` of each unit.
    pub sums: Vec<f64>,
    /// Weights in groups of [`ROWS`] units: for each input the weights of the group.
    pub groups: Vec<f64>,
}

impl DistanceLayer {
    /// The groups are left out for the first layer, whose gradients are its weights.
    pub(super) fn new(layer: &Layer, first: bool) -> Self {
        let padded = layer.outputs.next_multiple_of(BLOCK);
        let long = layer.weight.iter().any(|&weight| split(weight)[1] != 0.0);
        let mut this = Self {
            units: layer.outputs,
            high: Aligned::new(layer.inputs * padded, 0.0),
            low: Aligned::new(if long { layer.inputs * padded } else { 0 }, 0.0),
            magnitudes: Aligned::new(if first { 0 } else { layer.inputs * padded }, 0.0),
            bias: Aligned::new(padded, 0.0),
            sums: vec![0.0; layer.outputs],
            groups: Vec::new(),
        };
        if !first {
            this.groups = vec![0.0; layer.outputs.next_multiple_of(ROWS) * layer.inputs];
        }
        for unit in 0..layer.outputs {
            this.bias[unit] = layer.bias[unit];
            for (input, &weight) in layer.row(unit).iter().enumerate() {
                let [high, low] = split(weight);
                this.high[input * padded + unit] = high;
                if long {
                    this.low[input * padded + unit] = low;
                }
                this.sums[unit] += weight.abs();
                if !first {
                    this.magnitudes[input * padded + unit] = weight.abs();
                    let group = unit / ROWS * layer.inputs + input;
                    this.groups[group * ROWS + unit % ROWS] = weight;
                }
            }
        }
        this
    }

    /// The weights, for values.
    pub(super) fn columns(&self) -> Columns<'_> {
        Columns {
            high: &self.high,
            low: &self.low,
        }
    }

    /// Whether any weight has more than 24 bits.
    pub(super) fn is_long(&self) -> bool {
        !self.low.is_empty()
    }
}
