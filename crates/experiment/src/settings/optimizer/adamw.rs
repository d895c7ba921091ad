use super::{NUMBERS, OptimizerKind, adam};
use serde::{Deserialize, Serialize};

/// Adam with decoupled weight decay (Loshchilov & Hutter, *Decoupled Weight Decay Regularization*,
/// algorithm 2): Adam's formula with other numbers.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct AdamW {
    /// A step shrinks every weight and bias by this times the learning rate; `PyTorch`'s default.
    pub weight_decay: f64,
}

impl Default for AdamW {
    fn default() -> Self {
        Self { weight_decay: 0.01 }
    }
}

impl OptimizerKind for AdamW {
    fn name(&self) -> &'static str {
        "adamw"
    }

    fn weight_decay(&self) -> f64 {
        self.weight_decay
    }

    fn vectors(&self) -> &'static [&'static str] {
        adam::VECTORS
    }

    fn numbers(&self, step: u64, rate: f64, weight_decay: f64) -> [f64; NUMBERS] {
        adam::numbers(step, rate, 0.0, weight_decay)
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Optimizer, tests::compare};
    use super::*;

    #[test]
    fn steps_are_those_of_the_paper() {
        for decay in [0.0, 0.5] {
            let adamw = Optimizer::AdamW(AdamW::default());
            compare(adamw, decay, |x, [m, v], gradient, step, rate| {
                *x -= rate * decay * *x;
                *m = 0.9 * *m + (1.0 - 0.9) * gradient;
                *v = 0.999 * *v + (1.0 - 0.999) * gradient * gradient;
                let m_hat = *m / (1.0 - 0.9_f64.powi(step));
                let v_hat = *v / (1.0 - 0.999_f64.powi(step));
                *x -= rate * m_hat / (v_hat.sqrt() + 1e-8);
            });
        }
    }
}
