//! Optimisers: what moves the parameters against their gradient.
//!
//! A kind of optimiser is one file: its constants, the vectors it remembers, the numbers of a step
//! in `f64`, and the update itself, once in SIMD for the fused step and once in Burn's tensors.

mod adam;
mod sgd;
mod simd;

pub(crate) use simd::Vectors;

use adam::Adam;
use burn::tensor::Tensor;
use crease_experiment::settings::{self, Training};
use pulp::Simd;
use sgd::Sgd;

/// Numbers of an optimiser's memory below this in size become 0: beside the update's epsilon they
/// move no parameter by as much as its rounding, and arithmetic on the denormals that they would
/// decay to is many times slower than on other numbers.
const TINY: f32 = 1e-30;

/// The most vectors that an optimiser remembers.
pub(crate) const MOST_VECTORS: usize = 2;

/// An optimiser with its constants.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Optimizer {
    Adam(Adam),
    Sgd(Sgd),
}

/// An optimiser at one step: all that its update needs beside parameters, memory and gradient.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Update {
    Adam(adam::Update),
    Sgd(sgd::Update),
}

impl Optimizer {
    /// The optimiser of these settings.
    pub(crate) fn of(training: &Training) -> Self {
        let weight_decay = training.weight_decay();
        match &training.optimizer {
            settings::Optimizer::Adam(_) => Self::Adam(Adam {
                penalty: weight_decay,
                decay: 0.0,
            }),
            settings::Optimizer::AdamW(_) => Self::Adam(Adam {
                penalty: 0.0,
                decay: weight_decay,
            }),
            settings::Optimizer::Sgd(sgd) => Self::Sgd(Sgd {
                momentum: sgd.momentum,
                nesterov: sgd.nesterov,
                penalty: weight_decay,
            }),
        }
    }

    /// The names of the vectors that it remembers, each with a number a parameter, all 0 at first.
    pub(crate) fn vectors(&self) -> &'static [&'static str] {
        match self {
            Self::Adam(_) => Adam::VECTORS,
            Self::Sgd(_) => Sgd::VECTORS,
        }
    }

    /// The update of a step, counted from 1, with this learning rate.
    pub(crate) fn update(&self, step: u64, rate: f64) -> Update {
        match self {
            Self::Adam(adam) => Update::Adam(adam.update(step, rate)),
            Self::Sgd(sgd) => Update::Sgd(sgd.update(rate)),
        }
    }
}

impl Update {
    /// Moves parameters; whether all of them are finite afterwards.
    #[expect(
        clippy::inline_always,
        reason = "SIMD has to be inlined into its dispatch"
    )]
    #[inline(always)]
    pub(crate) fn apply<S: Simd>(&self, simd: S, vectors: Vectors<'_>, gradient: &[f32]) -> bool {
        match self {
            Self::Adam(update) => update.apply(simd, vectors, gradient),
            Self::Sgd(update) => update.apply(simd, vectors, gradient),
        }
    }
}

/// The same parameters of several runs in a stack, the run being the first dimension, with what the
/// optimiser remembers of them.
pub(crate) struct Stack {
    pub(crate) parameters: Tensor<3>,
    pub(crate) memory: Vec<Tensor<3>>,
}

impl Stack {
    /// Moves the parameters, an update a run; all updates are of one kind.
    pub(crate) fn apply(&mut self, updates: &[Update], gradient: Tensor<3>) {
        let adam = updates.iter().map(|update| match update {
            Update::Adam(update) => Some(*update),
            Update::Sgd(_) => None,
        });
        if let Some(updates) = adam.collect::<Option<Vec<_>>>() {
            return adam::apply(self, &updates, gradient);
        }
        let sgd = updates.iter().filter_map(|update| match update {
            Update::Sgd(update) => Some(*update),
            Update::Adam(_) => None,
        });
        sgd::apply(self, &sgd.collect::<Vec<_>>(), gradient);
    }
}

/// The tensor times a number of each run's update.
fn scaled<U>(tensor: Tensor<3>, updates: &[U], number: impl Fn(&U) -> f32) -> Tensor<3> {
    match numbers(updates, number) {
        Numbers::Same(number) => tensor.mul_scalar(number),
        Numbers::Each(numbers) => {
            let device = tensor.device();
            tensor * each(numbers, &device)
        }
    }
}

/// The tensor plus a number of each run's update.
fn shifted<U>(tensor: Tensor<3>, updates: &[U], number: impl Fn(&U) -> f32) -> Tensor<3> {
    match numbers(updates, number) {
        Numbers::Same(number) => tensor.add_scalar(number),
        Numbers::Each(numbers) => {
            let device = tensor.device();
            tensor + each(numbers, &device)
        }
    }
}

/// A number of each run's update.
enum Numbers {
    Same(f32),
    Each(Vec<f32>),
}

fn numbers<U>(updates: &[U], number: impl Fn(&U) -> f32) -> Numbers {
    let numbers: Vec<f32> = updates.iter().map(number).collect();
    if numbers.iter().all(|number| *number == numbers[0]) {
        Numbers::Same(numbers[0])
    } else {
        Numbers::Each(numbers)
    }
}

fn each(numbers: Vec<f32>, device: &burn::tensor::Device) -> Tensor<3> {
    let shape = [numbers.len(), 1, 1];
    Tensor::from_data(burn::tensor::TensorData::new(numbers, shape), device)
}

/// Zeroes what is tiny.
fn flushed(tensor: Tensor<3>) -> Tensor<3> {
    let tiny = tensor.clone().abs().lower_elem(TINY);
    tensor.mask_fill(tiny, 0.0)
}

#[cfg(test)]
mod tests;
