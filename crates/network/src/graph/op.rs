use super::ops::{
    Activate, AveragePool, Concat, Constant, Conv, ConvTranspose, Dense, MaxPool, Pad, Scale,
    Slice, Sum, Transpose, maximum, reshape,
};
use super::unit::{Source, Term, Unit};

/// What a node computes. Each kind is described in its own file of `graph/ops`.
#[derive(Clone, Debug, PartialEq)]
pub enum Op {
    /// The network's input: node 0 and no other.
    Input,
    /// Numbers that do not depend on the input.
    Constant(Constant),
    /// A matrix and a bias.
    Dense(Dense),
    /// A convolution in any number of dimensions.
    Conv(Conv),
    /// A transposed convolution in any number of dimensions.
    ConvTranspose(ConvTranspose),
    /// A factor and a summand for each channel or element: batch norm, normalisation.
    Scale(Scale),
    /// The mean over windows.
    AveragePool(AveragePool),
    /// A sum of inputs of the same shape, each with a factor: residual sums, differences.
    Sum(Sum),
    /// The largest number in windows.
    MaxPool(MaxPool),
    /// Element by element the largest of all inputs.
    Maximum,
    /// A piecewise linear function of each element.
    Activate(Activate),
    /// Inputs one after the other along an axis.
    Concat(Concat),
    /// The same elements, in the same row-major order, in another shape.
    Reshape(Vec<usize>),
    /// Axes in another order.
    Transpose(Transpose),
    /// A constant border.
    Pad(Pad),
    /// A part of each axis.
    Slice(Slice),
}

impl Op {
    /// The shape of the output, or what does not fit.
    pub(super) fn shape(&self, inputs: &[&[usize]]) -> Result<Vec<usize>, String> {
        let least = match self {
            Op::Input => return Err("only node 0 can be an input".to_owned()),
            Op::Constant(constant) => return constant.shape(inputs),
            Op::Sum(_) | Op::Maximum | Op::Concat(_) => inputs.len().max(1),
            _ => 1,
        };
        if inputs.len() != least {
            return Err(format!("it reads {} nodes, expected {least}", inputs.len()));
        }
        match self {
            Op::Input => Err("only node 0 can be an input".to_owned()),
            Op::Constant(constant) => constant.shape(inputs),
            Op::Dense(dense) => dense.shape(inputs[0]),
            Op::Conv(conv) => conv.shape(inputs[0]),
            Op::ConvTranspose(conv) => conv.shape(inputs[0]),
            Op::Scale(scale) => scale.shape(inputs[0]),
            Op::AveragePool(pool) => pool.shape(inputs[0]),
            Op::Sum(sum) => sum.shape(inputs),
            Op::MaxPool(pool) => pool.shape(inputs[0]),
            Op::Maximum => maximum::shape(inputs),
            Op::Activate(activate) => activate.shape(inputs[0]),
            Op::Concat(concat) => concat.shape(inputs),
            Op::Reshape(shape) => reshape::shape(shape, inputs[0]),
            Op::Transpose(transpose) => transpose.shape(inputs[0]),
            Op::Pad(pad) => pad.shape(inputs[0]),
            Op::Slice(slice) => slice.shape(inputs[0]),
        }
    }

    /// Whether all parameters are finite.
    pub(super) fn check_numbers(&self) -> Result<(), String> {
        let tensors: Vec<(&str, &[f64])> = match self {
            Op::Input
            | Op::AveragePool(_)
            | Op::MaxPool(_)
            | Op::Maximum
            | Op::Activate(_)
            | Op::Concat(_)
            | Op::Reshape(_)
            | Op::Transpose(_)
            | Op::Slice(_) => Vec::new(),
            Op::Constant(constant) => vec![("value", &constant.values)],
            Op::Dense(dense) => vec![("weight", &dense.weight), ("bias", &dense.bias)],
            Op::Conv(conv) => vec![("weight", &conv.weight), ("bias", &conv.bias)],
            Op::ConvTranspose(conv) => vec![("weight", &conv.weight), ("bias", &conv.bias)],
            Op::Scale(scale) => vec![("scale", &scale.scale), ("shift", &scale.shift)],
            Op::Sum(sum) => vec![("factors", &sum.factors)],
            Op::Pad(pad) => vec![("value", std::slice::from_ref(&pad.value))],
        };
        for (what, numbers) in tensors {
            if let Some(at) = numbers.iter().position(|number| !number.is_finite()) {
                let value = numbers[at];
                return Err(format!("{what}[{at}] is {value}, expected a finite number"));
            }
        }
        Ok(())
    }

    /// One element, with inputs numbered as the node numbers them.
    pub(super) fn unit(&self, inputs: &[&[usize]], output: &[usize], element: usize) -> Unit<'_> {
        match self {
            Op::Input => Unit::Input(element),
            Op::Constant(constant) => constant.unit(element),
            Op::Dense(dense) => dense.unit(inputs[0], element),
            Op::Conv(conv) => conv.unit(inputs[0], output, element),
            Op::ConvTranspose(conv) => conv.unit(inputs[0], output, element),
            Op::Scale(scale) => scale.unit(inputs[0], element),
            Op::AveragePool(pool) => pool.unit(inputs[0], output, element),
            Op::Sum(sum) => sum.unit(element),
            Op::MaxPool(pool) => pool.unit(inputs[0], output, element),
            Op::Maximum => maximum::unit(inputs.len(), element),
            Op::Activate(activate) => activate.unit(inputs[0], element),
            Op::Concat(_) | Op::Reshape(_) | Op::Transpose(_) | Op::Pad(_) | Op::Slice(_) => {
                match self.source(inputs, output, element) {
                    Source::Element { input, element } => copy(input, element),
                    Source::Number(bias) => Unit::Affine {
                        bias,
                        terms: Vec::new(),
                    },
                }
            }
        }
    }

    /// Where a kind that only moves elements takes one from. For other kinds, this is the element
    /// of the same number in their first input.
    pub fn source(&self, inputs: &[&[usize]], output: &[usize], element: usize) -> Source {
        let element = match self {
            Op::Concat(concat) => {
                let (input, element) = concat.source(inputs, output, element);
                return Source::Element { input, element };
            }
            Op::Transpose(transpose) => transpose.source(inputs[0], output, element),
            Op::Pad(pad) => match pad.source(inputs[0], output, element) {
                Some(element) => element,
                None => return Source::Number(pad.value),
            },
            Op::Slice(slice) => slice.source(inputs[0], output, element),
            _ => element,
        };
        Source::Element { input: 0, element }
    }
}

/// An element as it is.
fn copy(node: usize, element: usize) -> Unit<'static> {
    Unit::Affine {
        bias: 0.0,
        terms: vec![Term {
            node,
            element,
            factor: 1.0,
        }],
    }
}
