//! The network at initialisation.

use crate::shape::{Place, parameters};
use crease_experiment::settings::init::normal;
use crease_experiment::settings::{NetworkSettings, RunSettings};
use crease_experiment::streams::{Purpose, stream};

/// All parameters at step 0, laid out as `places` say.
pub(crate) fn parameters_of(settings: &RunSettings, places: &[Place]) -> Vec<f32> {
    let built = settings.task.parameters(settings.seed, &settings.widths());
    built.unwrap_or_else(|| drawn(settings.seed, &settings.network, places))
}

/// Weights from the distribution in the settings, also in the output layer, times `weight_scale`;
/// normal biases with `bias_std`. Each has its own stream, so that the weights do not depend on the
/// distribution of the biases.
fn drawn(seed: u64, settings: &NetworkSettings, places: &[Place]) -> Vec<f32> {
    let mut weights = stream(seed, Purpose::Weights);
    let mut biases = stream(seed, Purpose::Biases);
    let mut all = Vec::with_capacity(parameters(places));
    for place in places {
        let (scale, size) = (settings.weight_scale, [place.outputs, place.inputs]);
        all.extend(settings.init.weight(&mut weights, scale, size));
        all.extend(normal(&mut biases, settings.bias_std, place.bias().len()));
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shape::places;

    fn std(numbers: &[f32]) -> f64 {
        let square = |&number: &f32| f64::from(number).powi(2);
        (numbers.iter().map(square).sum::<f64>() / numbers.len() as f64).sqrt()
    }

    fn near(found: f64, expected: f64) {
        let right = (found / expected - 1.0).abs() < 0.015;
        assert!(right, "{found} instead of {expected}");
    }

    /// Standard deviations of 40,000 normal numbers are accurate to about 0.35 %.
    #[test]
    fn weights_follow_he_and_biases_their_own_law() {
        let settings = NetworkSettings {
            weight_scale: 1.5,
            bias_std: 0.01,
            ..NetworkSettings::default()
        };
        let places = places(&[2, 20_000, 2, 1]);
        let all = drawn(3, &settings, &places);
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
