//! Telgarsky's sawtooth (Hanin & Rolnick, *Complexity of Linear Regions in Deep Networks*,
//! Figure 3), built instead of learned.

use crate::shape::{Place, parameters};
use crease_experiment::settings::Sawtooth;
use crease_experiment::streams::{Purpose, stream};
use rand_distr::{Distribution, StandardNormal};

/// The tent on `[0, 1]`, 0 outside, is `2 relu(x) - 4 relu(x - 1/2) + 2 relu(x - 1)`.
const TENT: [f32; 3] = [2.0, -4.0, 2.0];
/// The biases of its three neurons.
const KNEES: [f32; 3] = [0.0, -0.5, -1.0];

/// All parameters, laid out as `places` say: each hidden layer holds the three neurons of a tent
/// over the tent of the layer before, the output is the last tent. So there are `2^doublings`
/// linear pieces on `[0, 1]`, and without noise all arithmetic at dyadic points is exact.
///
/// The noise is drawn in the order of the parameters, and scaled: a larger `noise_std` at the same
/// seed is the same noise, larger.
pub(crate) fn parameters_of(task: &Sawtooth, seed: u64, places: &[Place]) -> Vec<f32> {
    let mut exact = Vec::with_capacity(parameters(places));
    for (index, place) in places.iter().enumerate() {
        // Without a tent before it, a layer reads the input itself.
        let row: &[f32] = if index == 0 { &[1.0] } else { &TENT };
        let biases: &[f32] = if index + 1 == places.len() {
            &[0.0]
        } else {
            &KNEES
        };
        exact.extend(row.repeat(place.outputs));
        exact.extend(biases);
    }
    let mut noise = stream(seed, Purpose::ParameterNoise);
    let perturbed = |number: f32| {
        let normal: f64 = StandardNormal.sample(&mut noise);
        (f64::from(number) + task.noise_std * normal) as f32
    };
    exact.into_iter().map(perturbed).collect()
}
