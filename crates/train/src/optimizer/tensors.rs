//! Updates in Burn's tensors.

use super::Update;
use burn::tensor::{Device, Tensor, TensorData};
use crease_experiment::settings::optimizer::{
    Formula, NUMBERS, Optimizer, TINY, Vector, WithFormula,
};

/// The parameters of several runs, `runs x parameters`, with what the optimiser remembers of them.
/// Clones share their numbers.
#[derive(Clone)]
pub(crate) struct Stack {
    pub(crate) parameters: Tensor<2>,
    pub(crate) memory: Vec<Tensor<2>>,
}

/// The updates of all runs of a stack at one step.
pub(crate) struct StackUpdate {
    optimizer: Optimizer,
    numbers: [Number; NUMBERS],
}

/// A number of an update.
#[allow(clippy::large_enum_variant, reason = "there are 8 to an update")]
enum Number {
    /// All runs have the same.
    Same(f32),
    /// Each run has its own: `runs x 1`.
    Each(Tensor<2>),
}

impl StackUpdate {
    /// The steps of several runs, each a row of `steps` with one update for each run; all updates
    /// are of one kind. Numbers that differ between runs are copied to the device together.
    pub(crate) fn of_steps(steps: &[Vec<Update>], device: &Device) -> Vec<Self> {
        let runs = steps.first().map_or(0, Vec::len);
        // Those that differ: `steps x runs x 1`.
        let differing: [Option<Tensor<3>>; NUMBERS] = std::array::from_fn(|index| {
            let number = |update: &Update| update.numbers[index];
            let same = |step: &Vec<Update>| {
                let mut pairs = step.windows(2);
                pairs.all(|pair| number(&pair[0]) == number(&pair[1]))
            };
            (!steps.iter().all(same)).then(|| {
                let numbers: Vec<f32> = steps.iter().flatten().map(number).collect();
                let data = TensorData::new(numbers, [steps.len(), runs, 1]);
                Tensor::from_data(data, device)
            })
        });
        let of_step = |(step, updates): (usize, &Vec<Update>)| {
            let first = updates.first()?;
            let number = |index: usize| match &differing[index] {
                None => Number::Same(first.numbers[index]),
                Some(all) => Number::Each(all.clone().narrow(0, step, 1).squeeze_dim(0)),
            };
            Some(Self {
                optimizer: first.optimizer,
                numbers: std::array::from_fn(number),
            })
        };
        steps.iter().enumerate().filter_map(of_step).collect()
    }

    /// Updates the parameters.
    pub(crate) fn apply(&self, stack: &mut Stack, gradient: Tensor<2>) {
        self.optimizer.with_formula(Apply {
            numbers: &self.numbers,
            stack,
            gradient,
        });
    }
}

struct Apply<'a> {
    numbers: &'a [Number; NUMBERS],
    stack: &'a mut Stack,
    gradient: Tensor<2>,
}

impl WithFormula for Apply<'_> {
    type Output = ();

    fn with_formula<F: Formula<M>, const M: usize>(self) {
        let Stack { parameters, memory } = self.stack;
        let old = std::array::from_fn(|_| AllRuns(memory.remove(0)));
        let (moved, new) = F::step(
            self.numbers,
            AllRuns(parameters.clone()),
            AllRuns(self.gradient),
            old,
        );
        *parameters = moved.0;
        memory.extend(new.map(|vector| vector.0));
    }
}

/// A number for each parameter of each run: `runs x parameters`.
#[derive(Clone)]
struct AllRuns(Tensor<2>);

impl Vector for AllRuns {
    type Number = Number;

    fn scaled(self, number: &Number) -> Self {
        Self(match number {
            Number::Same(1.0) => self.0,
            Number::Same(number) => self.0.mul_scalar(*number),
            Number::Each(numbers) => self.0 * numbers.clone(),
        })
    }

    fn plus_scaled(self, number: &Number, other: Self) -> Self {
        match number {
            Number::Same(0.0) => self,
            _ => Self(self.0 + other.scaled(number).0),
        }
    }

    fn minus(self, other: Self) -> Self {
        Self(self.0 - other.0)
    }

    fn squared(self) -> Self {
        Self(self.0.square())
    }

    fn over_root(self, square: Self, epsilon: &Number) -> Self {
        let root = square.0.sqrt();
        let length = match epsilon {
            Number::Same(number) => root.add_scalar(*number),
            Number::Each(numbers) => root + numbers.clone(),
        };
        Self(self.0 / length)
    }

    fn flushed(self) -> Self {
        let tiny = self.0.clone().abs().lower_elem(TINY);
        Self(self.0.mask_fill(tiny, 0.0))
    }
}
