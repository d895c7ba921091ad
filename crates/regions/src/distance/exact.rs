//! What floats cannot tell of a point: whether a neuron is on its breakpoint, how far it is off when
//! that is very little, and the norm of a gradient that nearly vanishes.

use crate::dyadic::Dyadic;
use crate::exact::Exact;
use crate::pattern::{Cells, Pieces};
use crease_network::Network;
use std::cmp::Ordering;

use super::product::scaled_norm;

/// Exact arithmetic at one point.
pub(super) struct PointExact<'a> {
    network: &'a Network,
    pieces: &'a Pieces,
    exact: Exact<'a, 1>,
    cells: Cells,
    /// The point's cell before each layer, as far as it was asked for.
    chain: Vec<u32>,
}

impl<'a> PointExact<'a> {
    pub(super) fn new(network: &'a Network, pieces: &'a Pieces, point: &'a [f64]) -> Self {
        Self {
            network,
            pieces,
            exact: Exact::on(network, [point], pieces),
            cells: Cells::new(),
            chain: vec![Cells::ROOT],
        }
    }

    /// The pre-activation of a unit less a number: its sign, and its magnitude as a float.
    pub(super) fn above(
        &mut self,
        patterns: &[Vec<u8>],
        layer: usize,
        unit: usize,
        breakpoint: f64,
    ) -> (Ordering, f64) {
        while self.chain.len() <= layer {
            let depth = self.chain.len() - 1;
            let cell = self.cells.push(self.chain[depth], &patterns[depth]);
            self.chain.push(cell);
        }
        let form = self
            .exact
            .pre_activation(&self.cells, self.chain[layer], unit);
        let above = &form[0] - &Dyadic::from(breakpoint);
        (above.sign(), magnitude(&above))
    }

    /// The norm of the gradient of a unit with respect to the network's inputs; 0 only if it is 0.
    pub(super) fn gradient_norm(&self, patterns: &[Vec<u8>], layer: usize, unit: usize) -> f64 {
        let layers = self.network.layers();
        let row = |layer: usize, unit: usize| {
            let weights = layers[layer].row(unit).iter();
            weights.map(|&weight| Dyadic::from(f64::from(weight)))
        };
        let mut factors: Vec<Dyadic> = row(layer, unit).collect();
        for before in (0..layer).rev() {
            let mut next = vec![Dyadic::ZERO; layers[before].inputs];
            for (unit, factor) in factors.iter().enumerate() {
                let slope = self.pieces.slope(patterns[before][unit]);
                if factor.is_zero() || slope == 0.0 {
                    continue;
                }
                let factor = factor * &Dyadic::from(slope);
                for (sum, weight) in next.iter_mut().zip(row(before, unit)) {
                    *sum = &*sum + &(&factor * &weight);
                }
            }
            factors = next;
        }
        let floats: Vec<f64> = factors.iter().map(magnitude).collect();
        scaled_norm(&floats)
    }
}

/// Infinite where a float has no room for it.
fn magnitude(number: &Dyadic) -> f64 {
    let (value, error) = number.to_f64();
    if error.is_finite() {
        // A number that is not 0 must not become 0.
        let least = if number.is_zero() {
            0.0
        } else {
            f64::from_bits(1)
        };
        value.abs().max(least)
    } else {
        f64::INFINITY
    }
}
