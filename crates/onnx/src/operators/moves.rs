//! Operators that move elements to other places, take some of them, or join layers.

#![allow(clippy::cast_possible_wrap)] // no size comes near 2^63

use crate::call::{Call, Layer, Outputs, Value, output};
use crate::converter::{Converter, plain};
use crate::shape::{axes, axis, order, taken};
use crate::tensor::Data;
use crease_network::graph::{Concat, Constant, Op, Pad, Slice, Transpose};

pub(super) fn transpose(converter: &mut Converter<'_>, call: &Call) -> Outputs {
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
        return output(layer.node, shape);
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
) -> Outputs {
    let input = converter.shaped(call, layer, &layer.shape)?;
    let node = without_batch(converter, call, op, &[input], &shape)?;
    output(node, shape)
}

/// A node that gives a shape of the file, without the batch dimension.
fn without_batch(
    converter: &mut Converter<'_>,
    call: &Call,
    op: Op,
    inputs: &[usize],
    shape: &[usize],
) -> Result<usize, String> {
    let made = Layer {
        node: converter.push(call, op, inputs)?,
        shape: shape.to_vec(),
    };
    converter.shaped(call, &made, &plain(shape))
}

/// The part of a layer that has these indices along one axis.
fn part(layer: &Layer, at: usize, start: usize, size: usize) -> Slice {
    let rank = layer.shape.len();
    let mut slice = Slice {
        start: vec![0; rank],
        step: vec![1; rank],
        size: layer.shape.clone(),
    };
    (slice.start[at], slice.size[at]) = (start, size);
    slice
}

pub(super) fn concat(converter: &mut Converter<'_>, call: &Call) -> Outputs {
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
    let joined = Op::Concat(Concat { axis: at });
    let node = without_batch(converter, call, joined, &nodes, &shape)?;
    output(node, shape)
}

pub(super) fn pad(converter: &mut Converter<'_>, call: &Call) -> Outputs {
    let layer = call.layer(0)?;
    let mode = call.text("mode", "constant");
    if mode != "constant" {
        return Err(format!("its mode is {mode}, expected constant"));
    }
    let rank = layer.shape.len();
    let pads = call.list(1, "pads")?.ok_or("its pads are missing")?;
    let value = if call.has(2) {
        call.constant(2)?.only("value")?
    } else {
        call.float("value", 0.0)
    };
    let axes: Vec<usize> = match call.list(3, "axes")? {
        Some(found) => axes(&found, rank)?,
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

pub(super) fn slice(converter: &mut Converter<'_>, call: &Call) -> Outputs {
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
pub(super) fn gather(converter: &mut Converter<'_>, call: &Call) -> Outputs {
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
    let slice = part(layer, at, index, 1);
    let whole = slice.size.clone();
    let mut shape = whole.clone();
    if indices.shape.is_empty() {
        shape.remove(at);
    }
    let input = converter.shaped(call, layer, &layer.shape)?;
    let node = without_batch(converter, call, Op::Slice(slice), &[input], &whole)?;
    output(node, shape)
}

pub(super) fn split(converter: &mut Converter<'_>, call: &Call) -> Outputs {
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
        let slice = part(layer, at, begin, size);
        begin += size;
        let shape = slice.size.clone();
        parts.extend(move_whole(converter, call, layer, Op::Slice(slice), shape)?);
    }
    Ok(parts)
}
