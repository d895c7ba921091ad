//! Means, sums and maxima over whole axes.

use crate::call::{Call, Layer, Value};
use crate::converter::{Converter, plain};
use crease_network::graph::{AveragePool, Conv, MaxPool, Op, Window};

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Mean,
    Max,
    Sum,
}

pub(super) fn global_average(c: &mut Converter<'_>, call: &Call) -> Result<Vec<Value>, String> {
    global(c, call, Kind::Mean)
}

pub(super) fn global_max(c: &mut Converter<'_>, call: &Call) -> Result<Vec<Value>, String> {
    global(c, call, Kind::Max)
}

pub(super) fn reduce_mean(c: &mut Converter<'_>, call: &Call) -> Result<Vec<Value>, String> {
    listed(c, call, Kind::Mean)
}

pub(super) fn reduce_max(c: &mut Converter<'_>, call: &Call) -> Result<Vec<Value>, String> {
    listed(c, call, Kind::Max)
}

pub(super) fn reduce_sum(c: &mut Converter<'_>, call: &Call) -> Result<Vec<Value>, String> {
    listed(c, call, Kind::Sum)
}

fn global(converter: &mut Converter<'_>, call: &Call, kind: Kind) -> Result<Vec<Value>, String> {
    let layer = call.layer(0)?;
    let axes: Vec<usize> = (2..layer.shape.len()).collect();
    over(converter, call, kind, &axes, true)
}

fn listed(converter: &mut Converter<'_>, call: &Call, kind: Kind) -> Result<Vec<Value>, String> {
    let rank = call.layer(0)?.shape.len();
    let axes = match call.list(1, "axes")? {
        Some(axes) if !axes.is_empty() => axes
            .iter()
            .map(|&axis| crate::shape::axis(axis, rank))
            .collect::<Result<Vec<_>, _>>()?,
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
) -> Result<Vec<Value>, String> {
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
    Ok(vec![Value::Layer(Layer {
        node,
        shape: after.collect(),
    })])
}
