//! Operators that move elements, or tell of shapes.

#![allow(clippy::cast_possible_wrap)] // no size comes near 2^63

use super::folded;
use crate::convert::{Call, Converter, Layer, Value, plain};
use crate::tensor::{Data, Tensor};
use crease_network::graph::{Concat, Constant, Op, Pad, Slice, Transpose};
use std::rc::Rc;

/// An axis that may count from the end.
pub(crate) fn axis(axis: i64, rank: usize) -> Result<usize, String> {
    let from = if axis < 0 {
        axis.checked_add(rank as i64)
    } else {
        Some(axis)
    };
    match from.map(usize::try_from) {
        Some(Ok(found)) if found < rank => Ok(found),
        _ => Err(format!("its axis {axis} is not one of {rank}")),
    }
}

pub(super) fn same(converter: &mut Converter<'_>, call: &Call) -> Result<Vec<Value>, String> {
    if let Some(folded) = folded(converter, call) {
        return folded;
    }
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

pub(super) fn constant(converter: &mut Converter<'_>, call: &Call) -> Result<Vec<Value>, String> {
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

pub(super) fn constant_of_shape(
    converter: &mut Converter<'_>,
    call: &Call,
) -> Result<Vec<Value>, String> {
    let Data::Integers(sizes) = &call.constant(0)?.data else {
        return Err("its shape has floats, expected integers".to_owned());
    };
    let shape = sizes
        .iter()
        .map(|&size| usize::try_from(size).map_err(|_| format!("its shape is {sizes:?}")))
        .collect::<Result<Vec<_>, _>>()?;
    let count = shape
        .iter()
        .try_fold(1usize, |a, &b| a.checked_mul(b))
        .unwrap_or(usize::MAX);
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

pub(super) fn shape(_: &mut Converter<'_>, call: &Call) -> Result<Vec<Value>, String> {
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

pub(super) fn flatten(converter: &mut Converter<'_>, call: &Call) -> Result<Vec<Value>, String> {
    if let Some(folded) = folded(converter, call) {
        return folded;
    }
    let layer = call.layer(0)?;
    let rank = layer.shape.len();
    let at = match call.int("axis", 1) {
        at if at == rank as i64 => rank,
        at => axis(at, rank)?,
    };
    let (before, after) = layer.shape.split_at(at);
    let shape = vec![before.iter().product(), after.iter().product()];
    Ok(vec![Converter::renamed(layer, shape)])
}

/// The shape that a list of sizes with 0 and -1 asks for.
pub(crate) fn asked_shape(
    sizes: &[i64],
    before: &[usize],
    zeros: bool,
) -> Result<Vec<usize>, String> {
    let elements: usize = before.iter().product();
    let fail = || format!("the shape {sizes:?} does not fit {before:?}");
    let mut shape = Vec::with_capacity(sizes.len());
    let mut free = None;
    let mut known = 1usize;
    for (index, &size) in sizes.iter().enumerate() {
        let size = match size {
            -1 if free.is_none() => {
                free = Some(index);
                shape.push(1);
                continue;
            }
            0 if !zeros => *before.get(index).ok_or_else(fail)?,
            size => usize::try_from(size).map_err(|_| fail())?,
        };
        known = known.checked_mul(size).ok_or_else(fail)?;
        shape.push(size);
    }
    if let Some(index) = free {
        if known == 0 || !elements.is_multiple_of(known) {
            return Err(fail());
        }
        shape[index] = elements / known;
    } else if known != elements {
        return Err(fail());
    }
    Ok(shape)
}

pub(super) fn reshape(converter: &mut Converter<'_>, call: &Call) -> Result<Vec<Value>, String> {
    if let Some(folded) = folded(converter, call) {
        return folded;
    }
    let layer = call.layer(0)?;
    let sizes = call.list(1, "shape")?.ok_or("its shape is missing")?;
    let shape = asked_shape(&sizes, &layer.shape, call.int("allowzero", 0) != 0)?;
    Ok(vec![Converter::renamed(layer, shape)])
}

/// The shape after taking axes of size 1 away.
pub(crate) fn squeezed(shape: &[usize], axes: Option<&[i64]>) -> Result<Vec<usize>, String> {
    let rank = shape.len();
    let gone: Vec<usize> = match axes {
        Some(axes) => axes
            .iter()
            .map(|&at| axis(at, rank))
            .collect::<Result<_, _>>()?,
        None => (0..rank).filter(|&axis| shape[axis] == 1).collect(),
    };
    if let Some(&axis) = gone.iter().find(|&&axis| shape[axis] != 1) {
        return Err(format!(
            "it squeezes axis {axis} of {shape:?}, expected one of size 1"
        ));
    }
    let left = shape
        .iter()
        .enumerate()
        .filter(|(axis, _)| !gone.contains(axis));
    Ok(left.map(|(_, &size)| size).collect())
}

/// The shape after adding axes of size 1.
pub(crate) fn unsqueezed(shape: &[usize], axes: &[i64]) -> Result<Vec<usize>, String> {
    let rank = shape.len() + axes.len();
    let new: Vec<usize> = axes
        .iter()
        .map(|&at| axis(at, rank))
        .collect::<Result<_, _>>()?;
    let mut old = shape.iter();
    let sizes = (0..rank).map(|axis| {
        if new.contains(&axis) {
            Some(1)
        } else {
            old.next().copied()
        }
    });
    let sizes: Option<Vec<usize>> = sizes.collect();
    sizes.ok_or_else(|| format!("its axes {axes:?} name one twice"))
}

pub(super) fn squeeze(converter: &mut Converter<'_>, call: &Call) -> Result<Vec<Value>, String> {
    if let Some(folded) = folded(converter, call) {
        return folded;
    }
    let layer = call.layer(0)?;
    let shape = squeezed(&layer.shape, call.list(1, "axes")?.as_deref())?;
    Ok(vec![Converter::renamed(layer, shape)])
}

pub(super) fn unsqueeze(converter: &mut Converter<'_>, call: &Call) -> Result<Vec<Value>, String> {
    if let Some(folded) = folded(converter, call) {
        return folded;
    }
    let layer = call.layer(0)?;
    let axes = call.list(1, "axes")?.ok_or("its axes are missing")?;
    let shape = unsqueezed(&layer.shape, &axes)?;
    Ok(vec![Converter::renamed(layer, shape)])
}

/// The order of axes that a transposition asks for.
pub(crate) fn order(call: &Call, rank: usize) -> Result<Vec<usize>, String> {
    let Some(order) = call.ints("perm") else {
        return Ok((0..rank).rev().collect());
    };
    let order: Vec<usize> = order
        .iter()
        .map(|&at| axis(at, rank))
        .collect::<Result<_, _>>()?;
    let mut sorted = order.clone();
    sorted.sort_unstable();
    if sorted.into_iter().eq(0..rank) {
        Ok(order)
    } else {
        Err(format!(
            "its perm is {order:?}, expected each of {rank} axes once"
        ))
    }
}

pub(super) fn transpose(converter: &mut Converter<'_>, call: &Call) -> Result<Vec<Value>, String> {
    if let Some(folded) = folded(converter, call) {
        return folded;
    }
    let layer = call.layer(0)?;
    let order = order(call, layer.shape.len())?;
    let shape: Vec<usize> = order.iter().map(|&axis| layer.shape[axis]).collect();
    // Axes of size 1 may go anywhere without moving an element.
    let real: Vec<usize> = order
        .iter()
        .copied()
        .filter(|&axis| layer.shape[axis] != 1)
        .collect();
    if real.is_sorted() {
        return Ok(vec![Converter::renamed(layer, shape)]);
    }
    move_whole(
        converter,
        call,
        layer,
        Op::Transpose(Transpose { order }),
        shape,
    )
}

/// A node that reads a layer in the file's own shape.
fn move_whole(
    converter: &mut Converter<'_>,
    call: &Call,
    layer: &Layer,
    op: Op,
    shape: Vec<usize>,
) -> Result<Vec<Value>, String> {
    let input = converter.shaped(call, layer, &layer.shape)?;
    let moved = Layer {
        node: converter.push(call, op, &[input])?,
        shape: shape.clone(),
    };
    let node = converter.shaped(call, &moved, &plain(&shape))?;
    Ok(vec![Value::Layer(Layer { node, shape })])
}

pub(super) fn concat(converter: &mut Converter<'_>, call: &Call) -> Result<Vec<Value>, String> {
    if let Some(folded) = folded(converter, call) {
        return folded;
    }
    let mut nodes = Vec::with_capacity(call.inputs.len());
    let mut total: Option<Vec<usize>> = None;
    let mut at = 0;
    for input in &call.inputs {
        let (node, shape) = match input {
            Some(Value::Layer(layer)) => (
                converter.shaped(call, layer, &layer.shape)?,
                layer.shape.clone(),
            ),
            Some(Value::Constant(tensor)) => {
                let constant = Op::Constant(Constant {
                    shape: tensor.shape.clone(),
                    values: tensor.to_floats(),
                });
                (converter.push(call, constant, &[])?, tensor.shape.clone())
            }
            None => return Err("one of its inputs is missing".to_owned()),
        };
        at = axis(call.int("axis", 1), shape.len())?;
        nodes.push(node);
        total = Some(match total {
            None => shape,
            Some(mut total) if total.len() == shape.len() => {
                total[at] = total[at].saturating_add(shape[at]);
                total
            }
            Some(total) => return Err(format!("it joins {total:?} and {shape:?}")),
        });
    }
    let shape = total.ok_or("it has no inputs")?;
    let joined = Layer {
        node: converter.push(call, Op::Concat(Concat { axis: at }), &nodes)?,
        shape: shape.clone(),
    };
    let node = converter.shaped(call, &joined, &plain(&shape))?;
    Ok(vec![Value::Layer(Layer { node, shape })])
}

pub(super) fn pad(converter: &mut Converter<'_>, call: &Call) -> Result<Vec<Value>, String> {
    let layer = call.layer(0)?;
    let mode = call.text("mode", "constant");
    if mode != "constant" {
        return Err(format!("its mode is {mode}, expected constant"));
    }
    let rank = layer.shape.len();
    let pads = call.list(1, "pads")?.ok_or("its pads are missing")?;
    let value = if call.has(2) {
        let tensor = call.constant(2)?;
        match tensor.to_floats()[..] {
            [value] => value,
            _ => {
                return Err(format!(
                    "its value has {} numbers, expected one",
                    tensor.len()
                ));
            }
        }
    } else {
        call.float("value", 0.0)
    };
    let axes: Vec<usize> = match call.list(3, "axes")? {
        Some(axes) => axes
            .iter()
            .map(|&at| axis(at, rank))
            .collect::<Result<_, _>>()?,
        None => (0..rank).collect(),
    };
    if pads.len() != 2 * axes.len() {
        return Err(format!(
            "its pads are {pads:?}, expected {} numbers",
            2 * axes.len()
        ));
    }
    let mut op = Pad {
        before: vec![0; rank],
        after: vec![0; rank],
        value,
    };
    let size = |pad: i64| {
        usize::try_from(pad).map_err(|_| format!("its pads are {pads:?}, expected no negative one"))
    };
    for (index, &axis) in axes.iter().enumerate() {
        op.before[axis] = size(pads[index])?;
        op.after[axis] = size(pads[index + axes.len()])?;
    }
    let shape: Vec<usize> = (0..rank)
        .map(|axis| {
            let padded = layer.shape[axis].saturating_add(op.before[axis]);
            padded.saturating_add(op.after[axis])
        })
        .collect();
    move_whole(converter, call, layer, Op::Pad(op), shape)
}

/// What a slice takes of a shape: first index, step and count by axis.
pub(crate) fn taken(call: &Call, shape: &[usize]) -> Result<[Vec<usize>; 3], String> {
    let rank = shape.len();
    let starts = call.list(1, "starts")?.ok_or("its starts are missing")?;
    let ends = call.list(2, "ends")?.ok_or("its ends are missing")?;
    let axes: Vec<usize> = match call.list(3, "axes")? {
        Some(axes) => axes
            .iter()
            .map(|&at| axis(at, rank))
            .collect::<Result<_, _>>()?,
        None => (0..starts.len())
            .map(|at| axis(at as i64, rank))
            .collect::<Result<_, _>>()?,
    };
    let steps = match call.list(4, "steps")? {
        Some(steps) => steps,
        None => vec![1; starts.len()],
    };
    if [ends.len(), axes.len(), steps.len()] != [starts.len(); 3] {
        return Err("its starts, ends, axes and steps differ in number".to_owned());
    }
    let mut taken = [vec![0; rank], vec![1; rank], shape.to_vec()];
    for (index, &axis) in axes.iter().enumerate() {
        let size = shape[axis] as i64;
        let bound =
            |at: i64| (if at < 0 { at.saturating_add(size) } else { at }).clamp(0, size) as usize;
        let step = usize::try_from(steps[index]).unwrap_or(0);
        if step == 0 {
            return Err(format!("its steps are {steps:?}, expected positive ones"));
        }
        let (start, end) = (bound(starts[index]), bound(ends[index]));
        taken[0][axis] = start;
        taken[1][axis] = step;
        taken[2][axis] = end.saturating_sub(start).div_ceil(step);
    }
    Ok(taken)
}

pub(super) fn slice(converter: &mut Converter<'_>, call: &Call) -> Result<Vec<Value>, String> {
    if let Some(folded) = folded(converter, call) {
        return folded;
    }
    let layer = call.layer(0)?;
    let [start, step, size] = taken(call, &layer.shape)?;
    let shape = size.clone();
    move_whole(
        converter,
        call,
        layer,
        Op::Slice(Slice { start, step, size }),
        shape,
    )
}

/// Takes one index of an axis, or consecutive ones.
pub(super) fn gather(converter: &mut Converter<'_>, call: &Call) -> Result<Vec<Value>, String> {
    if let Some(folded) = folded(converter, call) {
        return folded;
    }
    let layer = call.layer(0)?;
    let at = axis(call.int("axis", 0), layer.shape.len())?;
    let indices = call.constant(1)?;
    let (Data::Integers(numbers), [] | [1]) = (&indices.data, &indices.shape[..]) else {
        return Err(format!(
            "it takes indices of the shape {:?} from a layer, expected one index",
            indices.shape
        ));
    };
    let index = axis(numbers[0], layer.shape[at])
        .map_err(|_| format!("its index {} is not one of {}", numbers[0], layer.shape[at]))?;
    let mut slice = Slice {
        start: vec![0; layer.shape.len()],
        step: vec![1; layer.shape.len()],
        size: layer.shape.clone(),
    };
    (slice.start[at], slice.size[at]) = (index, 1);
    let mut shape = slice.size.clone();
    if indices.shape.is_empty() {
        shape.remove(at);
    }
    let whole = slice.size.clone();
    let values = move_whole(converter, call, layer, Op::Slice(slice), whole)?;
    match &values[..] {
        [Value::Layer(layer)] => Ok(vec![Converter::renamed(layer, shape)]),
        _ => Ok(values),
    }
}

pub(super) fn split(converter: &mut Converter<'_>, call: &Call) -> Result<Vec<Value>, String> {
    let layer = call.layer(0)?;
    let at = axis(call.int("axis", 0), layer.shape.len())?;
    let whole = layer.shape[at];
    let sizes: Vec<usize> = if let Some(sizes) = call.list(1, "split")? {
        let size = |&size: &i64| usize::try_from(size).unwrap_or(usize::MAX);
        sizes.iter().map(size).collect()
    } else {
        let piece = whole.div_ceil(call.outputs.max(1));
        let size = |index: usize| piece.min(whole.saturating_sub(index * piece));
        (0..call.outputs).map(size).collect()
    };
    let total = sizes.iter().try_fold(0usize, |a, &b| a.checked_add(b));
    if total != Some(whole) || sizes.len() != call.outputs {
        return Err(format!(
            "it splits {whole} into {sizes:?} for {} outputs",
            call.outputs
        ));
    }
    let mut begin = 0;
    let mut parts = Vec::with_capacity(sizes.len());
    for size in sizes {
        let mut slice = Slice {
            start: vec![0; layer.shape.len()],
            step: vec![1; layer.shape.len()],
            size: layer.shape.clone(),
        };
        (slice.start[at], slice.size[at]) = (begin, size);
        begin += size;
        let shape = slice.size.clone();
        parts.extend(move_whole(converter, call, layer, Op::Slice(slice), shape)?);
    }
    Ok(parts)
}
