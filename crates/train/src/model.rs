//! The network in training: all its parameters in one vector, its forward pass and its gradient.
//!
//! One vector makes the optimiser's dozen operations a dozen, not a dozen for each weight and each
//! bias; and the backward pass of a perceptron is short enough to be written out. Together they
//! take well below the time of Burn's autodiff, which a test holds the gradient against.

use crate::TrainError;
use crate::loss::Loss;
use crate::shape::{Place, parameters, places};
use burn::tensor::{Device, Tensor, TensorData, activation};
use crease_experiment::settings::ActivationName;
use crease_network::{Activation, Layer, Network};

/// A network in training.
pub(crate) struct Model {
    /// All parameters, laid out as `places` say.
    pub(crate) parameters: Tensor<1>,
    places: Vec<Place>,
    activation: ActivationName,
}

impl Model {
    /// A network of these widths, inputs and outputs included, with these parameters.
    pub(crate) fn new(
        widths: &[usize],
        activation: ActivationName,
        parameters: Vec<f32>,
        device: &Device,
    ) -> Self {
        Self {
            parameters: vector(parameters, device),
            places: places(widths),
            activation,
        }
    }

    /// The logits, `batch x outputs`, of inputs, `batch x dimension`.
    pub(crate) fn forward(&self, inputs: Tensor<2>) -> Tensor<2> {
        let mut signal = inputs;
        for (index, layer) in self.layers().enumerate() {
            if index > 0 {
                signal = activate(self.activation, signal);
            }
            signal = layer.forward(signal);
        }
        signal
    }

    /// The gradient of the batch's mean loss by all parameters, laid out as they are.
    pub(crate) fn gradient(&self, inputs: Tensor<2>, targets: Tensor<2>, loss: Loss) -> Tensor<1> {
        let mut passed = Vec::with_capacity(self.places.len());
        let mut signal = inputs;
        for (index, layer) in self.layers().enumerate() {
            if index > 0 {
                signal = activate(self.activation, signal);
            }
            let input = signal.clone();
            signal = layer.forward(signal);
            passed.push((layer, input));
        }

        // Backwards: `delta` is the gradient by the pre-activations of the layer at hand.
        let mut delta = loss.gradient(signal, targets);
        let mut pieces = Vec::with_capacity(2 * passed.len());
        while let Some((layer, input)) = passed.pop() {
            pieces.push(delta.clone().sum_dim(0).reshape([-1]));
            pieces.push(
                delta
                    .clone()
                    .transpose()
                    .matmul(input.clone())
                    .reshape([-1]),
            );
            if !passed.is_empty() {
                delta = pull_back(self.activation, delta.matmul(layer.weight), input);
            }
        }
        pieces.reverse();
        Tensor::cat(pieces, 0)
    }

    /// How many parameters.
    pub(crate) fn size(&self) -> usize {
        parameters(&self.places)
    }

    /// How many outputs.
    pub(crate) fn outputs(&self) -> usize {
        self.places.last().map_or(0, |place| place.outputs)
    }

    /// The parameters as plain numbers, finite or not.
    pub(crate) fn numbers(&self) -> Result<Vec<f32>, TrainError> {
        numbers(&self.parameters)
    }

    /// Whether all parameters are finite.
    pub(crate) fn is_finite(&self) -> Result<bool, TrainError> {
        // One number that is not finite makes every sum with it infinite or NaN. Finite numbers can
        // have such a sum as well, but so seldom that then there is time to look at each.
        let sum = numbers(&self.parameters.clone().sum())?;
        let finite = |numbers: &[f32]| numbers.iter().all(|number| number.is_finite());
        Ok(finite(&sum) || finite(&self.numbers()?))
    }

    /// The parameters as a network of plain numbers, which all have to be finite.
    pub(crate) fn network(&self) -> Result<Network, TrainError> {
        let numbers: Vec<f64> = self.numbers()?.into_iter().map(f64::from).collect();
        let layer = |place: &Place| Layer {
            weight: numbers[place.weight()].to_vec(),
            bias: numbers[place.bias()].to_vec(),
            inputs: place.inputs,
            outputs: place.outputs,
        };
        let activation = match self.activation {
            ActivationName::Relu => Activation::relu(),
        };
        Ok(Network::new(
            self.places.iter().map(layer).collect(),
            activation,
        )?)
    }

    fn layers(&self) -> impl Iterator<Item = Linear> {
        self.places.iter().map(|place| Linear {
            weight: self
                .parameters
                .clone()
                .slice([place.weight()])
                .reshape([place.outputs, place.inputs]),
            bias: self
                .parameters
                .clone()
                .slice([place.bias()])
                .reshape([1, place.outputs]),
        })
    }
}

/// Numbers of the host as a tensor.
pub(crate) fn vector(numbers: Vec<f32>, device: &Device) -> Tensor<1> {
    let size = [numbers.len()];
    Tensor::from_data(TensorData::new(numbers, size), device)
}

/// A tensor's numbers on the host.
pub(crate) fn numbers<const D: usize>(tensor: &Tensor<D>) -> Result<Vec<f32>, TrainError> {
    let numbers = tensor.to_data().try_to_vec();
    numbers.map_err(|error| TrainError::Backend(format!("{error:?}")))
}

/// Views of one layer's parameters.
struct Linear {
    /// `outputs x inputs`.
    weight: Tensor<2>,
    /// `1 x outputs`.
    bias: Tensor<2>,
}

impl Linear {
    fn forward(&self, input: Tensor<2>) -> Tensor<2> {
        input.matmul(self.weight.clone().transpose()) + self.bias.clone()
    }
}

