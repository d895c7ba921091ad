//! The network at initialisation.

use crate::shape::{Place, parameters};
use crease_experiment::settings::{Init, NetworkSettings, RunSettings};
use crease_experiment::streams::{Purpose, stream};
use rand::{Rng, RngExt};
use rand_distr::{Distribution, StandardNormal};

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
        let scale = settings.weight_scale;
        all.extend(weight(&mut weights, settings.init, scale, place));
        all.extend(normal(&mut biases, settings.bias_std, place.bias().len()));
    }
    all
}

/// A layer's weight, `outputs x inputs`.
fn weight(stream: &mut impl Rng, init: Init, scale: f64, place: &Place) -> Vec<f32> {
    let (fan_in, fan_out) = (place.inputs as f64, place.outputs as f64);
    let he = (2.0 / fan_in).sqrt();
    let glorot = (2.0 / (fan_in + fan_out)).sqrt();
    let lecun = (1.0 / fan_in).sqrt();
    let count = place.weight().len();
    match init {
        Init::HeNormal => normal(stream, scale * he, count).collect(),
        Init::GlorotNormal => normal(stream, scale * glorot, count).collect(),
        Init::LecunNormal => normal(stream, scale * lecun, count).collect(),
        Init::HeUniform => uniform(stream, scale * he, count).collect(),
        Init::GlorotUniform => uniform(stream, scale * glorot, count).collect(),
        Init::LecunUniform => uniform(stream, scale * lecun, count).collect(),
        Init::Orthogonal => orthogonal(stream, scale, place.outputs, place.inputs),
    }
}

fn normal(stream: &mut impl Rng, std: f64, count: usize) -> impl Iterator<Item = f32> {
    (0..count).map(move |_| {
        let number: f64 = StandardNormal.sample(stream);
        (std * number) as f32
    })
}

/// Uniform around 0 with this standard deviation.
fn uniform(stream: &mut impl Rng, std: f64, count: usize) -> impl Iterator<Item = f32> {
    let most = std * 3.0_f64.sqrt();
    (0..count).map(move |_| {
        let unit: f64 = stream.random();
        (most * (2.0 * unit - 1.0)) as f32
    })
}

/// `rows x columns`, the fewer of the two orthogonal, all of length `scale`: normal vectors, each
/// made orthogonal to those before it. The directions are uniform.
fn orthogonal(stream: &mut impl Rng, scale: f64, rows: usize, columns: usize) -> Vec<f32> {
    let (count, length) = (rows.min(columns), rows.max(columns));
    let mut vectors: Vec<Vec<f64>> = Vec::with_capacity(count);
    while vectors.len() < count {
        let mut vector: Vec<f64> = (0..length).map(|_| StandardNormal.sample(stream)).collect();
        // Twice, because the first time leaves rounding errors.
        for _ in 0..2 {
            for before in &vectors {
                let along = dot(&vector, before);
                for (x, b) in vector.iter_mut().zip(before) {
                    *x -= along * b;
                }
            }
            let length = dot(&vector, &vector).sqrt();
            for x in &mut vector {
                *x /= length;
            }
        }
        vectors.push(vector);
    }
    let number = |row: usize, column: usize| {
        if rows <= columns {
            vectors[row][column]
        } else {
            vectors[column][row]
        }
    };
    let pairs = (0..rows).flat_map(|row| (0..columns).map(move |column| (row, column)));
    pairs
        .map(|(row, column)| (scale * number(row, column)) as f32)
        .collect()
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
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
    fn each_law_has_its_variance_and_its_shape() {
        let places = places(&[100, 400, 1]);
        let (he, glorot, lecun) = (2.0 / 100.0, 2.0 / 500.0, 1.0 / 100.0);
        for (init, variance, uniform) in [
            (Init::HeNormal, he, false),
            (Init::HeUniform, he, true),
            (Init::GlorotNormal, glorot, false),
            (Init::GlorotUniform, glorot, true),
            (Init::LecunNormal, lecun, false),
            (Init::LecunUniform, lecun, true),
        ] {
            let settings = NetworkSettings {
                init,
                weight_scale: 0.5,
                ..NetworkSettings::default()
            };
            let all = drawn(3, &settings, &places);
            let weight = &all[places[0].weight()];
            let deviation = 0.5 * f64::sqrt(variance);
            near(std(weight), deviation);
            let mean = weight.iter().map(|&x| f64::from(x)).sum::<f64>() / 40_000.0;
            assert!(mean.abs() < 0.02 * deviation, "{init:?}: {mean}");
            // A uniform number is within the root of 3 deviations, 8 in 100 normal ones are not.
            let beyond = weight
                .iter()
                .filter(|x| f64::from(x.abs()) > 1.7321 * deviation);
            let beyond = beyond.count() as f64 / 40_000.0;
            if uniform {
                assert_eq!(beyond, 0.0, "{init:?}");
            } else {
                assert!((beyond - 0.0833).abs() < 0.006, "{init:?}: {beyond}");
            }
        }
    }

    #[test]
    fn orthogonal_weights_are_orthogonal() {
        for widths in [[30, 20, 1], [20, 30, 1], [7, 7, 1]] {
            let places = places(&widths);
            let settings = NetworkSettings {
                init: Init::Orthogonal,
                weight_scale: 2.0,
                ..NetworkSettings::default()
            };
            let all = drawn(3, &settings, &places);
            let weight = &all[places[0].weight()];
            let (rows, columns) = (places[0].outputs, places[0].inputs);
            let vector = |index: usize| -> Vec<f64> {
                let at = |other: usize| {
                    let at = if rows <= columns {
                        index * columns + other
                    } else {
                        other * columns + index
                    };
                    f64::from(weight[at])
                };
                (0..rows.max(columns)).map(at).collect()
            };
            for one in 0..rows.min(columns) {
                for other in 0..rows.min(columns) {
                    let expected = if one == other { 4.0 } else { 0.0 };
                    let found = dot(&vector(one), &vector(other));
                    assert!((found - expected).abs() < 1e-5, "{one} {other}: {found}");
                }
            }
        }
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
