//! By how much the jumps of functions at an event are off.
//!
//! A bend of an output is the bend of one neuron times the weights on the ways from it, on which
//! every other neuron is on one piece. So the computed jump is certainly not 0 if it is larger than what
//! the sums on these ways round, whatever the bend itself is off by: errors here count that as exact.

use super::event::Events;
use super::field::Field;
use super::plan::{Kind, Step};
use crate::affine::{SLACK, gamma};
use crate::pattern::Pieces;

/// By event, of one step: the largest jump, and a bound on the error of any. Events that no row of the
/// step has are left out.
#[derive(Clone, Default)]
pub(super) struct Jumps {
    largest: Vec<f64>,
    error: Vec<f64>,
}

impl Jumps {
    /// The bound of an event.
    pub(super) fn error(&self, event: u32) -> f64 {
        self.error
            .get(event as usize)
            .copied()
            .unwrap_or(f64::INFINITY)
    }

    /// What a step makes of the jumps before it. Events from `known` on are its own.
    pub(super) fn after(
        step: &Step,
        inputs: &[&Field],
        field: &Field,
        events: &Events,
        known: usize,
    ) -> Self {
        let count = events.all.len();
        let mut largest = vec![0.0f64; count];
        for (row, &event) in field
            .jumps
            .chunks_exact(field.padded.max(1))
            .zip(&field.events)
        {
            let most = row.iter().fold(0.0f64, |most, jump| most.max(jump.abs()));
            let known = &mut largest[event as usize];
            *known = known.max(most);
        }
        // The largest sum of weights, and how many products round together.
        let (norm, terms) = match &step.kind {
            Kind::Mix(mix) => (mix.norm, mix.terms),
            Kind::Diagonal(diagonal) => (diagonal.norm, diagonal.terms + 2),
            Kind::Activate(pieces) => {
                let slopes = pieces.iter().map(Pieces::largest_slope);
                (slopes.fold(0.0, f64::max), 1)
            }
            Kind::Input | Kind::Constant(_) | Kind::Move(_) | Kind::Largest(_) => (1.0, 0),
        };
        let rounding = gamma(terms + 4);
        let floor = (terms + 4) as f64 * f64::MIN_POSITIVE;
        let mut error = vec![0.0f64; count];
        for (index, (error, event)) in error.iter_mut().zip(&events.all).enumerate() {
            let own = index >= known;
            for bounds in inputs.iter().map(|input| &input.bounds) {
                let at = |of: &[f64]| of.get(index).copied().unwrap_or(0.0);
                let before = at(&bounds.error) + rounding * at(&bounds.largest);
                let after = norm * before * SLACK + floor;
                *error = if after.is_nan() {
                    f64::INFINITY
                } else {
                    error.max(after)
                };
            }
            if own {
                *error = 0.0;
            }
            if !event.alone {
                *error = f64::INFINITY;
            }
        }
        Self { largest, error }
    }
}
