//! Updates against the same in `f64`, as the papers and `PyTorch` have them.

use super::*;
use pulp::{Arch, WithSimd};

/// Numbers of a vector here.
const COUNT: usize = 32;

/// One parameter in `f64`, with what the optimiser remembers of it.
#[derive(Clone, Copy, Default)]
struct Exact {
    parameter: f64,
    memory: [f64; 2],
}

impl Exact {
    /// A step as the papers write it.
    fn step(&mut self, optimizer: Optimizer, step: i32, rate: f64, gradient: f64) {
        let Self {
            parameter: x,
            memory: [m, v],
        } = self;
        match optimizer {
            Optimizer::Adam(Adam { penalty, decay }) => {
                let gradient = gradient + penalty * *x;
                *m = 0.9 * *m + (1.0 - 0.9) * gradient;
                *v = 0.999 * *v + (1.0 - 0.999) * gradient * gradient;
                let m_hat = *m / (1.0 - 0.9_f64.powi(step));
                let v_hat = *v / (1.0 - 0.999_f64.powi(step));
                *x -= rate * decay * *x;
                *x -= rate * m_hat / (v_hat.sqrt() + 1e-8);
            }
            Optimizer::Sgd(Sgd {
                momentum,
                nesterov,
                penalty,
            }) => {
                let gradient = gradient + penalty * *x;
                *m = momentum * *m + gradient;
                let along = if nesterov {
                    gradient + momentum * *m
                } else {
                    *m
                };
                *x -= rate * along;
            }
        }
    }
}

/// The same numbers in SIMD.
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

fn in_tensors(optimizer: Optimizer, parameters: &[f32], runs: usize) -> Stack {
    let parameters = tensor(parameters, runs);
    Stack {
        memory: vec![parameters.zeros_like(); optimizer.vectors().len()],
        parameters,
    }
}

/// The updates of runs at a step.
fn on_device(updates: &[Update]) -> StackUpdate {
    let mut steps = StackUpdate::of_steps(&[updates.to_vec()], &Device::flex());
    steps.swap_remove(0)
}

/// Every kind, with constants that make a difference.
fn optimizers() -> Vec<Optimizer> {
    let mut all = Vec::new();
    for (penalty, decay) in [(0.0, 0.0), (0.01, 0.0), (0.0, 0.5)] {
        all.push(Optimizer::Adam(Adam { penalty, decay }));
    }
    for (momentum, nesterov, penalty) in [(0.0, false, 0.0), (0.9, false, 0.0), (0.9, true, 0.02)] {
        all.push(Optimizer::Sgd(Sgd {
            momentum,
            nesterov,
            penalty,
        }));
    }
    all
}

/// Gradients of many sizes, towards whose zero the parameters move.
fn gradient(index: usize, step: i32, x: f64) -> f64 {
    let size = 10.0_f64.powi(-[0, 1, 2, 3][index % 4]);
    size * (x - 0.3) + size * 0.1 * f64::from(step % 3)
}

/// The learning rate changes from step to step, as a schedule would have it.
fn rate(optimizer: Optimizer, step: i32) -> f64 {
    let base = match optimizer {
        Optimizer::Adam(_) => 1e-2,
        Optimizer::Sgd(_) => 5e-2,
    };
    base / (1.0 + f64::from(step) / 100.0)
}

#[test]
fn updates_are_those_of_the_papers() {
    for optimizer in optimizers() {
        let start: Vec<f32> = (0..COUNT).map(|index| index as f32 / 16.0 - 1.0).collect();
        let exact = |&x: &f32| Exact {
            parameter: f64::from(x),
            ..Exact::default()
        };
        let mut exact: Vec<Exact> = start.iter().map(exact).collect();
        let mut simd = InSimd::new(&start);
        let mut tensors = in_tensors(optimizer, &start, 1);
        for step in 1..=300 {
            let rate = rate(optimizer, step);
            let at =
                |(index, exact): (usize, &Exact)| gradient(index, step, exact.parameter) as f32;
            let gradient: Vec<f32> = exact.iter().enumerate().map(at).collect();
            for (exact, &gradient) in exact.iter_mut().zip(&gradient) {
                exact.step(optimizer, step, rate, f64::from(gradient));
            }
            let update = optimizer.update(step as u64, rate);
            assert!(simd.step(&update, &gradient));
            on_device(&[update]).apply(&mut tensors, tensor(&gradient, 1));
            let tensors = values(&tensors.parameters);
            for (index, exact) in exact.iter().enumerate() {
                for found in [simd.parameters[index], tensors[index]] {
                    // 300 roundings of numbers around 1.
                    let error = (f64::from(found) - exact.parameter).abs();
                    assert!(
                        error < 3e-6,
                        "{optimizer:?} step {step}: {found}, {error:e}"
                    );
                }
            }
        }
        let moved = exact
            .iter()
            .zip(&start)
            .filter(|(exact, start)| (exact.parameter - f64::from(**start)).abs() > 1e-2);
        assert!(moved.count() > COUNT / 2, "{optimizer:?}");
    }
}

