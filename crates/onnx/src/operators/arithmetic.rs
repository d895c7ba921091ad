//! Sums, products with constants, and maxima, element by element.

use super::activations::{activate, piecewise};
use crate::call::{Call, Layer, Outputs, Value, output};
use crate::converter::{Converter, plain};
use crate::shape::size;
use crate::tensor::Tensor;
use crease_network::graph::{Constant, Op, Scale, Sum};

/// A layer and a constant of a shape that is spread over it.
struct WithConstant<'a> {
    layer: &'a Layer,
    constant: &'a Tensor,
    /// Whether the layer is the first input.
    first: bool,
    /// The shape of the result.
    shape: Vec<usize>,
}

enum Pair<'a> {
    WithConstant(WithConstant<'a>),
    Layers(&'a Layer, &'a Layer),
}

fn pair(call: &Call) -> Result<Pair<'_>, String> {
    let (layer, constant, first) = match (call.inputs.first(), call.inputs.get(1)) {
        (Some(Some(Value::Layer(a))), Some(Some(Value::Layer(b)))) => {
            return Ok(Pair::Layers(a, b));
        }
        (Some(Some(Value::Layer(layer))), Some(Some(Value::Constant(constant)))) => {
            (layer, constant, true)
        }
        (Some(Some(Value::Constant(constant))), Some(Some(Value::Layer(layer)))) => {
            (layer, constant, false)
        }
        _ => return Err("it does not have two inputs".to_owned()),
    };
    Ok(Pair::WithConstant(WithConstant {
        shape: spread_shape(&layer.shape, &constant.shape)?,
        layer,
        constant,
        first,
    }))
}

/// The shape of a layer with a constant, which must not make it larger.
fn spread_shape(layer: &[usize], constant: &[usize]) -> Result<Vec<usize>, String> {
    let rank = layer.len().max(constant.len());
    (0..rank)
        .map(
            |axis| match (size(layer, axis, rank), size(constant, axis, rank)) {
                (size, other) if other == size || other == 1 => Ok(size),
                _ => Err(format!(
                    "a constant of the shape {constant:?} does not fit onto {layer:?}"
                )),
            },
        )
        .collect()
}

impl WithConstant<'_> {
    /// The constant's numbers: one for all, one a channel, or one an element.
    fn numbers(&self, converter: &mut Converter<'_>) -> Result<Vec<f64>, String> {
        let numbers = self.constant.to_floats();
        if numbers.len() == 1 {
            return Ok(numbers);
        }
        let rank = self.shape.len();
        let missing = rank - self.constant.shape.len();
        let graph = plain(&self.layer.shape);
        let channel_axis = rank - graph.len();
        let varies = |axis: usize| axis >= missing && self.constant.shape[axis - missing] != 1;
        let axes: Vec<usize> = (0..rank).filter(|&axis| varies(axis)).collect();
        if axes == [channel_axis] {
            return Ok(numbers);
        }
        let elements: usize = self.shape.iter().product();
        converter.make(elements)?;
        let mut spread = Vec::with_capacity(elements);
        for element in 0..elements {
            let (mut rest, mut at, mut stride) = (element, 0, 1);
            for axis in (0..rank).rev() {
                let coordinate = rest % self.shape[axis];
                rest /= self.shape[axis];
                if axis >= missing {
                    let size = self.constant.shape[axis - missing];
                    at += if size == 1 { 0 } else { coordinate * stride };
                    stride *= size;
                }
            }
            spread.push(numbers[at]);
        }
        Ok(spread)
    }

    fn scaled(
        &self,
        converter: &mut Converter<'_>,
        call: &Call,
        scale: Vec<f64>,
        shift: Vec<f64>,
    ) -> Outputs {
        if scale.iter().all(|&factor| factor == 1.0) && shift.iter().all(|&number| number == 0.0) {
            return output(self.layer.node, self.shape.clone());
        }
        let op = Op::Scale(Scale { scale, shift });
        let shape = plain(&self.layer.shape);
        let input = converter.shaped(call, self.layer, &shape)?;
        let node = converter.push(call, op, &[input])?;
        output(node, self.shape.clone())
    }
}

/// Layers of one shape, as nodes.
fn alike(
    converter: &mut Converter<'_>,
    call: &Call,
    layers: &[&Layer],
) -> Result<Vec<usize>, String> {
    let shape = &layers[0].shape;
    if let Some(other) = layers
        .iter()
        .find(|layer| plain(&layer.shape) != plain(shape))
    {
        return Err(format!(
            "it joins layers of the shapes {shape:?} and {:?}, expected equal ones",
            other.shape
        ));
    }
    let graph = plain(shape);
    layers
        .iter()
        .map(|layer| converter.shaped(call, layer, &graph))
        .collect()
}

/// A sum of layers with factors.
fn sum_of(
    converter: &mut Converter<'_>,
    call: &Call,
    layers: &[&Layer],
    factors: Vec<f64>,
) -> Outputs {
    let nodes = alike(converter, call, layers)?;
    let node = converter.push(call, Op::Sum(Sum { factors }), &nodes)?;
    output(node, layers[0].shape.clone())
}

pub(super) fn add(converter: &mut Converter<'_>, call: &Call) -> Outputs {
    match pair(call)? {
        Pair::Layers(a, b) => sum_of(converter, call, &[a, b], vec![1.0, 1.0]),
        Pair::WithConstant(with) => {
            let shift = with.numbers(converter)?;
            with.scaled(converter, call, vec![1.0; shift.len()], shift)
        }
    }
}

