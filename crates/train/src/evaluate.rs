//! Loss and accuracy over many examples.

use crate::TrainError;
use crate::engine::Engine;
use crate::loss::{Loss, Minimised};
use crate::set::Set;

/// The performance of a network on examples.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Evaluation {
    /// Mean loss, summed in `f64`.
    pub(crate) loss: f64,
    /// Fraction classified correctly.
    pub(crate) accuracy: f64,
    /// For each label: how many examples have it, and how many of them are classified correctly.
    labelled: [usize; 256],
    correct: [usize; 256],
}

impl Evaluation {
    /// Fraction classified correctly among the examples of each class; NaN for a class without
    /// examples.
    pub(crate) fn accuracy_by_class(&self, classes: usize) -> Vec<f64> {
        let both = self.correct.iter().zip(&self.labelled).take(classes);
        both.map(|(&correct, &labelled)| correct as f64 / labelled as f64)
            .collect()
    }
}

/// Examples per forward pass: few enough for the caches.
const CHUNK: usize = 256;

/// Evaluates a run in its current state.
pub(crate) fn evaluate(
    engine: &mut dyn Engine,
    run: usize,
    set: Set,
    loss: Loss,
) -> Result<Evaluation, TrainError> {
    let (mut sum, mut labelled, mut correct) = (0.0, [0; 256], [0; 256]);
    let indices: Vec<u32> = (0..set.count() as u32).collect();
    for indices in indices.chunks(CHUNK) {
        let logits = engine.logits(run, set, indices)?;
        let outputs = logits.len() / indices.len();
        for (logits, &index) in logits.chunks(outputs).zip(indices) {
            sum += loss.of(logits, &set, index as usize);
            if let Some(class) = loss.class(logits) {
                let label = set.labels[index as usize];
                labelled[usize::from(label)] += 1;
                correct[usize::from(label)] += usize::from(label == class);
            }
        }
    }
    let count = set.count() as f64;
    Ok(Evaluation {
        loss: sum / count,
        accuracy: correct.iter().sum::<usize>() as f64 / count,
        labelled,
        correct,
    })
}
