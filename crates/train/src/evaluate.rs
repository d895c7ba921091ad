//! Loss and accuracy over all training examples.

use crate::TrainError;
use crate::model::Model;
use crate::task::Examples;
use burn::tensor::{Device, Tensor, TensorData};

/// What the network makes of its training examples.
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
    examples: &Examples,
    device: &Device,
) -> Result<Evaluation, TrainError> {
    let (mut loss, mut correct) = (0.0, 0_usize);
    let inputs = examples.inputs.chunks(CHUNK * examples.dimension);
    let targets = examples.targets.chunks(CHUNK * examples.outputs);
    for (inputs, targets) in inputs.zip(targets) {
        let size = [inputs.len() / examples.dimension, examples.dimension];
        let inputs = Tensor::from_data(TensorData::new(inputs.to_vec(), size), device);
        let logits = model.forward(inputs).into_data().try_to_vec::<f32>();
        let logits = logits.map_err(|error| TrainError::Backend(format!("{error:?}")))?;
        let rows = logits
            .chunks(examples.outputs)
            .zip(targets.chunks(examples.outputs));
        for (logits, targets) in rows {
            loss += examples.loss.of_example(logits, targets);
            correct += usize::from(examples.loss.is_correct(logits, targets));
        }
    }
    Ok(Evaluation {
        loss: loss / examples.count as f64,
        accuracy: correct as f64 / examples.count as f64,
    })
}
