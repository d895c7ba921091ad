//! Loss and accuracy over many examples.

use crate::TrainError;
use crate::loss::Loss;
use crate::model::{Model, numbers};
use crate::set::Set;
use burn::tensor::{Device, Tensor, TensorData};

/// What the network makes of examples.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Evaluation {
    /// Mean loss, summed in `f64`.
    pub(crate) loss: f64,
    /// Fraction classified as labelled.
    pub(crate) accuracy: f64,
}

/// Examples a forward pass, which bounds the memory of an evaluation.
const CHUNK: usize = 1024;

/// Evaluates the model as it stands.
pub(crate) fn evaluate(
    model: &Model,
    set: Set,
    loss: Loss,
    device: &Device,
) -> Result<Evaluation, TrainError> {
    let (mut sum, mut correct) = (0.0, 0_usize);
    let count = set.count();
    for start in (0..count).step_by(CHUNK) {
        let part = set.part(start..count.min(start + CHUNK));
        let inputs = TensorData::new(part.numbers(), [part.count(), part.dimension]);
        let logits = model.forward(Tensor::from_data(inputs, device));
        let outputs = logits.dims()[1];
        let logits = numbers(&logits)?;
        for (logits, &label) in logits.chunks(outputs).zip(part.labels) {
            sum += loss.of_example(logits, label);
            correct += usize::from(loss.class(logits) == label);
        }
    }
    Ok(Evaluation {
        loss: sum / count as f64,
        accuracy: correct as f64 / count as f64,
    })
}
