//! Exact arithmetic at a point, for what floats cannot tell: whether a neuron is on its breakpoint,
//! how far it is off when that is very little or very much, and the distance where the gradient
//! nearly vanishes.

use crate::dyadic::Dyadic;
use crate::exact::Exact;
use crate::limits;
use crate::pattern::{Cells, Pieces};
use crease_network::Network;
use std::cmp::Ordering;

/// Relative errors up to this are good enough; what is less certain is computed exactly.
pub(crate) const PRECISE: f64 = 2e-10;

// Numerator and gradient are both that good.
const _: () = assert!(4.0 * PRECISE < limits::DISTANCE_ERROR);

/// Exact arithmetic at one point.
pub(super) struct PointExact<'a> {
    network: &'a Network,
    pieces: &'a Pieces,
    exact: Exact<'a, 1>,
    cells: Cells,
    /// The point's cell before each layer, as far as it is known.
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

    /// The pre-activation of a unit minus `breakpoint`: its sign, and its magnitude, NaN if no
    /// normal float holds it.
    pub(super) fn above(
        &mut self,
        patterns: &[Vec<u8>],
        layer: usize,
        unit: usize,
        breakpoint: f64,
    ) -> (Ordering, f64) {
        let above = &self.pre_activation(patterns, layer, unit) - &Dyadic::from(breakpoint);
        let magnitude = above.ratio(&Dyadic::from(1.0)).abs();
        let fits = above.is_zero() || magnitude.is_normal();
        (above.sign(), if fits { magnitude } else { f64::NAN })
    }

    /// The distance to the nearest breakpoint of a unit whose pre-activation is off it by `above`
    /// (NaN where that is not known); `None` if the unit's gradient is 0.
    pub(super) fn distance(
        &mut self,
        patterns: &[Vec<u8>],
        layer: usize,
        unit: usize,
        above: f64,
    ) -> Option<f64> {
        let gradient = self.gradient(patterns, layer, unit);
        distance_of(&gradient, || {
            if above.is_nan() {
                self.nearest(patterns, layer, unit)
            } else {
                Dyadic::from(above)
            }
        })
    }

    /// Whether a unit with a gradient is nearer to a breakpoint than `radius`.
    pub(super) fn is_within(
        &mut self,
        patterns: &[Vec<u8>],
        layer: usize,
        unit: usize,
        radius: f64,
    ) -> bool {
        let gradient = self.gradient(patterns, layer, unit);
        let squares = gradient.iter().map(|number| number * number);
        let square = squares.fold(Dyadic::ZERO, |sum, square| &sum + &square);
        let above = self.nearest(patterns, layer, unit);
        let radius = Dyadic::from(radius);
        let reach = &(&radius * &radius) * &square;
        // Both are 0 for a unit that is constant on its breakpoint.
        (&(&above * &above) - &reach).sign().is_lt()
    }

    /// How far a unit is off its nearest breakpoint.
    fn nearest(&mut self, patterns: &[Vec<u8>], layer: usize, unit: usize) -> Dyadic {
        let z = self.pre_activation(patterns, layer, unit);
        let breakpoints = self.pieces.breakpoints().iter();
        let off = breakpoints.map(|&breakpoint| (&z - &Dyadic::from(breakpoint)).abs());
        let nearest = off.reduce(|a, b| if (&a - &b).sign().is_lt() { a } else { b });
        nearest.unwrap_or(Dyadic::ZERO)
    }

    fn pre_activation(&mut self, patterns: &[Vec<u8>], layer: usize, unit: usize) -> Dyadic {
        while self.chain.len() <= layer {
            let depth = self.chain.len() - 1;
            let cell = self.cells.push(self.chain[depth], &patterns[depth]);
            self.chain.push(cell);
        }
        let form = self
            .exact
            .pre_activation(&self.cells, self.chain[layer], unit);
        form[0].clone()
    }

    /// The gradient of a unit with respect to the network's inputs.
    fn gradient(&self, patterns: &[Vec<u8>], layer: usize, unit: usize) -> Vec<Dyadic> {
        let layers = self.network.layers();
        let row = |layer: usize, unit: usize| {
            let weights = layers[layer].row(unit).iter();
            weights.map(|&weight| Dyadic::from(weight))
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
        factors
    }
}

/// The distance to the zero of an affine function of magnitude `above` with this gradient; `None` if the
/// gradient is 0. No intermediate result overflows.
pub(crate) fn distance_of(gradient: &[Dyadic], above: impl FnOnce() -> Dyadic) -> Option<f64> {
    let largest = gradient.iter().fold(Dyadic::ZERO, |largest, number| {
        let number = number.abs();
        if (&number - &largest).sign().is_gt() {
            number
        } else {
            largest
        }
    });
    if largest.is_zero() {
        return None;
    }
    let squares = gradient.iter().map(|number| number.ratio(&largest).powi(2));
    let norm = squares.sum::<f64>().sqrt();
    let above = above();
    Some(not_zero(above.ratio(&largest) / norm, above.is_zero()))
}

/// A distance, 0 only if it is exactly 0: one that underflows is the least positive float.
#[inline]
pub(super) fn not_zero(distance: f64, zero: bool) -> f64 {
    if zero {
        distance
    } else {
        distance.max(f64::from_bits(1))
    }
}