pub(super) fn sub(converter: &mut Converter<'_>, call: &Call) -> Outputs {
    match pair(call)? {
        Pair::Layers(a, b) => sum_of(converter, call, &[a, b], vec![1.0, -1.0]),
        Pair::WithConstant(with) => {
            let numbers = with.numbers(converter)?;
            let (factor, shift) = if with.first {
                (1.0, numbers.iter().map(|number| -number).collect())
            } else {
                (-1.0, numbers)
            };
            with.scaled(converter, call, vec![factor; shift.len()], shift)
        }
    }
}

pub(super) fn mul(converter: &mut Converter<'_>, call: &Call) -> Outputs {
    match pair(call)? {
        Pair::Layers(..) => Err(
            "it multiplies two layers that depend on the network's input, which is not piecewise \
             linear"
                .to_owned(),
        ),
        Pair::WithConstant(with) => {
            let scale = with.numbers(converter)?;
            let shift = vec![0.0; scale.len()];
            with.scaled(converter, call, scale, shift)
        }
    }
}

pub(super) fn div(converter: &mut Converter<'_>, call: &Call) -> Outputs {
    match pair(call)? {
        Pair::WithConstant(with) if with.first => {
            let numbers = with.numbers(converter)?;
            if numbers.contains(&0.0) {
                return Err("it divides by 0".to_owned());
            }
            let scale: Vec<f64> = numbers.iter().map(|number| 1.0 / number).collect();
            let powers = |number: &f64| number.abs().log2().fract() == 0.0;
            if !numbers.iter().all(powers) {
                converter.note("quotients of divisions are rounded once, to f64".to_owned());
            }
            let shift = vec![0.0; scale.len()];
            with.scaled(converter, call, scale, shift)
        }
        _ => Err(
            "it divides by a layer that depends on the network's input, which is not piecewise \
             linear"
                .to_owned(),
        ),
    }
}

pub(super) fn neg(converter: &mut Converter<'_>, call: &Call) -> Outputs {
    sum_of(converter, call, &[call.layer(0)?], vec![-1.0])
}

/// All inputs, of which there is at least one; each is a layer.
fn layers(call: &Call) -> Result<Vec<&Layer>, String> {
    (0..call.inputs.len().max(1))
        .map(|index| call.layer(index))
        .collect()
}

pub(super) fn sum(converter: &mut Converter<'_>, call: &Call) -> Outputs {
    if call.inputs.len() == 2 {
        return add(converter, call);
    }
    let layers = layers(call)?;
    sum_of(converter, call, &layers, vec![1.0; layers.len()])
}

pub(super) fn mean(converter: &mut Converter<'_>, call: &Call) -> Outputs {
    let layers = layers(call)?;
    if !layers.len().is_power_of_two() {
        converter.note("the factors of means are rounded once, to f64".to_owned());
    }
    sum_of(
        converter,
        call,
        &layers,
        vec![1.0 / layers.len() as f64; layers.len()],
    )
}

/// The largest of all inputs, or the smallest, with the sign -1.
pub(super) fn extreme(converter: &mut Converter<'_>, call: &Call, sign: f64) -> Outputs {
    if call.inputs.len() == 1 {
        return Ok(vec![Value::Layer(call.layer(0)?.clone())]);
    }
    if call.inputs.len() == 2
        && let Pair::WithConstant(with) = pair(call)?
    {
        let numbers = with.numbers(converter)?;
        if let [bound] = numbers[..] {
            let slopes = if sign > 0.0 {
                vec![0.0, 1.0]
            } else {
                vec![1.0, 0.0]
            };
            let activation = piecewise(vec![bound], slopes, bound)?;
            return activate(converter, call, with.layer, activation);
        }
        let layer = with.layer;
        let values = converter_constant(&with, numbers);
        let shape = plain(&layer.shape);
        let constant = converter.push(
            call,
            Op::Constant(Constant {
                shape: shape.clone(),
                values,
            }),
            &[],
        )?;
        let input = converter.shaped(call, layer, &shape)?;
        return largest(
            converter,
            call,
            vec![input, constant],
            with.shape.clone(),
            sign,
        );
    }
    let layers = layers(call)?;
    let nodes = alike(converter, call, &layers)?;
    largest(converter, call, nodes, layers[0].shape.clone(), sign)
}

/// One number an element.
fn converter_constant(with: &WithConstant<'_>, numbers: Vec<f64>) -> Vec<f64> {
    let elements = with.layer.elements();
    if numbers.len() == elements {
        return numbers;
    }
    let inner = elements / numbers.len();
    (0..elements)
        .map(|element| numbers[element / inner])
        .collect()
}

fn largest(
    converter: &mut Converter<'_>,
    call: &Call,
    mut nodes: Vec<usize>,
    shape: Vec<usize>,
    sign: f64,
) -> Outputs {
    let signed = |converter: &mut Converter<'_>, node: usize| {
        let op = Op::Sum(Sum {
            factors: vec![sign],
        });
        converter.push(call, op, &[node])
    };
    if sign < 0.0 {
        for node in &mut nodes {
            *node = signed(converter, *node)?;
        }
    }
    let mut node = converter.push(call, Op::Maximum, &nodes)?;
    if sign < 0.0 {
        node = signed(converter, node)?;
    }
    output(node, shape)
}
