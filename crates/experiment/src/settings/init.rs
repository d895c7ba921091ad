//! Initial weights: `network.init`. A kind is a variant and how it is drawn.

use rand::{Rng, RngExt};
use rand_distr::{Distribution, StandardNormal};
use serde::{Deserialize, Serialize};

/// `network.init`: the distribution of the initial weights, before `network.weight_scale`
/// multiplies them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Init {
    /// Normal, of variance 2/fan-in (He et al., *Delving Deep into Rectifiers*); the papers'
    /// choice.
    #[default]
    HeNormal,
    /// Uniform, of the same variance.
    HeUniform,
    /// Normal, of variance 2/(fan-in + fan-out) (Glorot & Bengio, *Understanding the difficulty of
    /// training deep feedforward neural networks*).
    GlorotNormal,
    /// Uniform, of the same variance.
    GlorotUniform,
    /// Normal, of variance 1/fan-in (`LeCun` et al., *Efficient `BackProp`*).
    LecunNormal,
    /// Uniform, of the same variance.
    LecunUniform,
    /// Rows or columns, whichever are fewer, orthonormal and uniform among all such matrices (Saxe
    /// et al., *Exact solutions to the nonlinear dynamics of learning*).
    Orthogonal,
}

impl Init {
    /// Draws a layer's weight, `outputs x inputs`, times `scale`.
    pub fn weight(self, stream: &mut impl Rng, scale: f64, size: [usize; 2]) -> Vec<f32> {
        let [outputs, inputs] = size;
        let (fan_in, fan_out) = (inputs as f64, outputs as f64);
        let he = (2.0 / fan_in).sqrt();
        let glorot = (2.0 / (fan_in + fan_out)).sqrt();
        let lecun = (1.0 / fan_in).sqrt();
        let count = outputs * inputs;
        match self {
            Self::HeNormal => normal(stream, scale * he, count).collect(),
            Self::HeUniform => uniform(stream, scale * he, count).collect(),
            Self::GlorotNormal => normal(stream, scale * glorot, count).collect(),
            Self::GlorotUniform => uniform(stream, scale * glorot, count).collect(),
            Self::LecunNormal => normal(stream, scale * lecun, count).collect(),
            Self::LecunUniform => uniform(stream, scale * lecun, count).collect(),
            Self::Orthogonal => orthogonal(stream, scale, outputs, inputs),
        }
    }
}

/// Normal around 0 with this standard deviation.
pub fn normal(stream: &mut impl Rng, std: f64, count: usize) -> impl Iterator<Item = f32> {
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
    use crate::streams::{Purpose, stream};

    fn std(numbers: &[f32]) -> f64 {
        let square = |&number: &f32| f64::from(number).powi(2);
        (numbers.iter().map(square).sum::<f64>() / numbers.len() as f64).sqrt()
    }

    fn near(found: f64, expected: f64) {
        let right = (found / expected - 1.0).abs() < 0.015;
        assert!(right, "{found} instead of {expected}");
    }

    #[test]
    fn each_law_has_its_variance_and_its_shape() {
        let (he, glorot, lecun) = (2.0 / 100.0, 2.0 / 500.0, 1.0 / 100.0);
        for (init, variance, uniform) in [
            (Init::HeNormal, he, false),
            (Init::HeUniform, he, true),
            (Init::GlorotNormal, glorot, false),
            (Init::GlorotUniform, glorot, true),
            (Init::LecunNormal, lecun, false),
            (Init::LecunUniform, lecun, true),
        ] {
            let weight = init.weight(&mut stream(3, Purpose::Weights), 0.5, [400, 100]);
            let deviation = 0.5 * f64::sqrt(variance);
            near(std(&weight), deviation);
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
        for (rows, columns) in [(20, 30), (30, 20), (7, 7)] {
            let mut stream = stream(3, Purpose::Weights);
            let weight = Init::Orthogonal.weight(&mut stream, 2.0, [rows, columns]);
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
}
