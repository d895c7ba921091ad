//! Moves the parameters against their gradient.

use crate::TrainError;
use crate::model::{numbers, vector};
use burn::optim::{Adam, AdamConfig, AdamState, AdaptiveMomentumState, Optimizer as _};
use burn::tensor::{Device, Tensor};
use crease_experiment::settings::{Optimizer as Name, Training};

/// Burn's Adam on the vector of all parameters.
pub(crate) struct Optimizer {
    adam: Adam,
    learning_rate: f64,
    state: Option<AdamState<1>>,
    steps: u64,
}

/// How often tiny moments are flushed, in steps. In so many, 0.9 to this power, a moment just
/// above the threshold does not reach the denormals below 1e-38.
const FLUSH_EVERY: u64 = 64;

/// Moments below this are as good as zero: the next to the update's epsilon of 1e-8 they move no
/// parameter by as much as its rounding.
const TINY: f64 = 1e-30;

impl Optimizer {
    pub(crate) fn new(training: &Training) -> Self {
        let adam = match training.optimizer {
            // Burn's default epsilon is 1e-5; the papers' framework has 1e-8.
            Name::Adam => AdamConfig::new()
                .with_beta_1(0.9)
                .with_beta_2(0.999)
                .with_epsilon(1e-8),
        };
        Self {
            adam: adam.build(),
            learning_rate: training.learning_rate,
            state: None,
            steps: 0,
        }
    }

    /// The parameters after one step.
    pub(crate) fn step(&mut self, parameters: Tensor<1>, gradient: Tensor<1>) -> Tensor<1> {
        let state = self.state.take();
        let (moved, state) = self
            .adam
            .step(self.learning_rate, parameters, gradient, state);
        self.steps += 1;
        self.state = if self.steps.is_multiple_of(FLUSH_EVERY) {
            state.map(flushed)
        } else {
            state
        };
        moved
    }

    /// The first and the second moment, a number for each parameter; nothing before the first step.
    pub(crate) fn moments(&self) -> Result<Option<[Vec<f32>; 2]>, TrainError> {
        let Some(AdamState { momentum }) = &self.state else {
            return Ok(None);
        };
        Ok(Some([
            numbers(&momentum.moment_1)?,
            numbers(&momentum.moment_2)?,
        ]))
    }

    /// Goes on behind `steps` steps that left these moments.
    pub(crate) fn restore(&mut self, steps: u64, moments: [Vec<f32>; 2], device: &Device) {
        let [moment_1, moment_2] = moments.map(|moment| vector(moment, device));
        let momentum = AdaptiveMomentumState::new(steps as usize, moment_1, moment_2);
        self.state = (steps > 0).then(|| AdamState::new(momentum));
        self.steps = steps;
    }
}

/// Zeroes tiny moments. Those of dead weights decay without end, and arithmetic on denormals is
/// many times slower than on other numbers.
fn flushed(mut state: AdamState<1>) -> AdamState<1> {
    let flush = |moment: Tensor<1>| {
        let tiny = moment.clone().abs().lower_elem(TINY);
        moment.mask_fill(tiny, 0.0)
    };
    state.momentum.moment_1 = flush(state.momentum.moment_1);
    state.momentum.moment_2 = flush(state.momentum.moment_2);
    state
}

#[cfg(test)]
mod tests {
    use super::*;
    use burn::tensor::Device;

    fn values(tensor: &Tensor<1>) -> Vec<f32> {
        tensor.to_data().try_to_vec().unwrap()
    }

    /// Adam as the paper has it (Kingma & Ba, algorithm 1), in f64.
    #[test]
    fn steps_are_adams() {
        let device = Device::flex();
        let gradient_at = |t: i32, x: f64| (x - 1.0) * 1e-6 + f64::from(t % 3) * 1e-7;
        let (mut x, mut m, mut v) = (0.5_f64, 0.0, 0.0);
        let mut optimizer = Optimizer::new(&Training::default());
        let mut parameters = Tensor::<1>::from_floats([0.5], &device);
        for t in 1..=200 {
            let gradient = gradient_at(t, x);
            m = 0.9 * m + 0.1 * gradient;
            v = 0.999 * v + 0.001 * gradient * gradient;
            let (m_hat, v_hat) = (m / (1.0 - 0.9_f64.powi(t)), v / (1.0 - 0.999_f64.powi(t)));
            x -= 1e-3 * m_hat / (v_hat.sqrt() + 1e-8);
            let gradient = Tensor::from_floats([gradient as f32], &device);
            parameters = optimizer.step(parameters, gradient);
            // With Burn's default epsilon the first step would be 10 times too short.
            assert!(
                (f64::from(values(&parameters)[0]) - x).abs() < 2e-5,
                "step {t}"
            );
        }
    }

    #[test]
    fn moments_do_not_decay_into_denormals() {
        let device = Device::flex();
        let mut optimizer = Optimizer::new(&Training::default());
        let mut parameters = Tensor::<1>::from_floats([0.5, 0.5], &device);
        for step in 0..2_000 {
            let first = if step == 0 { 1.0 } else { 0.0 };
            let gradient = Tensor::from_floats([first, 1e-3], &device);
            parameters = optimizer.step(parameters, gradient);
            let state = optimizer.state.clone().unwrap().momentum;
            for moment in [values(&state.moment_1), values(&state.moment_2)] {
                assert!(
                    moment.iter().all(|m| !m.is_subnormal()),
                    "{moment:?} at {step}"
                );
            }
        }
        let state = optimizer.state.unwrap().momentum;
        assert_eq!(values(&state.moment_1)[0], 0.0);
        assert!(values(&state.moment_1)[1] > 9e-4);
    }

    /// Tiny moments are flushed at the same steps too.
    #[test]
    fn restored_moments_go_on_to_the_last_bit() {
        let device = Device::flex();
        let gradient = |step: u32| {
            let numbers = [
                0.1_f32.powf(step as f32),
                (f64::from(step).sin() * 1e-3) as f32,
            ];
            Tensor::<1>::from_floats(numbers, &device)
        };
        let mut whole = Optimizer::new(&Training::default());
        let mut parameters = Tensor::<1>::from_floats([0.5, 0.5], &device);
        let mut resumed: Option<(Optimizer, Tensor<1>)> = None;
        for step in 0..1_500 {
            if step % 50 == 7 {
                let mut restored = Optimizer::new(&Training::default());
                let moments = whole.moments().unwrap().unwrap();
                restored.restore(u64::from(step), moments, &device);
                resumed = Some((restored, parameters.clone()));
            }
            parameters = whole.step(parameters, gradient(step));
            if let Some((optimizer, at)) = &mut resumed {
                *at = optimizer.step(at.clone(), gradient(step));
                assert_eq!(values(at), values(&parameters), "step {step}");
                let moments = optimizer.moments().unwrap();
                assert_eq!(moments, whole.moments().unwrap(), "step {step}");
            }
        }
        let [first, _] = whole.moments().unwrap().unwrap();
        assert_eq!(first[0], 0.0, "flushed, so the steps mattered");
    }
}
