//! Constant folding: shapes that exporters compute, and arithmetic on weights.

#![allow(clippy::cast_possible_wrap)] // no size comes near 2^63

use crate::call::{Call, Outputs, Value};
use crate::converter::Converter;
use crate::shape::{
    asked_shape, axis, elements, flattened, order, size, squeezed, taken, unsqueezed,
};
use crate::tensor::{Data, Tensor};
use std::rc::Rc;

/// The output of a node that reads only constants; `None` for any other node, and for those that
/// make constants from shapes.
pub(crate) fn folded(converter: &mut Converter<'_>, call: &Call) -> Option<Outputs> {
    let constant = |input: &Option<Value>| !matches!(input, Some(Value::Layer(_)));
    let reads_constants = !call.inputs.is_empty() && call.inputs.iter().all(constant);
    let is_shape = ["ConstantOfShape", "Shape"].contains(&&*call.operator);
    (reads_constants && !is_shape).then(|| fold(converter, call))
}

fn fold(converter: &mut Converter<'_>, call: &Call) -> Outputs {
    let tensor = match &*call.operator {
        "Add" | "Sub" | "Mul" | "Div" => arithmetic(converter, call)?,
        "Cast" => cast(call)?,
        "Concat" => concat(call)?,
        "Dropout" | "Identity" => call.constant(0)?.clone(),
        "Flatten" => {
            let tensor = call.constant(0)?;
            reshaped(tensor, flattened(call, &tensor.shape)?)
        }
        "Gather" => gather(converter, call)?,
        "Neg" => {
            let tensor = call.constant(0)?;
            let data = match &tensor.data {
                Data::Floats(floats) => Data::Floats(floats.iter().map(|n| -n).collect()),
                Data::Integers(integers) => {
                    Data::Integers(integers.iter().map(|n| n.wrapping_neg()).collect())
                }
            };
            Tensor {
                shape: tensor.shape.clone(),
                data,
            }
        }
        "Reshape" => {
            let tensor = call.constant(0)?;
            let sizes = call.list(1, "shape")?.ok_or("its shape is missing")?;
            let shape = asked_shape(&sizes, &tensor.shape, call.int("allowzero", 0) != 0)?;
            reshaped(tensor, shape)
        }
        "Slice" => {
            let tensor = call.constant(0)?;
            let [start, step, size] = taken(call, &tensor.shape)?;
            let count: usize = size.iter().product();
            let from = (0..count).map(|element| {
                let at = coordinates(element, &size);
                let at = (0..size.len()).map(|axis| start[axis] + step[axis] * at[axis]);
                flat(at, &tensor.shape)
            });
            let from: Vec<usize> = from.collect();
            tensor.pick(size, from.into_iter())
        }
        "Squeeze" => {
            let tensor = call.constant(0)?;
            let axes = call.list(1, "axes")?;
            reshaped(tensor, squeezed(&tensor.shape, axes.as_deref())?)
        }
        "Transpose" => {
            let tensor = call.constant(0)?;
            let order = order(call, tensor.shape.len())?;
            let shape: Vec<usize> = order.iter().map(|&axis| tensor.shape[axis]).collect();
            let from = (0..tensor.len()).map(|element| {
                let mut at = vec![0; shape.len()];
                for (&axis, coordinate) in order.iter().zip(coordinates(element, &shape)) {
                    at[axis] = coordinate;
                }
                flat(at.into_iter(), &tensor.shape)
            });
            let from: Vec<usize> = from.collect();
            tensor.pick(shape, from.into_iter())
        }
        "Unsqueeze" => {
            let tensor = call.constant(0)?;
            let axes = call.list(1, "axes")?.ok_or("its axes are missing")?;
            reshaped(tensor, unsqueezed(&tensor.shape, &axes)?)
        }
        other => {
            return Err(format!(
                "it reads constants only, and {other} of constants is not computed; simplify the \
                 model first"
            ));
        }
    };
    converter.make(tensor.len())?;
    Ok(vec![Value::Constant(Rc::new(tensor))])
}

fn reshaped(tensor: &Tensor, shape: Vec<usize>) -> Tensor {
    Tensor {
        shape,
        data: tensor.data.clone(),
    }
}

fn coordinates(mut element: usize, shape: &[usize]) -> Vec<usize> {
    let mut at = vec![0; shape.len()];
    for (coordinate, &size) in at.iter_mut().zip(shape).rev() {
        *coordinate = element % size;
        element /= size;
    }
    at
}

fn flat(at: impl Iterator<Item = usize>, shape: &[usize]) -> usize {
    at.zip(shape).fold(0, |flat, (at, &size)| flat * size + at)
}

