//! What every kind of optimiser has.

use super::Vector;
use crate::check::Check;
use std::fmt::Debug;

/// The most numbers that a step has.
pub const NUMBERS: usize = 8;

/// The interface of an optimiser to the rest of the program.
pub trait OptimizerKind: Debug {
    /// Its name in an experiment file.
    fn name(&self) -> &'static str;

    /// Its key `weight_decay`, in effect where `training.weight_decay` is left out.
    fn weight_decay(&self) -> f64;

    /// Checks each of its other values.
    ///
    /// # Errors
    /// The complaint names the key of an invalid value.
    fn check(&self) -> Check {
        Ok(())
    }

    /// The names of the vectors that it remembers, each with one number for each parameter,
    /// initially 0: as many as its formula has.
    fn vectors(&self) -> &'static [&'static str];

    /// The numbers in the formula of a step, counted from 1. Those that it does not need are 0.
    fn numbers(&self, step: u64, rate: f64, weight_decay: f64) -> [f64; NUMBERS];
}

/// How an optimiser that remembers `M` vectors changes parameters.
pub trait Formula<const M: usize> {
    /// The parameters after a step, and the optimiser's memory then; `numbers` are those of
    /// [`OptimizerKind::numbers`]. Needs `#[inline(always)]`: it is compiled for the processor's
    /// vectors where it is inlined into a function for them.
    fn step<V: Vector>(
        numbers: &[V::Number; NUMBERS],
        parameters: V,
        gradient: V,
        memory: [V; M],
    ) -> (V, [V; M]);
}

/// What is done with the formula of any optimiser.
pub trait WithFormula {
    /// Its result.
    type Output;

    /// Does it. Needs `#[inline(always)]` as [`Formula::step`] does.
    fn with_formula<F: Formula<M>, const M: usize>(self) -> Self::Output;
}
