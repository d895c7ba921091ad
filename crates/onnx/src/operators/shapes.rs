//! Operators that return shapes, change the shape of elements, or make constants.

#![allow(clippy::cast_possible_wrap)] // no size comes near 2^63

use crate::call::{Call, Outputs, Value, output};
use crate::converter::Converter;
use crate::shape::{asked_shape, elements, flattened, squeezed, unsqueezed};
use crate::tensor::{Data, Tensor};
use std::rc::Rc;

pub(super) fn same(_: &mut Converter<'_>, call: &Call) -> Outputs {
    if call.operator == "Cast" && ![1, 10, 11, 16].contains(&call.int("to", 1)) {
        return Err("it casts a layer to a type that is not a float".to_owned());
    }
    if call.operator == "Dropout" && call.outputs > 1 && call.has(2) {
        let training = call.constant(2)?;
        if training.to_floats().iter().any(|&flag| flag != 0.0) {
            return Err("it is in training mode; export the model after model.eval()".to_owned());
        }
    }
    Ok(vec![Value::Layer(call.layer(0)?.clone())])
}

pub(super) fn constant(converter: &mut Converter<'_>, call: &Call) -> Outputs {
    let attribute = |name: &str| call.attributes.get(name);
    let tensor = if let Some(tensor) = attribute("value").and_then(|a| a.t.as_ref()) {
        Tensor::decode(tensor, &converter.external).map_err(|error| error.to_string())?
    } else if let Some(float) = attribute("value_float").and_then(|a| a.f) {
        Tensor::floats(Vec::new(), vec![float.into()])
    } else if let Some(floats) = attribute("value_floats").map(|a| &a.floats) {
        let floats: Vec<f64> = floats.iter().map(|&float| float.into()).collect();
        Tensor::floats(vec![floats.len()], floats)
    } else if let Some(integer) = attribute("value_int").and_then(|a| a.i) {
        Tensor::integers(Vec::new(), vec![integer])
    } else if let Some(integers) = attribute("value_ints").map(|a| &a.ints) {
        Tensor::integers(vec![integers.len()], integers.clone())
    } else {
        return Err("its value is not numbers".to_owned());
    };
    Ok(vec![Value::Constant(Rc::new(tensor))])
}

pub(super) fn constant_of_shape(converter: &mut Converter<'_>, call: &Call) -> Outputs {
    let Data::Integers(sizes) = &call.constant(0)?.data else {
        return Err("its shape has floats, expected integers".to_owned());
    };
    let shape = sizes
        .iter()
        .map(|&size| usize::try_from(size).map_err(|_| format!("its shape is {sizes:?}")))
        .collect::<Result<Vec<_>, _>>()?;
    let count = elements(&shape);
    converter.make(count)?;
    let value = match call.attributes.get("value").and_then(|a| a.t.as_ref()) {
        Some(value) => Tensor::decode(value, &converter.external).map_err(|e| e.to_string())?,
        None => Tensor::floats(vec![1], vec![0.0]),
    };
    if value.len() != 1 {
        return Err(format!(
            "its value has {} numbers, expected one",
            value.len()
        ));
    }
    let tensor = value.pick(shape, std::iter::repeat_n(0, count));
    Ok(vec![Value::Constant(Rc::new(tensor))])
}

pub(super) fn shape(_: &mut Converter<'_>, call: &Call) -> Outputs {
    let shape = match call.inputs.first() {
        Some(Some(Value::Layer(layer))) => &layer.shape,
        Some(Some(Value::Constant(tensor))) => &tensor.shape,
        _ => return Err("its input is missing".to_owned()),
    };
    let rank = shape.len() as i64;
    let bound =
        |at: i64| (if at < 0 { at.saturating_add(rank) } else { at }).clamp(0, rank) as usize;
    let (start, end) = (bound(call.int("start", 0)), bound(call.int("end", rank)));
    let sizes: Vec<i64> = shape[start..end.max(start)]
        .iter()
        .map(|&size| size as i64)
        .collect();
    let tensor = Tensor::integers(vec![sizes.len()], sizes);
    Ok(vec![Value::Constant(Rc::new(tensor))])
}

pub(super) fn flatten(_: &mut Converter<'_>, call: &Call) -> Outputs {
    let layer = call.layer(0)?;
    output(layer.node, flattened(call, &layer.shape)?)
}

pub(super) fn reshape(_: &mut Converter<'_>, call: &Call) -> Outputs {
    let layer = call.layer(0)?;
    let sizes = call.list(1, "shape")?.ok_or("its shape is missing")?;
    let shape = asked_shape(&sizes, &layer.shape, call.int("allowzero", 0) != 0)?;
    output(layer.node, shape)
}

pub(super) fn squeeze(_: &mut Converter<'_>, call: &Call) -> Outputs {
    let layer = call.layer(0)?;
    let shape = squeezed(&layer.shape, call.list(1, "axes")?.as_deref())?;
    output(layer.node, shape)
}

pub(super) fn unsqueeze(_: &mut Converter<'_>, call: &Call) -> Outputs {
    let layer = call.layer(0)?;
    let axes = call.list(1, "axes")?.ok_or("its axes are missing")?;
    let shape = unsqueezed(&layer.shape, &axes)?;
    output(layer.node, shape)
}
