//! The state of walls that is kept from cell to cell.

use super::derivative::Derivatives;
use super::merged::Merged;
use super::weights::Weights;
use crate::pattern::Pieces;
use crate::walk::layers::Layers;
use crease_network::Network;

pub(in crate::walk) struct Walls {
    pub(super) weights: Weights,
    pub(super) derivatives: Derivatives,
    pub merged: Merged,
    /// Which units of the last layer are on all over, from narrowing to narrowing.
    pub(super) bases: Vec<Vec<f64>>,
    pub(super) spare: Vec<Vec<f64>>,
    /// Which of them are on in the current cell.
    pub(super) on: Vec<f64>,
    /// The sides of the current cell that are looked at: which, and of which units.
    pub(super) sides: Vec<(u32, u32)>,
    pub(super) values: Vec<f64>,
    /// The sides that floats cannot tell to jump, and their units.
    pub(super) open: Vec<(u32, u32)>,
    /// The sides of the current cell across which, or across a piece of which, the gradient does
    /// not jump, among those that are positive inside.
    pub flat: Vec<u32>,
}

impl Walls {
    pub(in crate::walk) fn new(network: &Network, pieces: &Pieces, layers: &Layers) -> Self {
        let weights = Weights::new(network, pieces, layers);
        Self {
            derivatives: Derivatives::new(layers),
            merged: Merged::new(layers.first_ids[layers.hidden.len()]),
            bases: Vec::new(),
            spare: Vec::new(),
            on: Vec::new(),
            sides: Vec::new(),
            values: Vec::new(),
            open: Vec::new(),
            flat: Vec::new(),
            weights,
        }
    }

    /// Records that the pattern of this layer has changed.
    pub(in crate::walk) fn renew(&mut self, layer: usize) {
        self.derivatives.renew(layer);
    }
}
