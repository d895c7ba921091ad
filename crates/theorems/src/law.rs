use crate::TheoremsError;
use crease_experiment::streams::{Purpose, stream};
use crease_network::{Activation, Layer, Network};
use rand::Rng;
use rand_distr::{Distribution, StandardNormal};
use std::fmt;

/// A law of random networks: independent normal weights with variance `2 / fan-in`, in the output
/// layer too, and independent normal biases (P, Appendix A; C, section 3).
#[derive(Clone, Debug, PartialEq)]
pub struct Law {
    /// Inputs, hidden widths, outputs.
    pub widths: Vec<usize>,
    /// Standard deviation of the biases.
    pub bias_std: f64,
    /// The activation.
    pub activation: Activation,
    /// Its name.
    pub activation_name: &'static str,
}

/// The standard deviation of biases in the papers' experiments.
pub const PAPER_BIAS: f64 = 1e-3;

impl Law {
    /// `ReLU` networks of these widths, inputs and outputs included.
    pub fn relu(widths: &[usize], bias_std: f64) -> Self {
        Self {
            widths: widths.to_vec(),
            bias_std,
            activation: Activation::relu(),
            activation_name: "relu",
        }
    }

    /// The same with another activation.
    #[must_use]
    pub fn with(mut self, name: &'static str, activation: Activation) -> Self {
        self.activation = activation;
        self.activation_name = name;
        self
    }

    /// The number of neurons.
    pub fn neurons(&self) -> usize {
        let hidden = self.widths.len().saturating_sub(2);
        self.widths.iter().skip(1).take(hidden).sum()
    }

    /// The largest density of a bias, `1 / (sqrt(2 pi) sigma)`: C's `C_bias`.
    pub fn largest_density(&self) -> f64 {
        self.density(0.0)
    }

    /// The density of a bias at `b`.
    pub fn density(&self, b: f64) -> f64 {
        let t = b / self.bias_std;
        (-0.5 * t * t).exp() / ((2.0 * std::f64::consts::PI).sqrt() * self.bias_std)
    }

    /// The network of this law with this seed. Weights and biases have separate streams, so the weights do
    /// not depend on the law of the biases.
    ///
    /// # Errors
    /// If the widths are not those of a network.
    pub fn draw(&self, seed: u64) -> Result<Network, TheoremsError> {
        let mut weights = stream(seed, Purpose::Weights);
        let mut biases = stream(seed, Purpose::Biases);
        let layers = self.widths.windows(2).map(|pair| {
            let (inputs, outputs) = (pair[0], pair[1]);
            let he = (2.0 / inputs as f64).sqrt();
            Layer {
                weight: normal(&mut weights, he, inputs * outputs),
                bias: normal(&mut biases, self.bias_std, outputs),
                inputs,
                outputs,
            }
        });
        self.network(layers.collect())
    }

    /// Chains layers with this law's activation.
    ///
    /// # Errors
    /// If they do not chain.
    pub fn network(&self, layers: Vec<Layer>) -> Result<Network, TheoremsError> {
        Network::new(layers, self.activation.clone()).map_err(|source| TheoremsError::Network {
            law: self.to_string(),
            source,
        })
    }
}

/// `2-32-32-32-1`, with the activation if it is not `ReLU`.
impl fmt::Display for Law {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let widths: Vec<String> = self.widths.iter().map(usize::to_string).collect();
        out.write_str(&widths.join("-"))?;
        if self.activation_name != "relu" {
            write!(out, " {}", self.activation_name)?;
        }
        Ok(())
    }
}

/// Numbers of `f32`, as those of networks that are trained.
fn normal(stream: &mut impl Rng, std: f64, count: usize) -> Vec<f64> {
    let draw = |_| {
        let number: f64 = StandardNormal.sample(stream);
        f64::from((std * number) as f32)
    };
    (0..count).map(draw).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_follow_he_whatever_the_biases() {
        let small = Law::relu(&[2, 20_000, 2, 1], 1e-3).draw(3).unwrap();
        let large = Law::relu(&[2, 20_000, 2, 1], 1.0).draw(3).unwrap();
        assert_eq!(small.layers()[1].weight, large.layers()[1].weight);
        let mean_square = |numbers: &[f64]| {
            let sum: f64 = numbers.iter().map(|w| w.powi(2)).sum();
            sum / numbers.len() as f64
        };
        // 40,000 squares of normal numbers have a mean that is right to 0.7 %.
        assert!((mean_square(&small.layers()[0].weight) - 1.0).abs() < 0.03);
        assert!((mean_square(&small.layers()[1].weight) * 1e4 - 1.0).abs() < 0.03);
        assert!((mean_square(&large.layers()[0].bias) - 1.0).abs() < 0.05);
    }

    #[test]
    fn the_density_integrates_to_one() {
        let law = Law::relu(&[1, 1, 1], 0.3);
        let sum: f64 = (-300..300).map(|i| law.density(f64::from(i) * 0.01)).sum();
        assert!((sum * 0.01 - 1.0).abs() < 1e-9);
        assert_eq!(law.largest_density(), law.density(0.0));
    }

    #[test]
    fn output_units_are_no_neurons() {
        let law = Law::relu(&[2, 16, 8, 3], 0.1);
        assert_eq!((law.neurons(), law.to_string().as_str()), (24, "2-16-8-3"));
        assert_eq!(Law::relu(&[2, 3], 0.1).neurons(), 0);
    }
}
