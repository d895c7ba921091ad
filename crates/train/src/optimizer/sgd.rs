//! Stochastic gradient descent, with momentum and Nesterov's look-ahead, as in `PyTorch` (Sutskever
//! et al., *On the importance of initialization and momentum in deep learning*).

use super::simd::{Vectors, flushed};
use super::tensors::{self, Number, Stack, penalised};
use burn::tensor::Tensor;
use pulp::Simd;

/// The constants of a run.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Sgd {
    /// How much of the velocity is kept in a step.
    pub(crate) momentum: f64,
    /// Whether a step goes along the velocity as it will be after the next.
    pub(crate) nesterov: bool,
    /// The parameter times this is added to its gradient.
    pub(crate) penalty: f64,
}

impl Sgd {
    /// The sum of gradients, older ones less.
    pub(super) const VECTORS: &[&str] = &["velocity"];

    pub(super) fn update(&self, rate: f64) -> Update {
        let momentum = self.momentum as f32;
        Update {
            rate: rate as f32,
            momentum,
            ahead: if self.nesterov { momentum } else { 1.0 },
            direct: if self.nesterov { 1.0 } else { 0.0 },
            penalty: self.penalty as f32,
        }
    }
}

/// The constants of one step.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Update {
    rate: f32,
    momentum: f32,
    /// The factor of the velocity in the step.
    ahead: f32,
    /// The factor of the gradient in the step.
    direct: f32,
    penalty: f32,
}

impl Update {
    /// Rate, momentum, ahead, direct and penalty.
    pub(super) fn numbers(&self) -> [f32; 5] {
        [
            self.rate,
            self.momentum,
            self.ahead,
            self.direct,
            self.penalty,
        ]
    }

    /// As [`super::Update::apply`].
    #[expect(
        clippy::inline_always,
        reason = "SIMD has to be inlined into its dispatch"
    )]
    #[inline(always)]
    pub(super) fn apply<S: Simd>(&self, simd: S, vectors: Vectors<'_>, gradient: &[f32]) -> bool {
        let [velocity, _] = vectors.memory;
        let (parameters, _) = S::as_mut_simd_f32s(vectors.parameters);
        let (velocity, _) = S::as_mut_simd_f32s(velocity);
        let (gradient, _) = S::as_simd_f32s(gradient);
        let (rate, momentum) = (simd.splat_f32s(self.rate), simd.splat_f32s(self.momentum));
        let (ahead, direct) = (simd.splat_f32s(self.ahead), simd.splat_f32s(self.direct));
        let penalty = simd.splat_f32s(self.penalty);
        let zero = simd.splat_f32s(0.0);
        let mut finite = zero;
        let count = parameters.len();
        let (velocity, gradient) = (&mut velocity[..count], &gradient[..count]);
        for index in 0..count {
            let parameter = parameters[index];
            let slope = simd.mul_add_f32s(penalty, parameter, gradient[index]);
            let fast = flushed(simd, simd.mul_add_f32s(momentum, velocity[index], slope));
            velocity[index] = fast;
            let along = simd.mul_add_f32s(ahead, fast, simd.mul_f32s(direct, slope));
            let moved = simd.sub_f32s(parameter, simd.mul_f32s(rate, along));
            parameters[index] = moved;
            finite = simd.mul_add_f32s(moved, zero, finite);
        }
        simd.reduce_sum_f32s(finite) == 0.0
    }
}

/// As [`super::StackUpdate::apply`], with the numbers of [`Update::numbers`].
pub(super) fn apply(stack: &mut Stack, numbers: &[Number; 5], gradient: Tensor<2>) {
    let [rate, momentum, ahead, direct, penalty] = numbers;
    let slope = penalised(gradient, &stack.parameters, penalty);
    let kept = momentum.times(stack.memory.swap_remove(0));
    let velocity = tensors::flushed(kept + slope.clone());
    let along = ahead.times(velocity.clone()) + direct.times(slope);
    stack.parameters = stack.parameters.clone() - rate.times(along);
    stack.memory = vec![velocity];
}
