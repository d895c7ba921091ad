use super::examples::ExampleFacts;
use super::kind::TaskKind;
use crate::check::{self, Check};
use crate::streams::{Purpose, stream};
use rand_distr::{Distribution, StandardNormal};
use serde::{Deserialize, Serialize};

/// The most doublings: with more, the teeth are thinner than the precision of `f32`.
const MOST_DOUBLINGS: usize = 20;

/// The tent on `[0, 1]`, 0 outside, is `2 relu(x) - 4 relu(x - 1/2) + 2 relu(x - 1)`.
const TENT: [f32; 3] = [2.0, -4.0, 2.0];
/// The biases of its three neurons.
const KNEES: [f32; 3] = [0.0, -0.5, -1.0];

/// Telgarsky's sawtooth, built instead of learned: one input, one output, `doublings` hidden layers
/// of three neurons, `2^doublings` linear pieces on `[0, 1]` (*Complexity of Linear Regions in Deep
/// Networks*, Figure 3). `[network]` has no effect on it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Sawtooth {
    /// How often the teeth are doubled, `n`.
    pub doublings: usize,
    /// Standard deviation of the normal noise on every weight and bias.
    pub noise_std: f64,
}

impl Default for Sawtooth {
    fn default() -> Self {
        Self {
            doublings: 5,
            noise_std: 0.0,
        }
    }
}

impl TaskKind for Sawtooth {
    fn name(&self) -> &'static str {
        "sawtooth"
    }

    fn check(&self) -> Check {
        check::within(
            self.doublings,
            1..=MOST_DOUBLINGS,
            "task.sawtooth.doublings",
        )?;
        check::not_negative(self.noise_std, "task.sawtooth.noise_std")
    }

    fn inputs(&self) -> usize {
        1
    }

    fn outputs(&self) -> usize {
        1
    }

    fn hidden(&self) -> Option<Vec<usize>> {
        Some(vec![3; self.doublings])
    }

    /// Each hidden layer holds the three neurons of a tent over the tent of the layer before, the
    /// output is the last tent. So there are `2^doublings` linear pieces on `[0, 1]`, and without
    /// noise all arithmetic at dyadic points is exact.
    ///
    /// The noise is drawn in the order of the parameters, and scaled: a larger `noise_std` at the
    /// same seed is the same noise, larger.
    fn parameters(&self, seed: u64, widths: &[usize]) -> Option<Vec<f32>> {
        let mut exact: Vec<f32> = Vec::new();
        let layers = widths.len() - 1;
        for (index, &outputs) in widths[1..].iter().enumerate() {
            // Without a tent before it, a layer reads the input itself.
            let row: &[f32] = if index == 0 { &[1.0] } else { &TENT };
            let biases: &[f32] = if index + 1 == layers { &[0.0] } else { &KNEES };
            exact.extend(row.repeat(outputs));
            exact.extend(biases);
        }
        let mut noise = stream(seed, Purpose::ParameterNoise);
        let perturbed = |number: f32| {
            let normal: f64 = StandardNormal.sample(&mut noise);
            (f64::from(number) + self.noise_std * normal) as f32
        };
        Some(exact.into_iter().map(perturbed).collect())
    }

    fn facts(&self) -> Option<ExampleFacts<'_>> {
        None
    }
}
