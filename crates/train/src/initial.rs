//! The network at initialisation.

use crate::sawtooth;
use crate::shape::{Place, parameters};
use crease_experiment::settings::{NetworkSettings, RunSettings, Task};
use crease_experiment::streams::{Purpose, stream};
use rand::Rng;
use rand_distr::{Distribution, StandardNormal};

/// All parameters at step 0, laid out as `places` say.
pub(crate) fn parameters_of(settings: &RunSettings, places: &[Place]) -> Vec<f32> {
    match &settings.task {
        Task::Sawtooth(task) => sawtooth::parameters_of(task, settings.seed, places),
        Task::Memorise(_) | Task::Mnist(_) | Task::Untrained(_) => {
            drawn(settings.seed, &settings.network, places)
        }
    }
}

/// Weights are normal with standard deviation `weight_scale * sqrt(2 / fan_in)`, in the output
/// layer too, biases with `bias_std`; each from its own stream, so that the weights do not depend
/// on the law of the biases.
fn drawn(seed: u64, settings: &NetworkSettings, places: &[Place]) -> Vec<f32> {
    let mut weights = stream(seed, Purpose::Weights);
    let mut biases = stream(seed, Purpose::Biases);
    let mut all = Vec::with_capacity(parameters(places));
    for place in places {
        let he = (2.0 / place.inputs as f64).sqrt();
        all.extend(normal(
            &mut weights,
            settings.weight_scale * he,
            place.weight().len(),
        ));
        all.extend(normal(&mut biases, settings.bias_std, place.bias().len()));
    }
    all
}

fn normal(stream: &mut impl Rng, std: f64, count: usize) -> impl Iterator<Item = f32> {
    (0..count).map(move |_| {
        let number: f64 = StandardNormal.sample(stream);
        (std * number) as f32
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shape::places;

    fn std(numbers: &[f32]) -> f64 {
        let square = |&number: &f32| f64::from(number).powi(2);
        (numbers.iter().map(square).sum::<f64>() / numbers.len() as f64).sqrt()
    }

    /// Standard deviations of 40,000 normal numbers are right to about 0.35 %.
    #[test]
    fn weights_follow_he_and_biases_their_own_law() {
        let settings = NetworkSettings {
            weight_scale: 1.5,
            bias_std: 0.01,
            ..NetworkSettings::default()
        };
        let places = places(&[2, 20_000, 2, 1]);
        let all = drawn(3, &settings, &places);
        let near = |found: f64, expected: f64| {
            assert!(
                (found / expected - 1.0).abs() < 0.015,
                "{found} instead of {expected}"
            );
        };
        near(std(&all[places[0].weight()]), 1.5);
        near(
            std(&all[places[1].weight()]),
            1.5 * (2.0 / 20_000.0_f64).sqrt(),
        );
        near(std(&all[places[0].bias()]), 0.01);
    }

    #[test]
    fn the_weights_do_not_depend_on_the_biases() {
        let places = places(&[2, 8, 1]);
        let with = |bias_std| {
            let settings = NetworkSettings {
                bias_std,
                ..NetworkSettings::default()
            };
            drawn(3, &settings, &places)
        };
        let (small, large) = (with(0.0), with(1.0));
        assert_eq!(small[places[1].weight()], large[places[1].weight()]);
        assert_eq!(small[places[0].bias()], [0.0; 8]);
        assert_ne!(large[places[0].bias()], [0.0; 8]);
    }
}
