//! What is minimised.

use burn::tensor::{Tensor, activation};

/// A loss on logits, the mean over examples.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Loss {
    /// `softplus(z) - y z` for labels 0 and 1; with several outputs, their sum.
    BinaryCrossEntropy,
}

impl Loss {
    /// The gradient of the batch's loss by its logits, both `batch x outputs`.
    pub(crate) fn gradient(self, logits: Tensor<2>, targets: Tensor<2>) -> Tensor<2> {
        let [batch, _] = logits.dims();
        match self {
            // In this form no logit, however large, overflows or cancels.
            Self::BinaryCrossEntropy => {
                (activation::sigmoid(logits) - targets).mul_scalar(1.0 / batch as f64)
            }
        }
    }

    /// The loss of one example.
    pub(crate) fn of_example(self, logits: &[f32], targets: &[f32]) -> f64 {
        match self {
            Self::BinaryCrossEntropy => {
                let pairs = logits.iter().zip(targets);
                pairs
                    .map(|(&z, &y)| {
                        let (z, y) = (f64::from(z), f64::from(y));
                        // Not max(z, 0), which would hide a NaN.
                        let positive = if z < 0.0 { 0.0 } else { z };
                        positive - z * y + (-z.abs()).exp().ln_1p()
                    })
                    .sum()
            }
        }
    }

    /// Whether the example is classified as it is labelled. A logit of exactly 0 counts as label 0.
    pub(crate) fn is_correct(self, logits: &[f32], targets: &[f32]) -> bool {
        match self {
            Self::BinaryCrossEntropy => {
                let mut pairs = logits.iter().zip(targets);
                pairs.all(|(&z, &y)| (z > 0.0) == (y > 0.5))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn large_logits_neither_overflow_nor_cancel() {
        let loss = |z, y| Loss::BinaryCrossEntropy.of_example(&[z], &[y]);
        assert_eq!(loss(0.0, 1.0), std::f64::consts::LN_2);
        assert_eq!(loss(1e30, 1.0), 0.0);
        assert_eq!(loss(-1e30, 1.0), f64::from(1e30_f32));
        assert!((loss(-40.0, 0.0) - (-40.0_f64).exp()).abs() < 1e-30);
        assert!(loss(f32::NAN, 0.0).is_nan());
    }

    #[test]
    fn the_sign_of_the_logit_is_the_class() {
        let correct = |z, y| Loss::BinaryCrossEntropy.is_correct(&[z], &[y]);
        assert!(correct(0.1, 1.0) && correct(-0.1, 0.0));
        assert!(!correct(0.1, 0.0) && !correct(-0.1, 1.0));
    }
}
