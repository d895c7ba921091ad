//! Updates of the parameters from their gradient.
//!
//! A kind of optimiser has its formula in its file in `crease-experiment`, for any
//! [`Vector`](crease_experiment::settings::optimizer::Vector): here are those of the processor, for
//! the fused step, and Burn's tensors.

mod simd;
mod tensors;

pub(crate) use simd::{MOST_VECTORS, Vectors};
pub(crate) use tensors::{Stack, StackUpdate};

use crease_experiment::settings::Training;
use crease_experiment::settings::optimizer::{NUMBERS, Optimizer};

/// An optimiser at one step: all that its update needs besides parameters, memory and gradient.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Update {
    optimizer: Optimizer,
    numbers: [f32; NUMBERS],
}

impl Update {
    /// The update of a step, counted from 1, with this learning rate.
    pub(crate) fn of(training: &Training, step: u64, rate: f64) -> Self {
        let optimizer = training.optimizer;
        let numbers = optimizer.numbers(step, rate, training.weight_decay());
        Self {
            optimizer,
            numbers: numbers.map(|number| number as f32),
        }
    }
}

#[cfg(test)]
mod tests;
