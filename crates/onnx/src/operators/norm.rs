//! Batch norm, with the statistics that training left.

use crate::call::{Call, Outputs, output};
use crate::converter::{Converter, plain};
use crease_network::graph::{Op, Scale};

pub(super) fn batch_norm(converter: &mut Converter<'_>, call: &Call) -> Outputs {
    if call.int("training_mode", 0) != 0 {
        return Err("it is in training mode; export the model after model.eval()".to_owned());
    }
    let layer = call.layer(0)?;
    let graph = plain(&layer.shape);
    let channels = graph[0];
    let [scale, bias, mean, variance] = [1, 2, 3, 4].map(|index| {
        let tensor = call.constant(index)?;
        if tensor.len() == channels {
            Ok(tensor.to_floats())
        } else {
            Err(format!(
                "its input {index} has {} numbers, expected one for each of {channels} channels",
                tensor.len()
            ))
        }
    });
    let (scale, bias, mean, variance) = (scale?, bias?, mean?, variance?);
    let epsilon = call.float("epsilon", 1e-5);
    if let Some(bad) = variance
        .iter()
        .find(|&&variance| variance.is_nan() || variance + epsilon <= 0.0)
    {
        return Err(format!("a variance is {bad}, expected a positive number"));
    }
    let factors: Vec<f64> = (0..channels)
        .map(|channel| scale[channel] / (variance[channel] + epsilon).sqrt())
        .collect();
    let shift = (0..channels)
        .map(|channel| bias[channel] - mean[channel] * factors[channel])
        .collect();
    converter.note(
        "batch norm is folded into one factor and one summand a channel, rounded to f64; the folded \
         network is what is counted"
            .to_owned(),
    );
    let input = converter.shaped(call, layer, &graph)?;
    let op = Op::Scale(Scale {
        scale: factors,
        shift,
    });
    let node = converter.push(call, op, &[input])?;
    output(node, layer.shape.clone())
}
