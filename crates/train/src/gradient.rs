//! The gradient of the loss over all training examples.

use crate::TrainError;
use crate::engine::{Shape, Stacked};
use crate::set::Set;
use crate::shape::{parameters, places};
use burn::tensor::Device;

/// Examples per pass: few enough for the caches.
const CHUNK: usize = 256;

/// The Euclidean norm of each layer's part, weights and biases, of the gradient of the mean loss.
///
/// Gradients of some examples at a time are computed in 32 bits and added in 64, in the order of the
/// examples.
pub(crate) fn norms(
    shape: &Shape,
    at: &[f32],
    set: Set,
    device: &Device,
) -> Result<Vec<f64>, TrainError> {
    let engine = Stacked::new(shape, &[at], device);
    let places = places(shape.widths);
    let mut sums = vec![0.0; parameters(&places)];
    let indices: Vec<u32> = (0..set.count() as u32).collect();
    for indices in indices.chunks(CHUNK) {
        let share = indices.len() as f64 / set.count() as f64;
        for (sum, part) in sums.iter_mut().zip(engine.gradient_of(set, indices)?) {
            *sum += share * f64::from(part);
        }
    }
    let norm = |numbers: &[f64]| numbers.iter().map(|g| g * g).sum::<f64>().sqrt();
    let layer = |place: &crate::shape::Place| norm(&sums[place.weight().start..place.bias().end]);
    Ok(places.iter().map(layer).collect())
}
