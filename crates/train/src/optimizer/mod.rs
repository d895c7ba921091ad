//! Optimisers: what moves the parameters against their gradient.
//!
//! A kind of optimiser is one file: its constants, the vectors it remembers, the numbers of a step
//! in `f64`, and the update itself, once in SIMD for the fused step and once in Burn's tensors.

mod adam;
mod sgd;
mod simd;

pub(crate) use simd::Vectors;

use adam::Adam;
use burn::tensor::{Device, Tensor, TensorData};
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
    fn adam(&self) -> Option<[f32; 4]> {
        match self {
            Self::Adam(update) => Some(update.numbers()),
            Self::Sgd(_) => None,
        }
    }

    fn sgd(&self) -> Option<[f32; 5]> {
        match self {
            Self::Sgd(update) => Some(update.numbers()),
            Self::Adam(_) => None,
        }
    }

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

/// The parameters of several runs, `runs x parameters`, with what the optimiser remembers of them.
/// Clones share their numbers.
#[derive(Clone)]
pub(crate) struct Stack {
    pub(crate) parameters: Tensor<2>,
    pub(crate) memory: Vec<Tensor<2>>,
}

impl Stack {
    /// Moves the parameters.
    pub(crate) fn apply(&mut self, update: &StackUpdate, gradient: Tensor<2>) {
        match update {
            StackUpdate::Adam(numbers) => adam::apply(self, numbers, gradient),
            StackUpdate::Sgd(numbers) => sgd::apply(self, numbers, gradient),
        }
    }
}

/// The updates of all runs of a stack at one step.
#[allow(clippy::large_enum_variant, reason = "there are 64 at a time")]
pub(crate) enum StackUpdate {
    Adam([Number; 4]),
    Sgd([Number; 5]),
}

/// A number of an update.
#[allow(clippy::large_enum_variant, reason = "there are 5 to an update")]
pub(crate) enum Number {
    /// All runs have the same.
    Same(f32),
    /// Each run has its own: `runs x 1`.
    Each(Tensor<2>),
}

impl StackUpdate {
    /// The steps of several runs, each a row of `steps` with an update a run; all updates are of one
    /// kind. What differs between runs is taken to the device at once.
    pub(crate) fn of_steps(steps: &[Vec<Update>], device: &Device) -> Vec<Self> {
        let Some(Update::Adam(_)) = steps.first().and_then(|runs| runs.first()) else {
            let all = of_steps(steps, device, Update::sgd);
            return all.into_iter().map(Self::Sgd).collect();
        };
        let all = of_steps(steps, device, Update::adam);
        all.into_iter().map(Self::Adam).collect()
    }
}

fn of_steps<const N: usize>(
    steps: &[Vec<Update>],
    device: &Device,
    numbers: impl Fn(&Update) -> Option<[f32; N]>,
) -> Vec<[Number; N]> {
    let runs = steps.first().map_or(0, Vec::len);
    let all: Vec<[f32; N]> = steps.iter().flatten().filter_map(numbers).collect();
    let number = |index: usize| {
        let column = || all.iter().map(move |numbers| numbers[index]);
        let same = all.chunks(runs).all(|step| {
            let mut step = step.iter().map(|numbers| numbers[index]);
            let first = step.next();
            step.all(|number| Some(number) == first)
        });
        let on_device = (!same).then(|| {
            let data = TensorData::new(column().collect::<Vec<f32>>(), [steps.len(), runs, 1]);
            Tensor::<3>::from_data(data, device)
        });
        (column().step_by(runs).collect::<Vec<f32>>(), on_device)
    };
    let columns: [_; N] = std::array::from_fn(number);
    let of_step = |step: usize| {
        std::array::from_fn(|index| match &columns[index] {
            (same, None) => Number::Same(same[step]),
            (_, Some(each)) => Number::Each(each.clone().narrow(0, step, 1).squeeze_dim(0)),
        })
    };
    (0..all.len() / runs.max(1)).map(of_step).collect()
}

impl Number {
    /// The tensor times this.
    fn times(&self, tensor: Tensor<2>) -> Tensor<2> {
        match self {
            Self::Same(number) => tensor.mul_scalar(*number),
            Self::Each(numbers) => tensor * numbers.clone(),
        }
    }

    /// The tensor plus this.
    fn plus(&self, tensor: Tensor<2>) -> Tensor<2> {
        match self {
            Self::Same(number) => tensor.add_scalar(*number),
            Self::Each(numbers) => tensor + numbers.clone(),
        }
    }

    /// Whether all runs have this one.
    fn is(&self, number: f32) -> bool {
        matches!(self, Self::Same(same) if *same == number)
    }
}

/// A gradient with so many times the parameters added.
fn penalised(gradient: Tensor<2>, parameters: &Tensor<2>, penalty: &Number) -> Tensor<2> {
    if penalty.is(0.0) {
        return gradient;
    }
    gradient + penalty.times(parameters.clone())
}

/// Zeroes what is tiny.
fn flushed(tensor: Tensor<2>) -> Tensor<2> {
    let tiny = tensor.clone().abs().lower_elem(TINY);
    tensor.mask_fill(tiny, 0.0)
}

#[cfg(test)]
mod tests;
