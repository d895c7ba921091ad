//! The gradient of the loss over all training examples.

use crate::TrainError;
use crate::engine::{Batch, Engine, Shape, on_the_host};
use crate::optimizer::Update;
use crate::set::Set;
use crate::shape::{parameters, places};
use crease_experiment::settings::Training;
use crease_experiment::settings::optimizer::{Optimizer, Sgd};

/// Examples per pass: few enough for the caches.
const CHUNK: usize = 256;

/// The Euclidean norm of each layer's part, weights and biases, of the gradient of the mean loss.
///
/// Gradients of some examples at a time are computed in 32 bits and added in 64, in the order of the
/// examples, by the fused step: with AVX2 and AVX-512 the bits are the same.
/// A number of such a gradient below 1e-30 counts as 0.
pub(crate) fn norms(shape: &Shape, at: &[f32], set: Set) -> Result<Vec<f64>, TrainError> {
    // Descent without momentum remembers the gradient, and at the rate 0 it does not move.
    let optimizer = Optimizer::Sgd(Sgd::default());
    let shape = Shape {
        batch: CHUNK,
        memory: optimizer.vectors(),
        ..*shape
    };
    let descent = Training {
        optimizer,
        ..Training::default()
    };
    let update = Update::of(&descent, 1, 0.0);
    let mut engine = on_the_host(&shape, set, at)?;
    let places = places(shape.widths);
    let mut sums = vec![0.0; parameters(&places)];
    let indices: Vec<u32> = (0..set.count() as u32).collect();
    for indices in indices.chunks(CHUNK) {
        engine.step(&[Batch {
            set,
            indices,
            update,
        }])?;
        let share = indices.len() as f64 / set.count() as f64;
        for (_, gradient) in engine.memory(0)? {
            for (sum, part) in sums.iter_mut().zip(gradient) {
                *sum += share * f64::from(part);
            }
        }
    }
    let norm = |numbers: &[f64]| numbers.iter().map(|g| g * g).sum::<f64>().sqrt();
    let layer = |place: &crate::shape::Place| norm(&sums[place.weight().start..place.bias().end]);
    Ok(places.iter().map(layer).collect())
}
