//! Transposed convolutions.

use super::windows::{list, padding, place, sizes, spatial};
use crate::call::{Call, Outputs};
use crate::converter::Converter;
use crease_network::graph::{ConvTranspose, Op, Window};

pub(super) fn conv_transpose(converter: &mut Converter<'_>, call: &Call) -> Outputs {
    let layer = call.layer(0)?;
    let weight = call.constant(1)?;
    let [inputs, out_group, kernel @ ..] = &weight.shape[..] else {
        return Err(format!(
            "its weight has the shape {:?}, expected inputs, outputs and a kernel",
            weight.shape
        ));
    };
    let spatial = spatial(layer, kernel.len())?;
    let groups = usize::try_from(call.int("group", 1)).unwrap_or(0);
    if *inputs != layer.shape[1] {
        return Err(format!(
            "its weight {:?} does not fit its input {:?}",
            weight.shape, layer.shape
        ));
    }
    let outputs = out_group.saturating_mul(groups);
    let bias = if call.has(2) {
        call.constant(2)?.to_floats()
    } else {
        // As many as the weight has numbers at most, whatever the groups claim.
        vec![0.0; outputs.min(weight.len())]
    };
    let (window, extra) = window(call, &spatial, kernel)?;
    let op = Op::ConvTranspose(ConvTranspose {
        weight: weight.to_floats(),
        bias,
        outputs,
        groups,
        window,
        extra,
    });
    place(converter, call, layer, op)
}

/// The window of a node, and its output padding. Where the file states the size of the output, or
/// that it is a multiple of the input's, the padding follows from that.
fn window(
    call: &Call,
    spatial: &[usize],
    kernel: &[usize],
) -> Result<(Window, Vec<usize>), String> {
    let rank = kernel.len();
    let mut window = Window {
        stride: list(call, "strides", rank, 1)?,
        dilation: list(call, "dilations", rank, 1)?,
        ..Window::new(kernel)
    };
    let extra = list(call, "output_padding", rank, 0)?;
    let automatic = call.text("auto_pad", "NOTSET");
    let same = match &*automatic {
        "NOTSET" | "" | "VALID" => false,
        "SAME_UPPER" | "SAME_LOWER" => true,
        other => return Err(format!("its auto_pad is {other:?}")),
    };
    let size = match call.ints("output_shape") {
        Some(size) if !size.is_empty() => {
            let size = sizes("output_shape", size)?;
            // Some exporters list the batch and the channels too.
            let from = size.len().saturating_sub(rank);
            Some(size[from..].to_vec())
        }
        _ if same => {
            let pairs = spatial.iter().zip(&window.stride);
            Some(
                pairs
                    .map(|(size, &step)| size.saturating_mul(step))
                    .collect(),
            )
        }
        _ => None,
    };
    let Some(size) = size else {
        if let Some(pads) = call.ints("pads")
            && automatic != "VALID"
        {
            [window.before, window.after] = padding(pads, rank)?;
        }
        return Ok((window, extra));
    };
    if size.len() != rank {
        return Err(format!(
            "its output_shape is {size:?}, expected {rank} numbers"
        ));
    }
    for axis in 0..rank {
        let steps = spatial[axis].saturating_sub(1);
        let reach = kernel[axis]
            .saturating_sub(1)
            .saturating_mul(window.dilation[axis]);
        let whole = steps
            .saturating_mul(window.stride[axis])
            .saturating_add(reach)
            .saturating_add(1)
            .saturating_add(extra[axis]);
        let Some(cut) = whole.checked_sub(size[axis]) else {
            return Err(format!(
                "its output is to have {} positions along axis {axis}, its windows reach {whole} \
                 only",
                size[axis]
            ));
        };
        let smaller = cut / 2;
        (window.before[axis], window.after[axis]) = if automatic == "SAME_UPPER" {
            (smaller, cut - smaller)
        } else {
            (cut - smaller, smaller)
        };
    }
    Ok((window, extra))
}
