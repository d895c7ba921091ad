//! Means, sums and maxima over whole axes.

use crate::call::{Call, Outputs, Value, output};
use crate::converter::{Converter, plain};
use crease_network::graph::{AveragePool, Conv, MaxPool, Op, Window};

/// What is made of the elements.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Kind {
    Mean,
    Max,
    Sum,
}

/// Over all spatial axes.
pub(super) fn global(converter: &mut Converter<'_>, call: &Call, kind: Kind) -> Outputs {
    let layer = call.layer(0)?;
    let axes: Vec<usize> = (2..layer.shape.len()).collect();
    over(converter, call, kind, &axes, true)
}

/// Over the axes that the node lists, or all of them.
pub(super) fn listed(converter: &mut Converter<'_>, call: &Call, kind: Kind) -> Outputs {
    let rank = call.layer(0)?.shape.len();
    let axes = match call.list(1, "axes")? {
        Some(axes) if !axes.is_empty() => crate::shape::axes(&axes, rank)?,
        _ if call.int("noop_with_empty_axes", 0) != 0 => {
            return Ok(vec![Value::Layer(call.layer(0)?.clone())]);
        }
        _ => (0..rank).collect(),
    };
    over(converter, call, kind, &axes, call.int("keepdims", 1) != 0)
}

fn over(
    converter: &mut Converter<'_>,
    call: &Call,
    kind: Kind,
    axes: &[usize],
    keep: bool,
) -> Outputs {
    let layer = call.layer(0)?;
    let graph = plain(&layer.shape);
    let skipped = layer.shape.len() - graph.len();
    let taken = |axis: usize| axes.contains(&(axis + skipped));
    let all = (0..graph.len()).all(taken);
    if taken(0) && !all && graph[0] != 1 {
        return Err(format!(
            "it goes over the axes {axes:?} of {:?}, expected spatial axes or all of them",
            layer.shape
        ));
    }
    let (shape, kernel): (Vec<usize>, Vec<usize>) = if all {
        (vec![1, layer.elements()], vec![layer.elements()])
    } else {
        let kernel = (1..graph.len()).map(|axis| if taken(axis) { graph[axis] } else { 1 });
        (graph.clone(), kernel.collect())
    };
    let count: usize = kernel.iter().product();
    if kind == Kind::Mean && !count.is_power_of_two() {
        converter.note("the factors of means are rounded once, to f64".to_owned());
    }
    let window = Window::new(&kernel);
    let op = match kind {
        Kind::Mean => Op::AveragePool(AveragePool {
            window,
            counts_padding: true,
        }),
        Kind::Max => Op::MaxPool(MaxPool { window }),
        Kind::Sum => {
            converter.make(shape[0] * count)?;
            Op::Conv(Conv {
                weight: vec![1.0; shape[0] * count],
                bias: vec![0.0; shape[0]],
                outputs: shape[0],
                groups: shape[0],
                window,
            })
        }
    };
    let input = converter.shaped(call, layer, &shape)?;
    let node = converter.push(call, op, &[input])?;
    let after = layer.shape.iter().enumerate().filter_map(|(axis, &size)| {
        if !axes.contains(&axis) {
            Some(size)
        } else if keep {
            Some(1)
        } else {
            None
        }
    });
    output(node, after.collect())
}
