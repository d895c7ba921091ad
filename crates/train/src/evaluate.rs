//! Loss and accuracy over many examples.

use crate::TrainError;
use crate::engine::Engine;
use crate::loss::{Loss, Minimised};
use crate::set::Set;

/// What the network makes of examples.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Evaluation {
    /// Mean loss, summed in `f64`.
    pub(crate) loss: f64,
    /// Fraction classified as labelled.
    pub(crate) accuracy: f64,
}

/// Examples a forward pass: few enough for the caches.
const CHUNK: usize = 256;

/// Evaluates a run as it stands.
pub(crate) fn evaluate(
    engine: &mut dyn Engine,
    run: usize,
    set: Set,
    loss: Loss,
) -> Result<Evaluation, TrainError> {
    let (mut sum, mut correct) = (0.0, 0_usize);
    let indices: Vec<u32> = (0..set.count() as u32).collect();
    for indices in indices.chunks(CHUNK) {
        let logits = engine.logits(run, set, indices)?;
        let outputs = logits.len() / indices.len();
        for (logits, &index) in logits.chunks(outputs).zip(indices) {
            sum += loss.of(logits, &set, index as usize);
            if let Some(class) = loss.class(logits) {
                correct += usize::from(set.labels[index as usize] == class);
            }
        }
    }
    let count = set.count() as f64;
    Ok(Evaluation {
        loss: sum / count,
        accuracy: correct as f64 / count,
    })
}
