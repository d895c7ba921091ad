//! Optimisers, which update the parameters from their gradient.
//!
//! A kind of optimiser is one file: its constants, the vectors it remembers, the numbers of a step
//! in `f64`, and the update itself, once in SIMD for the fused step and once in Burn's tensors.

mod adam;
mod sgd;
mod simd;
mod tensors;

pub(crate) use simd::{MOST_VECTORS, Vectors};
pub(crate) use tensors::Stack;

use adam::Adam;
use burn::tensor::{Device, Tensor, TensorData};
use crease_experiment::settings::{self, Training};
use pulp::Simd;
use sgd::Sgd;
use tensors::Number;

/// An optimiser with its constants.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Optimizer {
    Adam(Adam),
    Sgd(Sgd),
}

/// An optimiser at one step: all that its update needs besides parameters, memory and gradient.
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

    /// The names of the vectors that it remembers, each with one number for each parameter,
    /// initially 0.
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

    /// Updates parameters; returns whether all of them are finite afterwards.
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

/// The updates of all runs of a stack at one step.
#[allow(clippy::large_enum_variant, reason = "there are 64 at a time")]
pub(crate) enum StackUpdate {
    Adam([Number; 4]),
    Sgd([Number; 5]),
}

impl StackUpdate {
    /// Updates the parameters.
    pub(crate) fn apply(&self, stack: &mut Stack, gradient: Tensor<2>) {
        match self {
            Self::Adam(numbers) => adam::apply(stack, numbers, gradient),
            Self::Sgd(numbers) => sgd::apply(stack, numbers, gradient),
        }
    }

    /// The steps of several runs, each a row of `steps` with one update for each run; all updates
    /// are of one kind. Numbers that differ between runs are copied to the device together.
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

#[cfg(test)]
mod tests;
