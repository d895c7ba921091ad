//! Matrices.

use crate::call::{Call, Layer, Outputs, Value, output};
use crate::converter::{Converter, plain};
use crate::tensor::Tensor;
use crease_network::graph::{Conv, Dense, Op, Transpose, Window};

/// `outputs x inputs` numbers from a matrix, transposed if it is `inputs x outputs`.
fn rows(tensor: &Tensor, transposed: bool) -> Result<(Vec<f64>, usize, usize), String> {
    let &[first, second] = &tensor.shape[..] else {
        return Err(format!(
            "its matrix has the shape {:?}, expected two dimensions",
            tensor.shape
        ));
    };
    let numbers = tensor.to_floats();
    if !transposed {
        return Ok((numbers, first, second));
    }
    let rows = (0..second).flat_map(|row| (0..first).map(move |column| column * second + row));
    Ok((rows.map(|at| numbers[at]).collect(), second, first))
}

pub(super) fn gemm(converter: &mut Converter<'_>, call: &Call) -> Outputs {
    let layer = call.layer(0)?;
    if call.int("transA", 0) != 0 {
        return Err("it transposes its first input, which holds the batch".to_owned());
    }
    let matrix = call.constant(1)?;
    let (mut weight, outputs, inputs) = rows(matrix, call.int("transB", 0) == 0)?;
    if layer.elements() != inputs {
        return Err(format!(
            "its matrix reads {inputs} numbers, its input has the shape {:?}",
            layer.shape
        ));
    }
    let (alpha, beta) = (call.float("alpha", 1.0), call.float("beta", 1.0));
    let mut bias = vec![0.0; outputs];
    if call.has(2) {
        let tensor = call.constant(2)?;
        let numbers = tensor.to_floats();
        if numbers.len() != 1 && numbers.len() != outputs {
            return Err(format!(
                "its bias has the shape {:?}, expected {outputs} numbers",
                tensor.shape
            ));
        }
        for (output, bias) in bias.iter_mut().enumerate() {
            *bias = beta * numbers[if numbers.len() == 1 { 0 } else { output }];
        }
    }
    if alpha != 1.0 {
        for weight in &mut weight {
            *weight *= alpha;
        }
    }
    if alpha != 1.0 || beta != 1.0 {
        converter
            .note("products of weights with alpha and beta are rounded once, to f64".to_owned());
    }
    let input = converter.shaped(call, layer, &[inputs])?;
    let dense = Dense {
        weight,
        bias,
        outputs,
    };
    let node = converter.push(call, Op::Dense(dense), &[input])?;
    output(node, vec![1, outputs])
}

pub(super) fn mat_mul(converter: &mut Converter<'_>, call: &Call) -> Outputs {
    match &call.inputs[..] {
        [Some(Value::Layer(_)), Some(Value::Layer(_))] => Err(
            "it multiplies two layers that depend on the network's input, which is not piecewise \
             linear"
                .to_owned(),
        ),
        [Some(Value::Layer(layer)), Some(Value::Constant(matrix))] => {
            right(converter, call, layer, matrix)
        }
        [Some(Value::Constant(matrix)), Some(Value::Layer(layer))] => {
            left(converter, call, layer, matrix)
        }
        _ => Err("it does not have two inputs".to_owned()),
    }
}

/// `x W`: the last axis is what the matrix reads.
fn right(converter: &mut Converter<'_>, call: &Call, layer: &Layer, matrix: &Tensor) -> Outputs {
    let vector = matrix.shape.len() == 1;
    let (weight, outputs, inputs) = if vector {
        (matrix.to_floats(), 1, matrix.len())
    } else {
        rows(matrix, true)?
    };
    let Some((&last, leading)) = layer.shape.split_last() else {
        return Err("its input has no dimension".to_owned());
    };
    if last != inputs {
        return Err(format!(
            "its matrix reads {inputs} numbers, its input has the shape {:?}",
            layer.shape
        ));
    }
    let mut shape = leading.to_vec();
    if !vector {
        shape.push(outputs);
    }
    let positions: usize = leading.iter().product();
    let node = if positions == 1 {
        let input = converter.shaped(call, layer, &[inputs])?;
        let dense = Dense {
            weight,
            bias: vec![0.0; outputs],
            outputs,
        };
        converter.push(call, Op::Dense(dense), &[input])?
    } else {
        let input = converter.shaped(call, layer, &[positions, inputs])?;
        let turn = || Op::Transpose(Transpose { order: vec![1, 0] });
        let turned = converter.push(call, turn(), &[input])?;
        let node = converter.push(call, pointwise(weight, outputs), &[turned])?;
        converter.push(call, turn(), &[node])?
    };
    output(node, shape)
}

/// `W x`: the axis before the last is what the matrix reads.
fn left(converter: &mut Converter<'_>, call: &Call, layer: &Layer, matrix: &Tensor) -> Outputs {
    let (weight, outputs, inputs) = rows(matrix, false)?;
    let graph = plain(&layer.shape);
    let [first, rest @ ..] = &graph[..] else {
        return Err("its input has no dimension".to_owned());
    };
    let (shape, positions) = if layer.shape.len() == 1 {
        (vec![outputs], 1)
    } else {
        let mut shape = layer.shape.clone();
        let axis = shape.len().saturating_sub(2);
        let fits = shape.len() > 1
            && shape[axis] == inputs
            && layer.elements() == inputs * shape[axis + 1];
        if !fits {
            return Err(format!(
                "its matrix reads {inputs} numbers of the axis before the last, its input has the \
                 shape {:?}",
                layer.shape
            ));
        }
        let positions = shape[axis + 1];
        shape[axis] = outputs;
        (shape, positions)
    };
    if first * rest.iter().product::<usize>() != inputs * positions {
        return Err(format!(
            "its matrix reads {inputs} numbers, its input has the shape {:?}",
            layer.shape
        ));
    }
    let input = converter.shaped(call, layer, &[inputs, positions])?;
    let node = converter.push(call, pointwise(weight, outputs), &[input])?;
    output(node, shape)
}

/// The same matrix at every position.
fn pointwise(weight: Vec<f64>, outputs: usize) -> Op {
    Op::Conv(Conv {
        weight,
        bias: vec![0.0; outputs],
        outputs,
        groups: 1,
        window: Window::new(&[1]),
    })
}
