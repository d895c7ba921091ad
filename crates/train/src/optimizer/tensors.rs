//! What the updates of all optimisers share in Burn's tensors.

use super::simd::TINY;
use burn::tensor::Tensor;

/// The parameters of several runs, `runs x parameters`, with what the optimiser remembers of them.
/// Clones share their numbers.
#[derive(Clone)]
pub(crate) struct Stack {
    pub(crate) parameters: Tensor<2>,
    pub(crate) memory: Vec<Tensor<2>>,
}

/// A number of an update.
#[allow(clippy::large_enum_variant, reason = "there are 5 to an update")]
pub(crate) enum Number {
    /// All runs have the same.
    Same(f32),
    /// Each run has its own: `runs x 1`.
    Each(Tensor<2>),
}

impl Number {
    /// The tensor times this.
    pub(super) fn times(&self, tensor: Tensor<2>) -> Tensor<2> {
        match self {
            Self::Same(number) => tensor.mul_scalar(*number),
            Self::Each(numbers) => tensor * numbers.clone(),
        }
    }

    /// The tensor plus this.
    pub(super) fn plus(&self, tensor: Tensor<2>) -> Tensor<2> {
        match self {
            Self::Same(number) => tensor.add_scalar(*number),
            Self::Each(numbers) => tensor + numbers.clone(),
        }
    }

    /// Whether all runs have this one.
    pub(super) fn is(&self, number: f32) -> bool {
        matches!(self, Self::Same(same) if *same == number)
    }
}

/// The gradient plus `penalty` times the parameters.
pub(super) fn penalised(
    gradient: Tensor<2>,
    parameters: &Tensor<2>,
    penalty: &Number,
) -> Tensor<2> {
    if penalty.is(0.0) {
        return gradient;
    }
    gradient + penalty.times(parameters.clone())
}

/// Sets tiny numbers to zero.
pub(super) fn flushed(tensor: Tensor<2>) -> Tensor<2> {
    let tiny = tensor.clone().abs().lower_elem(TINY);
    tensor.mask_fill(tiny, 0.0)
}
