//! The losses.

use crate::set::Set;
use burn::tensor::{Tensor, activation};
pub(crate) use crease_experiment::settings::Loss;

/// How a loss, the mean over examples, is computed from a network's outputs.
///
/// - Binary cross entropy is `softplus(z) - y z` for one logit and the labels 0 and 1.
/// - Cross entropy is `log(sum_j exp(z_j)) - z_y`, with a logit for each label.
/// - The squared error is the mean of `(z_j - y_j)^2` over the outputs.
pub(crate) trait Minimised: Copy {
    /// Appends the targets of an example's outputs, classes as probabilities.
    fn extend_target(self, targets: &mut Vec<f32>, set: &Set, index: usize, outputs: usize);

    /// The gradient of each run's loss by its outputs, all `runs x batch x outputs`.
    fn gradient(self, outputs: Tensor<3>, targets: Tensor<3>) -> Tensor<3>;

    /// The loss of one example of a set.
    fn of(self, outputs: &[f32], set: &Set, index: usize) -> f64;

    /// The label with the largest logit; the lowest of equal ones, and 0 for a single logit of 0.
    /// `None` if there are no labels.
    fn class(self, logits: &[f32]) -> Option<u8>;
}

impl Minimised for Loss {
    fn extend_target(self, targets: &mut Vec<f32>, set: &Set, index: usize, outputs: usize) {
        match self {
            Self::BinaryCrossEntropy => targets.push(f32::from(set.labels[index])),
            Self::CrossEntropy => {
                let label = usize::from(set.labels[index]);
                targets.extend((0..outputs).map(|j| f32::from(u8::from(j == label))));
            }
            Self::SquaredError => {
                targets.extend_from_slice(set.targets_of(index, outputs));
            }
        }
    }

    fn gradient(self, logits: Tensor<3>, targets: Tensor<3>) -> Tensor<3> {
        let [_, batch, outputs] = logits.dims();
        // In these forms no logit, however large, overflows or cancels.
        let (found, share) = match self {
            Self::BinaryCrossEntropy => (activation::sigmoid(logits), 1.0),
            Self::CrossEntropy => (activation::softmax(logits, 2), 1.0),
            Self::SquaredError => (logits, 2.0 / outputs as f64),
        };
        (found - targets).mul_scalar(share / batch as f64)
    }

    fn of(self, outputs: &[f32], set: &Set, index: usize) -> f64 {
        match self {
            Self::BinaryCrossEntropy => binary_cross_entropy(outputs[0], set.labels[index]),
            Self::CrossEntropy => cross_entropy(outputs, set.labels[index]),
            Self::SquaredError => {
                let count = outputs.len();
                let targets = set.targets_of(index, count);
                let square = |(&z, &y): (&f32, &f32)| (f64::from(z) - f64::from(y)).powi(2);
                outputs.iter().zip(targets).map(square).sum::<f64>() / count as f64
            }
        }
    }

    fn class(self, logits: &[f32]) -> Option<u8> {
        match self {
            Self::BinaryCrossEntropy => Some(u8::from(logits[0] > 0.0)),
            Self::CrossEntropy => Some(largest(logits) as u8),
            Self::SquaredError => None,
        }
    }
}

fn binary_cross_entropy(logit: f32, label: u8) -> f64 {
    let (z, y) = (f64::from(logit), f64::from(label));
    // Not max(z, 0), which would hide a NaN.
    let positive = if z < 0.0 { 0.0 } else { z };
    positive - z * y + (-z.abs()).exp().ln_1p()
}

/// Around the largest logit, whose own term, 1, would swallow small ones. NaN is either the first
/// logit, and so the largest, or in the sum.
fn cross_entropy(logits: &[f32], label: u8) -> f64 {
    let best = largest(logits);
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

/// The index of the largest logit, the first of equal ones.
fn largest(logits: &[f32]) -> usize {
    let mut best = 0;
    for (j, z) in logits.iter().enumerate() {
        if *z > logits[best] {
            best = j;
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;
    use burn::tensor::{Device, TensorData};

    #[test]
    fn large_logits_neither_overflow_nor_cancel() {
        let loss = binary_cross_entropy;
        assert_eq!(loss(0.0, 1), std::f64::consts::LN_2);
        assert_eq!(loss(1e30, 1), 0.0);
        assert_eq!(loss(-1e30, 1), f64::from(1e30_f32));
        assert!((loss(-40.0, 0) - (-40.0_f64).exp()).abs() < 1e-30);
        assert!(loss(f32::NAN, 0).is_nan());
    }

    #[test]
    fn the_sign_of_the_logit_is_the_class() {
        let class = |z| Loss::BinaryCrossEntropy.class(&[z]).unwrap();
        assert_eq!((class(0.1), class(-0.1), class(0.0)), (1, 0, 0));
    }

    #[test]
    fn the_largest_logit_is_the_class_and_of_equal_ones_the_first() {
        let class = |logits: &[f32]| Loss::CrossEntropy.class(logits).unwrap();
        assert_eq!(class(&[0.1, -3.0, 0.2]), 2);
        assert_eq!(class(&[-1.0, 0.5, 0.5]), 1);
        assert_eq!(class(&[0.0; 10]), 0);
    }

    #[test]
    fn cross_entropy_of_logits_of_all_sizes() {
        let loss = cross_entropy;
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
                let loss = cross_entropy(&logits, label);
                // Minus infinity is a probability of 0, and an error only for the label itself.
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
        let set = Set {
            labels: &[1, 0],
            ..Set::NONE
        };
        for index in 0..2 {
            Loss::CrossEntropy.extend_target(&mut targets, &set, index, 3);
        }
        let targets = Tensor::from_data(TensorData::new(targets, [1, 2, 3]), &device);
        let gradient = Loss::CrossEntropy.gradient(logits, targets);
        let gradient = gradient.into_data().try_to_vec::<f32>().unwrap();
        let expected = [0.5, -0.5, 0.0, -1.0 / 3.0, 1.0 / 6.0, 1.0 / 6.0];
        for (found, expected) in gradient.iter().zip(expected) {
            assert!((found - expected).abs() < 1e-7, "{gradient:?}");
        }
    }

    #[test]
    fn the_squared_error_is_a_mean_and_so_is_its_gradient() {
        let set = Set {
            targets: &[1.0, -1.0, 0.5, 2.0],
            ..Set::NONE
        };
        let loss = Loss::SquaredError;
        assert_eq!(loss.of(&[3.0, 0.0], &set, 0), 2.5);
        assert_eq!(loss.of(&[0.5, 0.0], &set, 1), 2.0);
        let device = Device::flex();
        let tensor = |numbers: &[f32]| {
            Tensor::from_data(TensorData::new(numbers.to_vec(), [1, 2, 2]), &device)
        };
        let mut targets = Vec::new();
        for index in 0..2 {
            loss.extend_target(&mut targets, &set, index, 2);
        }
        let gradient = loss.gradient(tensor(&[3.0, 0.0, 0.5, 0.0]), tensor(&targets));
        let gradient = gradient.into_data().try_to_vec::<f32>().unwrap();
        // 2 (z - y) over 2 outputs and 2 examples.
        assert_eq!(gradient, [1.0, 0.5, 0.0, -1.0]);
    }
}
