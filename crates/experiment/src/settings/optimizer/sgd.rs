use super::{Formula, NUMBERS, OptimizerKind, Vector};
use crate::check::{Check, require, shown};
use serde::{Deserialize, Serialize};

/// Stochastic gradient descent, with momentum and Nesterov's look-ahead, as in `PyTorch` (Sutskever
/// et al., *On the importance of initialization and momentum in deep learning*).
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Sgd {
    /// How much of the velocity a step keeps: from 0, plain descent, to below 1.
    pub momentum: f64,
    /// Whether the gradient counts as if the step along the velocity had been taken (Nesterov).
    pub nesterov: bool,
    /// Every weight and bias times this is added to its gradient.
    pub weight_decay: f64,
}

impl OptimizerKind for Sgd {
    fn name(&self) -> &'static str {
        "sgd"
    }

    fn check(&self) -> Check {
        let key = |word: &str| format!("training.optimizer.sgd.{word}");
        let right = (0.0..1.0).contains(&self.momentum) && (self.momentum as f32) < 1.0;
        let expected = "must be from 0 to below 1";
        require(right, &key("momentum"), shown(self.momentum), expected)?;
        let right = !self.nesterov || self.momentum > 0.0;
        let expected = "needs a momentum above 0";
        require(right, &key("nesterov"), self.nesterov, expected)
    }

    fn weight_decay(&self) -> f64 {
        self.weight_decay
    }

    /// The sum of gradients, older ones less.
    fn vectors(&self) -> &'static [&'static str] {
        &["velocity"]
    }

    fn numbers(&self, _: u64, rate: f64, weight_decay: f64) -> [f64; NUMBERS] {
        // The step goes along the velocity as it is, or as it will be after the next gradient.
        let (direct, ahead) = if self.nesterov {
            (1.0, self.momentum)
        } else {
            (0.0, 1.0)
        };
        let momentum = self.momentum;
        [weight_decay, momentum, direct, ahead, rate, 0.0, 0.0, 0.0]
    }
}

impl Formula<1> for Sgd {
    #[inline(always)]
    fn step<V: Vector>(
        numbers: &[V::Number; NUMBERS],
        parameters: V,
        gradient: V,
        [velocity]: [V; 1],
    ) -> (V, [V; 1]) {
        let [penalty, momentum, direct, ahead, rate, ..] = numbers;
        let slope = gradient.plus_scaled(penalty, parameters.clone());
        let velocity = slope.clone().plus_scaled(momentum, velocity).flushed();
        let along = slope.scaled(direct).plus_scaled(ahead, velocity.clone());
        (parameters.minus(along.scaled(rate)), [velocity])
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Optimizer, tests::compare};
    use super::*;

    #[test]
    fn steps_are_those_of_pytorch() {
        for (momentum, nesterov, penalty) in
            [(0.0, false, 0.0), (0.9, false, 0.01), (0.9, true, 0.02)]
        {
            let sgd = Optimizer::Sgd(Sgd {
                momentum,
                nesterov,
                ..Sgd::default()
            });
            compare(sgd, penalty, |x, [velocity, _], gradient, _, rate| {
                let gradient = gradient + penalty * *x;
                *velocity = momentum * *velocity + gradient;
                let along = if nesterov {
                    gradient + momentum * *velocity
                } else {
                    *velocity
                };
                *x -= rate * along;
            });
        }
    }
}