fn arithmetic(converter: &mut Converter<'_>, call: &Call) -> Result<Tensor, String> {
    let (a, b) = (call.constant(0)?, call.constant(1)?);
    let rank = a.shape.len().max(b.shape.len());
    let shape = (0..rank)
        .map(
            |axis| match (size(&a.shape, axis, rank), size(&b.shape, axis, rank)) {
                (x, y) if x == y || y == 1 => Ok(x),
                (1, y) => Ok(y),
                _ => Err(format!(
                    "its constants have the shapes {:?} and {:?}",
                    a.shape, b.shape
                )),
            },
        )
        .collect::<Result<Vec<_>, _>>()?;
    let count = elements(&shape);
    converter.make(count)?;
    let spread = |tensor: &Tensor, element: usize| {
        let at = coordinates(element, &shape);
        let missing = rank - tensor.shape.len();
        let at = (missing..rank).map(|axis| at[axis] % tensor.shape[axis - missing]);
        flat(at, &tensor.shape)
    };
    let operator = &*call.operator;
    if let (Data::Integers(x), Data::Integers(y)) = (&a.data, &b.data) {
        let numbers = (0..count).map(|element| {
            let (x, y) = (x[spread(a, element)], y[spread(b, element)]);
            match operator {
                "Add" => x.checked_add(y),
                "Sub" => x.checked_sub(y),
                "Mul" => x.checked_mul(y),
                _ => x.checked_div(y),
            }
            .ok_or_else(|| format!("its constants {x} and {y} have no result"))
        });
        return Ok(Tensor::integers(
            shape.clone(),
            numbers.collect::<Result<_, _>>()?,
        ));
    }
    let (x, y) = (a.to_floats(), b.to_floats());
    let numbers = (0..count).map(|element| {
        let (x, y) = (x[spread(a, element)], y[spread(b, element)]);
        match operator {
            "Add" => x + y,
            "Sub" => x - y,
            "Mul" => x * y,
            _ => x / y,
        }
    });
    let numbers = numbers.collect();
    converter.note("what the file computes from constants is rounded to f64".to_owned());
    Ok(Tensor::floats(shape.clone(), numbers))
}

fn cast(call: &Call) -> Result<Tensor, String> {
    let tensor = call.constant(0)?;
    let data = match call.int("to", 1) {
        1 => Data::Floats(
            tensor
                .to_floats()
                .iter()
                .map(|&n| f64::from(n as f32))
                .collect(),
        ),
        11 => Data::Floats(tensor.to_floats()),
        6 | 7 => match &tensor.data {
            Data::Integers(integers) => Data::Integers(integers.clone()),
            Data::Floats(floats) => Data::Integers(floats.iter().map(|&n| n as i64).collect()),
        },
        other => return Err(format!("it casts constants to the type number {other}")),
    };
    Ok(Tensor {
        shape: tensor.shape.clone(),
        data,
    })
}

fn concat(call: &Call) -> Result<Tensor, String> {
    let first = call.constant(0)?;
    let at = axis(call.int("axis", 0), first.shape.len())?;
    let mut shape = first.shape.clone();
    shape[at] = 0;
    let mut parts = Vec::with_capacity(call.inputs.len());
    for index in 0..call.inputs.len() {
        let part = call.constant(index)?;
        let fits = part.shape.len() == shape.len()
            && (0..shape.len()).all(|axis| axis == at || part.shape[axis] == shape[axis]);
        if !fits {
            return Err(format!("it joins {:?} and {:?}", first.shape, part.shape));
        }
        shape[at] += part.shape[at];
        parts.push(part);
    }
    let inner: usize = shape[at + 1..].iter().product();
    let outer: usize = shape[..at].iter().product();
    let integers = parts
        .iter()
        .all(|part| matches!(part.data, Data::Integers(_)));
    let mut numbers = Vec::new();
    let mut whole = Vec::new();
    for index in 0..outer {
        for part in &parts {
            let length = part.shape[at] * inner;
            let range = index * length..(index + 1) * length;
            match &part.data {
                Data::Integers(part) if integers => whole.extend_from_slice(&part[range]),
                _ => numbers.extend_from_slice(&part.to_floats()[range]),
            }
        }
    }
    Ok(if integers {
        Tensor::integers(shape, whole)
    } else {
        Tensor::floats(shape, numbers)
    })
}

fn gather(converter: &mut Converter<'_>, call: &Call) -> Result<Tensor, String> {
    let (tensor, indices) = (call.constant(0)?, call.constant(1)?);
    let Data::Integers(numbers) = &indices.data else {
        return Err("its indices are floats, expected integers".to_owned());
    };
    let at = axis(call.int("axis", 0), tensor.shape.len())?;
    let size = tensor.shape[at];
    let numbers: Vec<usize> = numbers
        .iter()
        .map(|&index| {
            axis(index, size).map_err(|_| format!("its index {index} is not one of {size}"))
        })
        .collect::<Result<_, _>>()?;
    let mut shape = tensor.shape[..at].to_vec();
    shape.extend(&indices.shape);
    shape.extend(&tensor.shape[at + 1..]);
    let inner: usize = tensor.shape[at + 1..].iter().product();
    let outer: usize = tensor.shape[..at].iter().product();
    converter.make(elements(&[outer, numbers.len(), inner]))?;
    let mut from = Vec::new();
    for before in 0..outer {
        for &index in &numbers {
            from.extend((0..inner).map(|after| (before * size + index) * inner + after));
        }
    }
    Ok(tensor.pick(shape, from.into_iter()))
}