fn activate(name: ActivationName, signal: Tensor<2>) -> Tensor<2> {
    match name {
        ActivationName::Relu => activation::relu(signal),
    }
}

/// Takes the gradient by post-activations back to pre-activations, which left `post` behind.
fn pull_back(name: ActivationName, gradient: Tensor<2>, post: Tensor<2>) -> Tensor<2> {
    match name {
        // `mask_fill` and `sign` branch on every element in Burn's CPU backends; this does not.
        ActivationName::Relu => gradient * post.greater_elem(0.0).float(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shape::parameters;

    const WIDTHS: [usize; 4] = [3, 7, 5, 2];
    const BATCH: usize = 11;

    /// Numbers that look random, without a generator.
    fn numbers(count: usize, salt: f64) -> Vec<f32> {
        let number = |i| ((f64::from(i) + salt) * 12.9898).sin() as f32;
        (0..count as u32).map(number).collect()
    }

    fn matrix(rows: usize, columns: usize, numbers: Vec<f32>, device: &Device) -> Tensor<2> {
        Tensor::from_data(TensorData::new(numbers, [rows, columns]), device)
    }

    fn model(device: &Device) -> Model {
        let count = parameters(&places(&WIDTHS));
        Model::new(&WIDTHS, ActivationName::Relu, numbers(count, 0.5), device)
    }

    fn inputs(device: &Device) -> Tensor<2> {
        matrix(BATCH, 3, numbers(BATCH * 3, 3.0), device)
    }

    fn gradient_is_that_of_autodiff(
        loss: Loss,
        targets: &[f32],
        losses: fn(Tensor<2>, Tensor<2>) -> Tensor<2>,
    ) {
        let targets = |device: &Device| matrix(BATCH, 2, targets.to_vec(), device);
        let device = Device::flex();
        let ours = model(&device).gradient(inputs(&device), targets(&device), loss);

        let device = Device::flex().autodiff();
        let mut tracked = model(&device);
        tracked.parameters = tracked.parameters.require_grad();
        let losses = losses(tracked.forward(inputs(&device)), targets(&device));
        let mean = losses.sum().mul_scalar(1.0 / BATCH as f64);
        let theirs = tracked.parameters.grad(&mean.backward()).unwrap();

        let (ours, theirs) = (
            super::numbers(&ours).unwrap(),
            super::numbers(&theirs).unwrap(),
        );
        assert!(theirs.iter().filter(|number| **number != 0.0).count() > theirs.len() / 2);
        for (index, (ours, theirs)) in ours.iter().zip(&theirs).enumerate() {
            assert!((ours - theirs).abs() < 1e-6, "{index}: {ours} and {theirs}");
        }
    }

    #[test]
    fn the_gradient_of_binary_cross_entropy_is_that_of_autodiff() {
        let bits = numbers(BATCH * 2, 7.0);
        let bits: Vec<f32> = bits.iter().map(|x| f32::from(*x > 0.0)).collect();
        gradient_is_that_of_autodiff(Loss::BinaryCrossEntropy, &bits, |logits, targets| {
            activation::softplus(logits.clone(), 1.0) - logits * targets
        });
    }

    #[test]
    fn the_gradient_of_cross_entropy_is_that_of_autodiff() {
        let mut targets = Vec::new();
        for x in numbers(BATCH, 7.0) {
            Loss::CrossEntropy.extend_target(&mut targets, u8::from(x > 0.0), 2);
        }
        gradient_is_that_of_autodiff(Loss::CrossEntropy, &targets, |logits, targets| {
            activation::log_softmax(logits, 1) * targets.neg()
        });
    }

    #[test]
    fn one_number_that_is_not_finite_is_found_wherever_it_is() {
        for &backend in crate::Backend::ALL {
            let device = backend.device();
            let finite = |numbers: Vec<f32>| {
                let model = Model::new(&WIDTHS, ActivationName::Relu, numbers, &device);
                model.is_finite().unwrap()
            };
            let count = parameters(&places(&WIDTHS));
            assert!(finite(numbers(count, 0.5)));
            for background in [0.5, f32::MAX, f32::MIN] {
                // Sums that overflow are no divergence.
                assert!(finite(vec![background; count]), "{background}");
                for bad in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY] {
                    for place in 0..count {
                        let mut numbers = vec![background; count];
                        numbers[place] = bad;
                        assert!(!finite(numbers), "{bad} at {place} beside {background}");
                    }
                }
            }
            let mut both = vec![0.5; count];
            (both[1], both[9]) = (f32::INFINITY, f32::NEG_INFINITY);
            assert!(!finite(both));
        }
    }

    #[test]
    fn the_network_computes_what_the_model_does() {
        let device = Device::flex();
        let model = model(&device);
        let inputs = inputs(&device);
        let logits = super::numbers(&model.forward(inputs.clone())).unwrap();
        let network = model.network().unwrap();
        let inputs = super::numbers(&inputs).unwrap();
        for (row, input) in inputs.chunks(3).enumerate() {
            let mut signal: Vec<f64> = input.iter().map(|&x| f64::from(x)).collect();
            for (index, layer) in network.layers().iter().enumerate() {
                let unit = |unit: usize| {
                    let products = layer.row(unit).iter().zip(&signal).map(|(w, h)| w * h);
                    let z = layer.bias[unit] + products.sum::<f64>();
                    let last = index == network.layers().len() - 1;
                    if last { z } else { z.max(0.0) }
                };
                signal = (0..layer.outputs).map(unit).collect();
            }
            for (output, z) in signal.iter().enumerate() {
                assert!((z - f64::from(logits[row * 2 + output])).abs() < 1e-5);
            }
        }
    }
}
