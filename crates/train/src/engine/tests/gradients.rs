//! Gradients of one step.

use super::case::{Case, activations, cases};
use crate::engine::{Engine, numbers};
use crate::loss::{Loss, Minimised};
use crate::shape::places;
use burn::tensor::activation::{log_softmax, softplus};
use burn::tensor::{Device, Tensor, TensorData};
use crease_network::Activation;

/// After one step of Adam the first moment is a tenth of the gradient.
fn gradient_of(engine: &dyn Engine) -> Vec<f32> {
    let memory = engine.memory(0).unwrap();
    assert_eq!(memory[0].0, "moment_1");
    memory[0].1.iter().map(|moment| moment * 10.0).collect()
}

#[test]
fn gradients_are_those_of_the_reference_for_every_activation() {
    for (settings, datasets) in cases() {
        for activation in &activations() {
            let case = Case::new(&settings, &datasets, activation);
            let mut batches = case.batches();
            let indices = batches.indices();
            let exact = case.reference().gradient(case.examples.train(), indices);
            let largest = exact.iter().fold(0.0_f64, |most, x| most.max(x.abs()));
            assert!(largest > 1e-3);
            let mut engines: [Box<dyn Engine>; 2] =
                [Box::new(case.fused()), Box::new(case.stacked())];
            for engine in &mut engines {
                case.step(engine.as_mut(), 1, indices);
                let found = gradient_of(engine.as_ref());
                for (index, (found, exact)) in found.iter().zip(&exact).enumerate() {
                    let error = (f64::from(*found) - exact).abs();
                    assert!(error < 2e-6 * largest.max(0.1), "{index}: {found} {exact}");
                }
            }
        }
    }
}

#[test]
fn gradients_are_those_of_autodiff() {
    for (settings, datasets) in cases() {
        let relu = Activation::relu();
        let case = Case::new(&settings, &datasets, &relu);
        let set = case.examples.train();
        let mut batches = case.batches();
        let indices = batches.indices();
        let mut fused = case.fused();
        case.step(&mut fused, 1, indices);

        let device = Device::flex().autodiff();
        let places = places(&case.widths);
        let tracked = |numbers: &[f32], shape: [usize; 2]| {
            Tensor::<2>::from_data(TensorData::new(numbers.to_vec(), shape), &device).require_grad()
        };
        let layers: Vec<[Tensor<2>; 2]> = places
            .iter()
            .map(|place| {
                let weight = &case.parameters[place.weight()];
                let bias = &case.parameters[place.bias()];
                [
                    tracked(weight, [place.outputs, place.inputs]),
                    tracked(bias, [1, place.outputs]),
                ]
            })
            .collect();
        let (mut x, mut y) = (Vec::new(), Vec::new());
        set.extend_inputs(&mut x, indices);
        let outputs = case.widths[case.widths.len() - 1];
        for &index in indices {
            let loss = case.examples.loss();
            loss.extend_target(&mut y, &set, index as usize, outputs);
        }
        let count = indices.len();
        let plain = |numbers: Vec<f32>, width: usize| {
            Tensor::<2>::from_data(TensorData::new(numbers, [count, width]), &device)
        };
        let mut signal = plain(x, set.dimension);
        for (index, [weight, bias]) in layers.iter().enumerate() {
            if index > 0 {
                signal = burn::tensor::activation::relu(signal);
            }
            signal = signal.matmul(weight.clone().transpose()) + bias.clone();
        }
        let targets = plain(y, outputs);
        let losses = match case.examples.loss() {
            Loss::BinaryCrossEntropy => softplus(signal.clone(), 1.0) - signal * targets,
            Loss::CrossEntropy => log_softmax(signal, 1) * targets.neg(),
            Loss::SquaredError => (signal - targets).powi_scalar(2).div_scalar(outputs as f64),
        };
        let gradients = losses.sum().mul_scalar(1.0 / count as f64).backward();
        let found = gradient_of(&fused);
        for (place, [weight, bias]) in places.iter().zip(&layers) {
            for (tensor, range) in [(weight, place.weight()), (bias, place.bias())] {
                let theirs = numbers(&tensor.grad(&gradients).unwrap()).unwrap();
                for (ours, theirs) in found[range].iter().zip(&theirs) {
                    assert!((ours - theirs).abs() < 1e-6, "{ours} and {theirs}");
                }
            }
        }
    }
}

#[test]
fn norms_of_the_gradient_are_those_of_the_reference() {
    for (settings, datasets) in cases() {
        for activation in &activations() {
            let case = Case::new(&settings, &datasets, activation);
            let set = case.examples.train();
            let indices: Vec<u32> = (0..set.count() as u32).collect();
            let exact = case.reference().gradient(set, &indices);
            let found = crate::gradient::norms(&case.shape(), &case.parameters, set).unwrap();
            assert_eq!(found.len(), case.widths.len() - 1);
            for (place, found) in places(&case.widths).iter().zip(&found) {
                let part = &exact[place.weight().start..place.bias().end];
                let norm = part.iter().map(|g| g * g).sum::<f64>().sqrt();
                assert!((found - norm).abs() < 1e-5 * norm, "{found} {norm}");
            }
        }
    }
}
