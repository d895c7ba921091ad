//! Updates in vectors and in tensors against each other. The tests of each kind compare its formula
//! with its paper.

use super::*;
use burn::tensor::{Device, Tensor, TensorData};
use crease_experiment::settings::optimizer::{Sgd, TINY};
use pulp::{Arch, Simd, WithSimd};

/// Numbers of a vector here.
const COUNT: usize = 32;

/// Parameters and memory in vectors.
struct InSimd {
    parameters: Vec<f32>,
    memory: [Vec<f32>; 2],
}

impl InSimd {
    fn new(parameters: &[f32]) -> Self {
        Self {
            parameters: parameters.to_vec(),
            memory: [vec![0.0; COUNT], vec![0.0; COUNT]],
        }
    }

    fn step(&mut self, update: &Update, gradient: &[f32]) -> bool {
        struct Apply<'a>(&'a Update, Vectors<'a>, &'a [f32]);
        impl WithSimd for Apply<'_> {
            type Output = bool;
            fn with_simd<S: Simd>(self, simd: S) -> bool {
                self.0.apply(simd, self.1, self.2)
            }
        }
        let [first, second] = &mut self.memory;
        let vectors = Vectors {
            parameters: &mut self.parameters,
            memory: [first, second],
        };
        Arch::new().dispatch(Apply(update, vectors, gradient))
    }
}

fn tensor(numbers: &[f32], runs: usize) -> Tensor<2> {
    let data = TensorData::new(numbers.to_vec(), [runs, numbers.len() / runs]);
    Tensor::from_data(data, &Device::flex())
}

fn values(tensor: &Tensor<2>) -> Vec<f32> {
    tensor.to_data().try_to_vec().unwrap()
}

fn in_tensors(training: &Training, parameters: &[f32], runs: usize) -> Stack {
    let parameters = tensor(parameters, runs);
    Stack {
        memory: vec![parameters.zeros_like(); training.optimizer.vectors().len()],
        parameters,
    }
}

/// The updates of runs at a step.
fn on_device(updates: &[Update]) -> StackUpdate {
    let mut steps = StackUpdate::of_steps(&[updates.to_vec()], &Device::flex());
    steps.swap_remove(0)
}

/// Every kind, with constants that make a difference.
fn trainings() -> Vec<Training> {
    let sgd = [(0.9, false), (0.9, true)].map(|(momentum, nesterov)| {
        Optimizer::Sgd(Sgd {
            momentum,
            nesterov,
            ..Sgd::default()
        })
    });
    let mut all = Vec::new();
    for optimizer in Optimizer::all().into_iter().chain(sgd) {
        for weight_decay in [0.0, 0.02, 0.5] {
            all.push(Training {
                optimizer,
                weight_decay: Some(weight_decay),
                ..Training::default()
            });
        }
    }
    all
}

/// Gradients of many sizes, towards whose zero the parameters move.
fn gradient(index: usize, step: u64, x: f64) -> f64 {
    let size = 10.0_f64.powi(-[0, 1, 2, 3][index % 4]);
    size * (x - 0.3) + size * 0.1 * (step % 3) as f64
}

#[test]
fn vectors_and_tensors_give_the_same() {
    for training in &trainings() {
        let start: Vec<f32> = (0..COUNT).map(|index| index as f32 / 16.0 - 1.0).collect();
        let mut simd = InSimd::new(&start);
        let mut tensors = in_tensors(training, &start, 1);
        for step in 1..=300 {
            // It changes from step to step, as a schedule would have it.
            let rate = 0.03 / (1.0 + step as f64 / 100.0);
            let at = |(index, &x): (usize, &f32)| gradient(index, step, f64::from(x)) as f32;
            let gradient: Vec<f32> = simd.parameters.iter().enumerate().map(at).collect();
            let update = Update::of(training, step, rate);
            assert!(simd.step(&update, &gradient));
            on_device(&[update]).apply(&mut tensors, tensor(&gradient, 1));
            let tensors = values(&tensors.parameters);
            for (&found, other) in simd.parameters.iter().zip(tensors) {
                // 300 roundings of numbers around 1.
                let what = format!("{training:?} step {step}: {found} {other}");
                assert!((found - other).abs() < 3e-6, "{what}");
            }
        }
        let moved = simd.parameters.iter().zip(&start);
        let moved = moved.filter(|(end, start)| (**end - **start).abs() > 1e-2);
        assert!(moved.count() > COUNT / 2, "{training:?}");
    }
}

#[test]
fn memory_does_not_decay_into_denormals() {
    for training in &trainings() {
        let start = vec![0.5; COUNT];
        let mut simd = InSimd::new(&start);
        let mut tensors = in_tensors(training, &start, 1);
        for step in 1..=2_000 {
            let mut gradient = vec![0.0; COUNT];
            gradient[1] = 1e-3;
            if step == 1 {
                gradient[0] = 1.0;
            }
            let update = Update::of(training, step, 1e-3);
            simd.step(&update, &gradient);
            on_device(&[update]).apply(&mut tensors, tensor(&gradient, 1));
            let remembered = tensors.memory.iter().map(values);
            for vector in simd.memory.iter().cloned().chain(remembered) {
                assert!(
                    vector.iter().all(|&x| x == 0.0 || x.abs() >= TINY),
                    "{vector:?} at {step}"
                );
            }
        }
        if training.weight_decay() == 0.0 {
            let first = [simd.memory[0][0], values(&tensors.memory[0])[0]];
            assert_eq!(first, [0.0, 0.0], "{training:?}");
            assert!(simd.memory[0][1] > 9e-4, "{training:?}");
        }
    }
}

#[test]
fn no_number_that_is_not_finite_is_hidden() {
    for training in &trainings() {
        for bad in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY] {
            for place in 0..COUNT {
                let mut simd = InSimd::new(&[0.5; COUNT]);
                let mut gradient = vec![1e-3; COUNT];
                let update = Update::of(training, 1, 1e-3);
                assert!(simd.step(&update, &gradient), "{training:?}");
                gradient[place] = bad;
                let finite = simd.step(&update, &gradient);
                assert_eq!(finite, simd.parameters.iter().all(|x| x.is_finite()));
                assert!(!finite || bad.is_infinite(), "{training:?} {bad} {place}");
                simd.parameters[place] = bad;
                assert!(
                    !simd.step(&update, &[1e-3; COUNT]),
                    "{training:?} {bad} {place}"
                );
            }
        }
    }
}

#[test]
fn each_run_of_a_stack_has_its_own_update() {
    for training in &trainings() {
        let start: Vec<f32> = (0..COUNT).map(|index| index as f32 / 16.0 - 1.0).collect();
        let (one, two) = start.split_at(COUNT / 2);
        let mut both = in_tensors(training, &start, 2);
        let mut alone = [one, two].map(|part| in_tensors(training, part, 1));
        for step in 1..=20 {
            let updates = [1e-3, 3e-2].map(|rate| Update::of(training, step, rate));
            let gradient: Vec<f32> = (0..COUNT)
                .map(|index| gradient(index, step, 0.0) as f32)
                .collect();
            on_device(&updates).apply(&mut both, tensor(&gradient, 2));
            let parts = gradient.chunks(COUNT / 2).zip(&mut alone).zip(updates);
            for ((gradient, alone), update) in parts {
                on_device(&[update]).apply(alone, tensor(gradient, 1));
            }
        }
        let alone: Vec<f32> = alone
            .iter()
            .flat_map(|run| values(&run.parameters))
            .collect();
        assert_eq!(values(&both.parameters), alone, "{training:?}");
    }
}
