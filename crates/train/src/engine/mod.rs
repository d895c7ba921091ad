//! What computes the steps of runs.
//!
//! [`Fused`] does a whole step of one run in one operation, on the CPU; [`Stacked`] does it by
//! Burn's tensor operations, on any device and for several runs at once, and is what the first is
//! tested against.

mod choice;
mod fused;
mod stacked;

pub use choice::EngineName;
pub(crate) use choice::{on_the_host, single};

use crate::TrainError;
use crate::loss::Loss;
use crate::optimizer::Update;
use crate::set::Set;
use burn::tensor::Tensor;
use crease_network::Activation;

pub(crate) use stacked::{Stacked, Steps, Stretch, Table, finite_marks};

/// What all runs of an engine have in common.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Shape<'a> {
    /// Widths of all layers, inputs and outputs included.
    pub(crate) widths: &'a [usize],
    pub(crate) activation: &'a Activation,
    pub(crate) loss: Loss,
    /// The most examples in a step.
    pub(crate) batch: usize,
    /// The names of the vectors that the optimiser remembers.
    pub(crate) memory: &'static [&'static str],
}

/// What one run learns from in a step.
pub(crate) struct Batch<'a> {
    pub(crate) set: Set<'a>,
    /// Which examples, in the order of the batch.
    pub(crate) indices: &'a [u32],
    pub(crate) update: Update,
}

/// An optimiser's memory of one run: vectors with their names, each laid out as the parameters.
pub(crate) type Memory = Vec<(String, Vec<f32>)>;

/// Trains runs of one shape, each of its own parameters. Runs are counted from 0; parameters are
/// laid out as in checkpoints, layer by layer.
pub(crate) trait Engine {
    /// Takes one step of every run, with a batch each; returns whether all parameters are finite
    /// afterwards.
    ///
    /// # Errors
    /// If the device fails.
    fn step(&mut self, batches: &[Batch]) -> Result<bool, TrainError>;

    /// The logits of these examples, `examples x outputs`.
    ///
    /// # Errors
    /// If the device fails.
    fn logits(&mut self, run: usize, set: Set, indices: &[u32]) -> Result<Vec<f32>, TrainError>;

    /// All parameters of a run, finite or not.
    ///
    /// # Errors
    /// If the device fails.
    fn parameters(&self, run: usize) -> Result<Vec<f32>, TrainError>;

    /// What the optimiser remembers of a run.
    ///
    /// # Errors
    /// If the device fails.
    fn memory(&self, run: usize) -> Result<Memory, TrainError>;

    /// Continues a run from these parameters and the optimiser's memory, in the order of
    /// [`Shape::memory`].
    fn restore(&mut self, run: usize, parameters: &[f32], memory: &[Vec<f32>]);
}

/// A tensor's numbers on the host.
pub(crate) fn numbers<const D: usize>(tensor: &Tensor<D>) -> Result<Vec<f32>, TrainError> {
    let numbers = tensor.to_data().try_to_vec();
    numbers.map_err(|error| TrainError::Backend(format!("{error:?}")))
}

#[cfg(test)]
mod tests;
