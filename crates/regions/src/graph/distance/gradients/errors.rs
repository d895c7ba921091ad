//! Bounds on the errors of gradients, from the magnitudes of the weights on their way.

use super::{Gradients, source_of};
use crate::affine::{SLACK, gamma};
use crate::graph::distance::values::{PointValues, Unit};
use crate::graph::norm::{LEAST, at_least};
use crate::graph::plan::Kind;

impl Gradients<'_> {
    /// Bounds on the errors of a step's gradients.
    pub(super) fn error(&self, index: usize, values: &PointValues<'_>) -> Vec<f64> {
        let step = &self.steps[index];
        let mut errors = vec![0.0; step.positions * step.padded];
        // The error of a gradient after it is multiplied and added to others.
        let reach = |(from, unit): Unit, terms: usize| {
            let norm = self.squares[from][unit].sqrt();
            let reach = self.errors[from][unit] + norm * (1.0 + 1e-6) * gamma(2 * terms + 8);
            if reach == 0.0 { 0.0 } else { at_least(reach) }
        };
        let rows = errors.chunks_exact_mut(step.padded).enumerate();
        match &step.kind {
            Kind::Input | Kind::Constant(_) => {}
            Kind::Mix(mix) => {
                let (from, before) = (step.inputs[0], &self.steps[step.inputs[0]]);
                for (position, row) in rows {
                    for tap in mix.taps.of(position) {
                        for channel in 0..before.channels {
                            let unit = tap.position as usize * before.padded + channel;
                            let reach = reach((from, unit), mix.terms);
                            if reach == 0.0 {
                                continue;
                            }
                            let (weights, first) = mix.weights(before.channels, tap.cell, channel);
                            for (error, weight) in row[first..].iter_mut().zip(weights) {
                                if *weight != 0.0 {
                                    *error += weight.abs().max(LEAST) * reach * SLACK;
                                }
                            }
                        }
                    }
                }
            }
            Kind::Diagonal(diagonal) => {
                for (position, row) in rows {
                    let range = diagonal.taps.range(position);
                    let taps = &diagonal.taps.taps[range.clone()];
                    let factors = &diagonal.factors[range];
                    for (channel, error) in row.iter_mut().enumerate().take(step.channels) {
                        let scale =
                            diagonal.scale_and_shift(step.padded, position, channel)[0].abs();
                        for (tap, factor) in taps.iter().zip(factors) {
                            let unit = tap.position as usize * step.padded + channel;
                            let from = step.inputs[tap.input as usize];
                            let reach = reach((from, unit), diagonal.terms + 2);
                            if reach != 0.0 && *factor != 0.0 && scale != 0.0 {
                                *error += (factor.abs() * scale).max(LEAST) * reach * SLACK;
                            }
                        }
                    }
                }
            }
            Kind::Move(moved) => {
                for (position, row) in rows {
                    let sources = &moved[position * step.channels..];
                    for (error, source) in row.iter_mut().zip(&sources[..step.channels]) {
                        if let Some((from, _, unit)) = source_of(self.steps, step, source) {
                            *error = self.errors[from][unit];
                        }
                    }
                }
            }
            Kind::Activate(_) => {
                for (position, row) in rows {
                    for (channel, error) in row.iter_mut().enumerate().take(step.channels) {
                        let unit = position * step.padded + channel;
                        let slope = values.slope(index, unit).abs();
                        *error = if slope == 0.0 {
                            0.0
                        } else if slope == 1.0 {
                            self.errors[step.inputs[0]][unit]
                        } else {
                            slope.max(LEAST) * reach((step.inputs[0], unit), 1) * SLACK
                        };
                    }
                }
            }
            Kind::Largest(_) => {
                for (position, row) in rows {
                    for (channel, error) in row.iter_mut().enumerate().take(step.channels) {
                        let unit = position * step.padded + channel;
                        let (from, unit) = values.leader(index, unit);
                        *error = self.errors[from][unit];
                    }
                }
            }
        }
        errors
    }
}
