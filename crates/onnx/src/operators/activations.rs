//! Activations.

use crate::call::{Call, Layer, Outputs, Value, output};
use crate::converter::{Converter, plain};
use crease_network::Activation;
use crease_network::graph::{Activate, Op, Scale};

/// Adds an activation after the first input.
pub(super) fn activate(
    converter: &mut Converter<'_>,
    call: &Call,
    layer: &Layer,
    activation: Activation,
) -> Outputs {
    let node = converter.push(call, Op::Activate(Activate::all(activation)), &[layer.node])?;
    output(node, layer.shape.clone())
}

/// An activation with these breakpoints and slopes.
pub(super) fn piecewise(
    breakpoints: Vec<f64>,
    slopes: Vec<f64>,
    anchor: f64,
) -> Result<Activation, String> {
    Activation::new(breakpoints, slopes, anchor).map_err(|error| error.to_string())
}

pub(super) fn relu(converter: &mut Converter<'_>, call: &Call) -> Outputs {
    activate(converter, call, call.layer(0)?, Activation::relu())
}

pub(super) fn abs(converter: &mut Converter<'_>, call: &Call) -> Outputs {
    let abs = piecewise(vec![0.0], vec![-1.0, 1.0], 0.0)?;
    activate(converter, call, call.layer(0)?, abs)
}

pub(super) fn leaky_relu(converter: &mut Converter<'_>, call: &Call) -> Outputs {
    let slope = call.float("alpha", 0.01);
    activate(
        converter,
        call,
        call.layer(0)?,
        piecewise(vec![0.0], vec![slope, 1.0], 0.0)?,
    )
}

pub(super) fn p_relu(converter: &mut Converter<'_>, call: &Call) -> Outputs {
    let layer = call.layer(0)?;
    let slopes = call.constant(1)?;
    let channels = plain(&layer.shape)[0];
    let (rank, own) = (layer.shape.len(), slopes.shape.len());
    let channel_axis = rank - plain(&layer.shape).len();
    let varying = slopes.shape.iter().position(|&size| size != 1);
    let by_channel = own <= rank
        && slopes.len() == channels
        && varying.is_some_and(|axis| rank - own + axis == channel_axis);
    if slopes.len() != 1 && !by_channel {
        return Err(format!(
            "it has slopes of the shape {:?}, expected one, or one for each of {channels} channels",
            slopes.shape
        ));
    }
    let activations = slopes
        .to_floats()
        .into_iter()
        .map(|slope| piecewise(vec![0.0], vec![slope, 1.0], 0.0));
    let activations = activations.collect::<Result<Vec<_>, _>>()?;
    let node = converter.push(call, Op::Activate(Activate { activations }), &[layer.node])?;
    output(node, layer.shape.clone())
}

pub(super) fn hard_sigmoid(converter: &mut Converter<'_>, call: &Call) -> Outputs {
    let layer = call.layer(0)?;
    let scale = Op::Scale(Scale {
        scale: vec![call.float("alpha", 0.2)],
        shift: vec![call.float("beta", 0.5)],
    });
    let node = converter.push(call, scale, &[layer.node])?;
    let scaled = Layer {
        node,
        shape: layer.shape.clone(),
    };
    let clip = piecewise(vec![0.0, 1.0], vec![0.0, 1.0, 0.0], 0.0)?;
    activate(converter, call, &scaled, clip)
}

pub(super) fn clip(converter: &mut Converter<'_>, call: &Call) -> Outputs {
    let layer = call.layer(0)?;
    let bound = |index: usize, name: &str| -> Result<Option<f64>, String> {
        if call.has(index) {
            return call.constant(index)?.only(name).map(Some);
        }
        Ok(call.attributes.get(name).and_then(|a| a.f).map(f64::from))
    };
    // In older files the largest floats mean that there is no bound.
    let limited = |bound: &f64| bound.is_finite() && bound.abs() < f64::from(f32::MAX);
    let low = bound(1, "min")?.filter(limited);
    let high = bound(2, "max")?.filter(limited);
    let activation = match (low, high) {
        (None, None) => return Ok(vec![Value::Layer(layer.clone())]),
        (Some(low), None) => piecewise(vec![low], vec![0.0, 1.0], low)?,
        (None, Some(high)) => piecewise(vec![high], vec![1.0, 0.0], high)?,
        (Some(low), Some(high)) => piecewise(vec![low, high], vec![0.0, 1.0, 0.0], low)?,
    };
    activate(converter, call, layer, activation)
}
