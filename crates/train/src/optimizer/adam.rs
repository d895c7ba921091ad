//! Adam (Kingma & Ba, *Adam: A Method for Stochastic Optimization*, algorithm 1), and `AdamW`
//! (Loshchilov & Hutter, *Decoupled Weight Decay Regularization*, algorithm 2).

use super::simd::{Vectors, flushed};
use super::tensors::{self, Number, Stack, penalised};
use burn::tensor::Tensor;
use pulp::Simd;

/// How much of the means of gradients and of their squares is kept in a step.
const BETAS: [f64; 2] = [0.9, 0.999];
/// Prevents a division by 0 in the quotient of the two; Burn's own default would be 1e-5.
const EPSILON: f64 = 1e-8;

/// The constants of a run.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Adam {
    /// The parameter times this is added to its gradient.
    pub(crate) penalty: f64,
    /// `AdamW`: a step shrinks every parameter by this times the learning rate.
    pub(crate) decay: f64,
}

impl Adam {
    /// The means of gradients and of their squares.
    pub(super) const VECTORS: &[&str] = &["moment_1", "moment_2"];

    /// The bias corrections, of which `1 - beta^step` is a difference of near numbers at first, are
    /// computed in `f64` and folded into the rate and into epsilon.
    pub(super) fn update(&self, step: u64, rate: f64) -> Update {
        let power = i32::try_from(step).unwrap_or(i32::MAX);
        let [first, second] = BETAS.map(|beta| 1.0 - beta.powi(power));
        let root = second.sqrt();
        Update {
            rate: (rate * root / first) as f32,
            epsilon: (EPSILON * root) as f32,
            penalty: self.penalty as f32,
            keep: (1.0 - rate * self.decay) as f32,
        }
    }
}

/// The constants of one step.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Update {
    /// The learning rate, including both bias corrections.
    rate: f32,
    /// Epsilon, including the second moment's bias correction.
    epsilon: f32,
    penalty: f32,
    /// The factor that decays a parameter before it is updated.
    keep: f32,
}

impl Update {
    /// Rate, epsilon, penalty and keep.
    pub(super) fn numbers(&self) -> [f32; 4] {
        [self.rate, self.epsilon, self.penalty, self.keep]
    }

    /// As [`super::Update::apply`].
    #[expect(
        clippy::inline_always,
        reason = "SIMD has to be inlined into its dispatch"
    )]
    #[inline(always)]
    pub(super) fn apply<S: Simd>(&self, simd: S, vectors: Vectors<'_>, gradient: &[f32]) -> bool {
        let [first, second] = vectors.memory;
        let (parameters, _) = S::as_mut_simd_f32s(vectors.parameters);
        let (first, _) = S::as_mut_simd_f32s(first);
        let (second, _) = S::as_mut_simd_f32s(second);
        let (gradient, _) = S::as_simd_f32s(gradient);
        let [keep_1, keep_2] = BETAS.map(|beta| simd.splat_f32s(beta as f32));
        let [add_1, add_2] = BETAS.map(|beta| simd.splat_f32s((1.0 - beta) as f32));
        let (rate, epsilon) = (simd.splat_f32s(self.rate), simd.splat_f32s(self.epsilon));
        let (penalty, keep) = (simd.splat_f32s(self.penalty), simd.splat_f32s(self.keep));
        let zero = simd.splat_f32s(0.0);
        let mut finite = zero;
        // All of one length, so that the loop checks no index.
        let count = parameters.len();
        let (first, second) = (&mut first[..count], &mut second[..count]);
        let gradient = &gradient[..count];
        for index in 0..count {
            let parameter = parameters[index];
            let slope = simd.mul_add_f32s(penalty, parameter, gradient[index]);
            let square = simd.mul_f32s(slope, slope);
            let mean = simd.mul_add_f32s(add_1, slope, simd.mul_f32s(keep_1, first[index]));
            let square = simd.mul_add_f32s(add_2, square, simd.mul_f32s(keep_2, second[index]));
            let (mean, square) = (flushed(simd, mean), flushed(simd, square));
            first[index] = mean;
            second[index] = square;
            let length = simd.add_f32s(simd.sqrt_f32s(square), epsilon);
            let move_by = simd.div_f32s(simd.mul_f32s(mean, rate), length);
            let moved = simd.sub_f32s(simd.mul_f32s(keep, parameter), move_by);
            parameters[index] = moved;
            // 0 as long as all are finite, NaN from the first that is not.
            finite = simd.mul_add_f32s(moved, zero, finite);
        }
        simd.reduce_sum_f32s(finite) == 0.0
    }
}

/// As [`super::StackUpdate::apply`], with the numbers of [`Update::numbers`].
pub(super) fn apply(stack: &mut Stack, numbers: &[Number; 4], gradient: Tensor<2>) {
    let [rate, epsilon, penalty, keep] = numbers;
    let slope = penalised(gradient, &stack.parameters, penalty);
    let mean = |memory: Tensor<2>, new: Tensor<2>, beta: f64| {
        tensors::flushed(memory.mul_scalar(beta as f32) + new.mul_scalar((1.0 - beta) as f32))
    };
    let second = stack.memory.swap_remove(1);
    let first = mean(stack.memory.swap_remove(0), slope.clone(), BETAS[0]);
    let second = mean(second, slope.square(), BETAS[1]);
    let length = epsilon.plus(second.clone().sqrt());
    let move_by = rate.times(first.clone()) / length;
    let kept = if keep.is(1.0) {
        stack.parameters.clone()
    } else {
        keep.times(stack.parameters.clone())
    };
    stack.parameters = kept - move_by;
    stack.memory = vec![first, second];
}
