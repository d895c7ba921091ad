//! Convolutions and pools.

use crate::call::{Call, Layer, Outputs, Value, output};
use crate::converter::Converter;
use crease_network::graph::{AveragePool, Conv, MaxPool, Op, Window};

pub(super) fn conv(converter: &mut Converter<'_>, call: &Call) -> Outputs {
    let layer = call.layer(0)?;
    let weight = call.constant(1)?;
    let [outputs, _, kernel @ ..] = &weight.shape[..] else {
        return Err(format!(
            "its weight has the shape {:?}, expected outputs, inputs and a kernel",
            weight.shape
        ));
    };
    let spatial = spatial(layer, kernel.len())?;
    let (window, _) = window(call, &spatial, kernel, false)?;
    let groups = usize::try_from(call.int("group", 1)).unwrap_or(0);
    if groups > 0 && weight.shape[1].checked_mul(groups) != Some(layer.shape[1]) {
        return Err(format!(
            "its weight {:?} in {groups} groups does not fit its input {:?}",
            weight.shape, layer.shape
        ));
    }
    let bias = if call.has(2) {
        call.constant(2)?.to_floats()
    } else {
        vec![0.0; *outputs]
    };
    let op = Op::Conv(Conv {
        weight: weight.to_floats(),
        bias,
        outputs: *outputs,
        groups,
        window,
    });
    place(converter, call, layer, op)
}

pub(super) fn max_pool(converter: &mut Converter<'_>, call: &Call) -> Outputs {
    let layer = call.layer(0)?;
    let kernel = kernel(call)?;
    let spatial = spatial(layer, kernel.len())?;
    let (window, _) = window(call, &spatial, &kernel, call.int("ceil_mode", 0) != 0)?;
    place(converter, call, layer, Op::MaxPool(MaxPool { window }))
}

pub(super) fn average_pool(converter: &mut Converter<'_>, call: &Call) -> Outputs {
    let layer = call.layer(0)?;
    let kernel = kernel(call)?;
    let spatial = spatial(layer, kernel.len())?;
    let (window, extended) = window(call, &spatial, &kernel, call.int("ceil_mode", 0) != 0)?;
    let counts_padding = call.int("count_include_pad", 0) != 0;
    if extended && counts_padding {
        return Err(
            "it counts padding and rounds its size up, whose mean is not well defined".to_owned(),
        );
    }
    let pool = AveragePool {
        window,
        counts_padding,
    };
    let values = place(converter, call, layer, Op::AveragePool(pool.clone()))?;
    if let [Value::Layer(result)] = &values[..]
        && pool.rounds(&layer.shape[1..], &result.shape[1..])
    {
        converter.note("the factors of means are rounded once, to f64".to_owned());
    }
    Ok(values)
}

/// The spatial dimensions of a batch of one.
pub(super) fn spatial(layer: &Layer, rank: usize) -> Result<Vec<usize>, String> {
    match &layer.shape[..] {
        [1, _, spatial @ ..] if spatial.len() == rank && rank > 0 => Ok(spatial.to_vec()),
        shape => Err(format!(
            "its input has the shape {shape:?}, expected a batch of 1, channels and {rank} more \
             dimensions"
        )),
    }
}

fn kernel(call: &Call) -> Result<Vec<usize>, String> {
    match call.ints("kernel_shape") {
        Some(kernel) => sizes("kernel_shape", kernel),
        None => Err("its kernel_shape is missing".to_owned()),
    }
}

pub(super) fn sizes(what: &str, numbers: &[i64]) -> Result<Vec<usize>, String> {
    let size =
        |&number: &i64| usize::try_from(number).map_err(|_| format!("its {what} is {numbers:?}"));
    numbers.iter().map(size).collect()
}

/// One number a spatial dimension, or this one for each where the attribute is missing.
pub(super) fn list(
    call: &Call,
    name: &str,
    rank: usize,
    otherwise: usize,
) -> Result<Vec<usize>, String> {
    match call.ints(name) {
        Some(numbers) if numbers.len() == rank => sizes(name, numbers),
        Some(numbers) if !numbers.is_empty() => Err(format!(
            "its {name} is {numbers:?}, expected {rank} numbers"
        )),
        _ => Ok(vec![otherwise; rank]),
    }
}

/// Padding before and after, one number a spatial dimension each.
pub(super) fn padding(pads: &[i64], rank: usize) -> Result<[Vec<usize>; 2], String> {
    let pads = sizes("pads", pads)?;
    if pads.len() != 2 * rank {
        return Err(format!(
            "its pads are {pads:?}, expected {} numbers",
            2 * rank
        ));
    }
    let (before, after) = pads.split_at(rank);
    Ok([before.to_vec(), after.to_vec()])
}

/// The window of a node, and whether rounding up made it longer than the padding says.
fn window(
    call: &Call,
    spatial: &[usize],
    kernel: &[usize],
    up: bool,
) -> Result<(Window, bool), String> {
    let rank = kernel.len();
    let mut window = Window {
        stride: list(call, "strides", rank, 1)?,
        dilation: list(call, "dilations", rank, 1)?,
        ..Window::new(kernel)
    };
    let reach = |axis: usize| {
        let steps = kernel[axis].saturating_sub(1);
        steps
            .saturating_mul(window.dilation[axis])
            .saturating_add(1)
    };
    let automatic = call.text("auto_pad", "NOTSET");
    let mut extended = false;
    match &*automatic {
        "NOTSET" | "" => {
            if let Some(pads) = call.ints("pads") {
                [window.before, window.after] = padding(pads, rank)?;
            }
            for axis in 0..rank {
                let stride = window.stride[axis].max(1);
                let padded = spatial[axis]
                    .saturating_add(window.before[axis])
                    .saturating_add(window.after[axis]);
                if up && padded >= reach(axis) {
                    let mut steps = (padded - reach(axis)).div_ceil(stride);
                    // A window that would begin in the padding after the end is left out.
                    if steps * stride >= spatial[axis].saturating_add(window.before[axis]) {
                        steps -= 1;
                    }
                    let needed = steps * stride + reach(axis);
                    if needed > padded {
                        window.after[axis] += needed - padded;
                        extended = true;
                    }
                }
            }
        }
        "VALID" => {}
        "SAME_UPPER" | "SAME_LOWER" => {
            for axis in 0..rank {
                let stride = window.stride[axis].max(1);
                let outputs = spatial[axis].div_ceil(stride);
                let needed = (outputs - 1)
                    .saturating_mul(stride)
                    .saturating_add(reach(axis));
                let padding = needed.saturating_sub(spatial[axis]);
                let smaller = padding / 2;
                let (before, after) = if automatic == "SAME_UPPER" {
                    (smaller, padding - smaller)
                } else {
                    (padding - smaller, smaller)
                };
                (window.before[axis], window.after[axis]) = (before, after);
            }
        }
        other => return Err(format!("its auto_pad is {other:?}")),
    }
    Ok((window, extended))
}

/// Adds a node that reads channels and spatial dimensions.
pub(super) fn place(converter: &mut Converter<'_>, call: &Call, layer: &Layer, op: Op) -> Outputs {
    let input = converter.shaped(call, layer, &layer.shape[1..])?;
    let node = converter.push(call, op, &[input])?;
    let mut shape = vec![1];
    shape.extend(converter.graph.nodes()[node].shape());
    output(node, shape)
}
