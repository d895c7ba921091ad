//! What is minimised.

use burn::tensor::{Tensor, activation};

/// A loss on logits, the mean over examples.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Loss {
    /// `softplus(z) - y z` for one output and the labels 0 and 1.
    BinaryCrossEntropy,
    /// `log(sum_j exp(z_j)) - z_y`, an output for each label.
    CrossEntropy,
}

impl Loss {
    /// Appends what the outputs should be for this label, in probabilities.
    pub(crate) fn extend_target(self, targets: &mut Vec<f32>, label: u8, outputs: usize) {
        match self {
            Self::BinaryCrossEntropy => targets.push(f32::from(label)),
            Self::CrossEntropy => {
                targets.extend((0..outputs).map(|j| f32::from(u8::from(j == usize::from(label)))));
            }
        }
    }

    /// The gradient of each run's loss by its logits, all `runs x batch x outputs`.
    pub(crate) fn gradient(self, logits: Tensor<3>, targets: Tensor<3>) -> Tensor<3> {
        let [_, batch, _] = logits.dims();
        // In these forms no logit, however large, overflows or cancels.
        let probabilities = match self {
            Self::BinaryCrossEntropy => activation::sigmoid(logits),
            Self::CrossEntropy => activation::softmax(logits, 2),
        };
        (probabilities - targets).mul_scalar(1.0 / batch as f64)
    }

    /// The loss of one example.
    pub(crate) fn of_example(self, logits: &[f32], label: u8) -> f64 {
        match self {
            Self::BinaryCrossEntropy => {
                let (z, y) = (f64::from(logits[0]), f64::from(label));
                // Not max(z, 0), which would hide a NaN.
                let positive = if z < 0.0 { 0.0 } else { z };
                positive - z * y + (-z.abs()).exp().ln_1p()
            }
            Self::CrossEntropy => {
                // Around the largest logit, whose own term, 1, would swallow small ones. A NaN is
                // either the first logit and so the largest, or in the sum.
                let best = usize::from(self.class(logits));
                let largest = f64::from(logits[best]);
                let term = |(j, &z): (usize, &f32)| {
                    if j == best {
                        0.0
                    } else {
                        (f64::from(z) - largest).exp()
                    }
                };
                let others: f64 = logits.iter().enumerate().map(term).sum();
                others.ln_1p() + (largest - f64::from(logits[usize::from(label)]))
            }
        }
    }

    /// Which label the logits say; of equal ones the lowest, and 0 for a single logit of 0.
    pub(crate) fn class(self, logits: &[f32]) -> u8 {
        match self {
            Self::BinaryCrossEntropy => u8::from(logits[0] > 0.0),
            Self::CrossEntropy => {
                let mut best = 0;
                for (j, z) in logits.iter().enumerate() {
                    if *z > logits[best] {
                        best = j;
                    }
                }
                best as u8
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use burn::tensor::{Device, TensorData};

    #[test]
    fn large_logits_neither_overflow_nor_cancel() {
        let loss = |z, y| Loss::BinaryCrossEntropy.of_example(&[z], y);
        assert_eq!(loss(0.0, 1), std::f64::consts::LN_2);
        assert_eq!(loss(1e30, 1), 0.0);
        assert_eq!(loss(-1e30, 1), f64::from(1e30_f32));
        assert!((loss(-40.0, 0) - (-40.0_f64).exp()).abs() < 1e-30);
        assert!(loss(f32::NAN, 0).is_nan());
    }

    #[test]
    fn the_sign_of_the_logit_is_the_class() {
        let class = |z| Loss::BinaryCrossEntropy.class(&[z]);
        assert_eq!((class(0.1), class(-0.1), class(0.0)), (1, 0, 0));
    }

    #[test]
    fn the_largest_logit_is_the_class_and_of_equal_ones_the_first() {
        let class = |logits: &[f32]| Loss::CrossEntropy.class(logits);
        assert_eq!(class(&[0.1, -3.0, 0.2]), 2);
        assert_eq!(class(&[-1.0, 0.5, 0.5]), 1);
        assert_eq!(class(&[0.0; 10]), 0);
    }

    #[test]
    fn cross_entropy_of_logits_of_all_sizes() {
        let loss = |logits: &[f32], label| Loss::CrossEntropy.of_example(logits, label);
        assert!((loss(&[7.0; 10], 3) - 10.0_f64.ln()).abs() < 1e-15);
        assert_eq!(loss(&[1e30, 0.0], 0), 0.0);
        assert_eq!(loss(&[1e30, -1e30], 1), 2.0 * f64::from(1e30_f32));
        assert!((loss(&[40.0, 0.0], 0) / (-40.0_f64).exp() - 1.0).abs() < 1e-15);
        assert!((loss(&[1.0, 2.0, 3.0], 0) - 2.407_605_964_444_38).abs() < 1e-14);
    }

    #[test]
    fn no_logit_that_is_not_finite_is_hidden() {
        for bad in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY] {
            for (place, label) in [(0, 0), (0, 1), (1, 0), (2, 0), (2, 2)] {
                let mut logits = [0.5, 0.25, 0.125];
                logits[place] = bad;
                let loss = Loss::CrossEntropy.of_example(&logits, label);
                // Minus infinity is a probability of 0, and a fault only for the label itself.
                let hidden = bad == f32::NEG_INFINITY && place != usize::from(label);
                assert_eq!(loss.is_finite(), hidden, "{bad} at {place}: {loss}");
            }
        }
    }

    #[test]
    fn gradients_stay_finite_at_large_logits() {
        let device = Device::flex();
        let logits = [1e30, -1e30, 0.0, 80.0, 80.0, 80.0];
        let logits = Tensor::from_data(TensorData::new(logits.to_vec(), [1, 2, 3]), &device);
        let mut targets = Vec::new();
        for label in [1, 0] {
            Loss::CrossEntropy.extend_target(&mut targets, label, 3);
        }
        let targets = Tensor::from_data(TensorData::new(targets, [1, 2, 3]), &device);
        let gradient = Loss::CrossEntropy.gradient(logits, targets);
        let gradient = gradient.into_data().try_to_vec::<f32>().unwrap();
        let expected = [0.5, -0.5, 0.0, -1.0 / 3.0, 1.0 / 6.0, 1.0 / 6.0];
        for (found, expected) in gradient.iter().zip(expected) {
            assert!((found - expected).abs() < 1e-7, "{gradient:?}");
        }
    }
}
