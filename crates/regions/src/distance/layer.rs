//! A layer's weights, laid out for values and for gradients.

use super::product::ROWS;
use crate::aligned::Aligned;
use crate::vectors::BLOCK;
use crease_network::Layer;

/// One hidden layer.
pub(super) struct DistanceLayer {
    pub units: usize,
    /// A padded column of all units for each input.
    pub columns: Aligned,
    /// The same, of magnitudes.
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
        let mut this = Self {
            units: layer.outputs,
            columns: Aligned::new(layer.inputs * padded, 0.0),
            magnitudes: Aligned::new(if first { 0 } else { layer.inputs * padded }, 0.0),
            bias: Aligned::new(padded, 0.0),
            sums: vec![0.0; layer.outputs],
            groups: Vec::new(),
        };
        if !first {
            this.groups = vec![0.0; layer.outputs.next_multiple_of(ROWS) * layer.inputs];
        }
        for unit in 0..layer.outputs {
            this.bias[unit] = f64::from(layer.bias[unit]);
            for (input, &weight) in layer.row(unit).iter().enumerate() {
                let weight = f64::from(weight);
                this.columns[input * padded + unit] = weight;
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
}