/// Burn's own Adam computes `1 - beta` and the bias corrections in `f32`.
#[test]
fn bias_corrections_are_exact_from_the_first_step_on() {
    let optimizer = Optimizer::Adam(Adam::default());
    for step in [1, 2, 10, 1_000, 100_000, 1 << 40] {
        let Update::Adam(update) = optimizer.update(step, 1e-3) else {
            panic!("Adam's update");
        };
        let power = step as f64;
        let [first, second] = [0.9_f64, 0.999].map(|beta| -(power * beta.ln()).exp_m1());
        let expected = 1e-3 * second.sqrt() / first;
        let text = format!("{update:?}");
        let rate: f64 = text
            .split("rate: ")
            .nth(1)
            .and_then(|rest| rest.split(',').next())
            .and_then(|number| number.parse().ok())
            .unwrap();
        assert!(
            (rate / expected - 1.0).abs() < 1e-7,
            "step {step}: {rate} {expected}"
        );
    }
}

#[test]
fn memory_does_not_decay_into_denormals() {
    for optimizer in optimizers() {
        let start = vec![0.5; COUNT];
        let mut simd = InSimd::new(&start);
        let mut tensors = in_tensors(optimizer, &start, 1);
        let penalised = matches!(
            optimizer,
            Optimizer::Adam(Adam { penalty, .. }) | Optimizer::Sgd(Sgd { penalty, .. }) if penalty > 0.0
        );
        for step in 0..2_000_u16 {
            let mut gradient = vec![0.0; COUNT];
            gradient[1] = 1e-3;
            if step == 0 {
                gradient[0] = 1.0;
            }
            let update = optimizer.update(u64::from(step) + 1, 1e-3);
            simd.step(&update, &gradient);
            on_device(&[update]).apply(&mut tensors, tensor(&gradient, 1));
            let remembered = tensors.memory.iter().map(values);
            for vector in simd.memory.iter().cloned().chain(remembered) {
                assert!(
                    vector.iter().all(|x| !x.is_subnormal()),
                    "{vector:?} at {step}"
                );
            }
        }
        let first = [simd.memory[0][0], values(&tensors.memory[0])[0]];
        assert_eq!(first == [0.0, 0.0], !penalised, "{optimizer:?}: {first:?}");
        if !penalised {
            assert!(simd.memory[0][1] > 9e-4, "{optimizer:?}");
        }
    }
}

#[test]
fn no_number_that_is_not_finite_is_hidden() {
    for optimizer in optimizers() {
        for bad in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY] {
            for place in 0..COUNT {
                let mut simd = InSimd::new(&[0.5; COUNT]);
                let mut gradient = vec![1e-3; COUNT];
                let update = optimizer.update(1, 1e-3);
                assert!(simd.step(&update, &gradient), "{optimizer:?}");
                gradient[place] = bad;
                let finite = simd.step(&update, &gradient);
                assert_eq!(finite, simd.parameters.iter().all(|x| x.is_finite()));
                assert!(!finite || bad.is_infinite(), "{optimizer:?} {bad} {place}");
                simd.parameters[place] = bad;
                assert!(
                    !simd.step(&update, &[1e-3; COUNT]),
                    "{optimizer:?} {bad} {place}"
                );
            }
        }
    }
}

#[test]
fn each_run_of_a_stack_has_its_own_update() {
    for optimizer in optimizers() {
        let start: Vec<f32> = (0..COUNT).map(|index| index as f32 / 16.0 - 1.0).collect();
        let (one, two) = start.split_at(COUNT / 2);
        let mut both = in_tensors(optimizer, &start, 2);
        let mut alone = [one, two].map(|part| in_tensors(optimizer, part, 1));
        for step in 1..=20 {
            let updates = [1e-3, 3e-2].map(|rate| optimizer.update(step, rate));
            let gradient: Vec<f32> = (0..COUNT)
                .map(|index| gradient(index, step as i32, 0.0) as f32)
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
        assert_eq!(values(&both.parameters), alone, "{optimizer:?}");
    }
}
