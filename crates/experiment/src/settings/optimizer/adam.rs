use super::{Formula, NUMBERS, OptimizerKind, Vector};
use serde::{Deserialize, Serialize};

/// How much of the means of gradients and of their squares a step keeps.
const BETAS: [f64; 2] = [0.9, 0.999];
/// Those means.
pub(super) const VECTORS: &[&str] = &["moment_1", "moment_2"];
/// Prevents a division by 0 in the quotient of the two; Burn's own default would be 1e-5.
const EPSILON: f64 = 1e-8;

/// Adam (Kingma & Ba, *Adam: A Method for Stochastic Optimization*, algorithm 1) with betas 0.9 and
/// 0.999 and epsilon 1e-8, as in the papers' framework.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Adam {
    /// Every weight and bias times this is added to its gradient (as in `PyTorch`; `AdamW`
    /// decouples it from the gradient).
    pub weight_decay: f64,
}

impl OptimizerKind for Adam {
    fn name(&self) -> &'static str {
        "adam"
    }

    fn weight_decay(&self) -> f64 {
        self.weight_decay
    }

    fn vectors(&self) -> &'static [&'static str] {
        VECTORS
    }

    fn numbers(&self, step: u64, rate: f64, weight_decay: f64) -> [f64; NUMBERS] {
        numbers(step, rate, weight_decay, 0.0)
    }
}

/// The numbers of a step that adds the parameter times `penalty` to its gradient, and shrinks the
/// parameter by `decay` times the rate.
///
/// The bias corrections, of which `1 - beta^step` is a difference of near numbers at first, are
/// folded into the rate and into epsilon.
pub(super) fn numbers(step: u64, rate: f64, penalty: f64, decay: f64) -> [f64; NUMBERS] {
    let power = i32::try_from(step).unwrap_or(i32::MAX);
    let [first, second] = BETAS.map(|beta| 1.0 - beta.powi(power));
    let root = second.sqrt();
    [
        penalty,
        BETAS[0],
        1.0 - BETAS[0],
        BETAS[1],
        1.0 - BETAS[1],
        rate * root / first,
        EPSILON * root,
        1.0 - rate * decay,
    ]
}

impl Formula<2> for Adam {
    #[inline(always)]
    fn step<V: Vector>(
        numbers: &[V::Number; NUMBERS],
        parameters: V,
        gradient: V,
        [mean, square]: [V; 2],
    ) -> (V, [V; 2]) {
        let [penalty, old_1, new_1, old_2, new_2, rate, epsilon, keep] = numbers;
        let slope = gradient.plus_scaled(penalty, parameters.clone());
        let mean = mean.scaled(old_1).plus_scaled(new_1, slope.clone());
        let square = square.scaled(old_2).plus_scaled(new_2, slope.squared());
        let (mean, square) = (mean.flushed(), square.flushed());
        let move_by = mean.clone().scaled(rate);
        let move_by = move_by.over_root(square.clone(), epsilon);
        (parameters.scaled(keep).minus(move_by), [mean, square])
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Optimizer, tests::compare};
    use super::*;

    #[test]
    fn steps_are_those_of_the_paper() {
        for penalty in [0.0, 0.01] {
            let adam = Optimizer::Adam(Adam::default());
            compare(adam, penalty, |x, [m, v], gradient, step, rate| {
                let gradient = gradient + penalty * *x;
                *m = 0.9 * *m + (1.0 - 0.9) * gradient;
                *v = 0.999 * *v + (1.0 - 0.999) * gradient * gradient;
                let m_hat = *m / (1.0 - 0.9_f64.powi(step));
                let v_hat = *v / (1.0 - 0.999_f64.powi(step));
                *x -= rate * m_hat / (v_hat.sqrt() + 1e-8);
            });
        }
    }

    /// Burn's own Adam computes `1 - beta` and the bias corrections in `f32`.
    #[test]
    fn bias_corrections_are_exact_from_the_first_step_on() {
        for step in [1, 2, 10, 1_000, 100_000, 1 << 40] {
            let [.., rate, epsilon, _] = Adam::default().numbers(step, 1e-3, 0.0);
            let power = step as f64;
            let [first, second] = [0.9_f64, 0.999].map(|beta| -(power * beta.ln()).exp_m1());
            for (found, expected) in [
                (rate, 1e-3 * second.sqrt() / first),
                (epsilon, 1e-8 * second.sqrt()),
            ] {
                let error = (found / expected - 1.0).abs();
                assert!(error < 1e-12, "step {step}: {found} {expected}");
            }
        }
    }
}
