//! The operators that are supported: one list, and a file a family.

mod activations;
mod arithmetic;
mod dense;
mod moves;
mod norm;
mod reduce;
mod shapes;
mod transposed;
mod windows;

use crate::OnnxError;
use crate::call::{Call, Outputs};
use crate::converter::Converter;
use crate::proto;
use bytes::Bytes;
use prost::Message;
use reduce::Kind;

/// Converts a node of the file: one value for each output, or why it cannot be converted.
pub(crate) type Operator = fn(&mut Converter<'_>, &Call) -> Outputs;

const OPERATORS: &[(&str, Operator)] = &[
    ("Abs", activations::abs),
    ("Add", arithmetic::add),
    ("AveragePool", windows::average_pool),
    ("BatchNormalization", norm::batch_norm),
    ("Cast", shapes::same),
    ("Clip", activations::clip),
    ("Concat", moves::concat),
    ("Constant", shapes::constant),
    ("ConstantOfShape", shapes::constant_of_shape),
    ("Conv", windows::conv),
    ("ConvTranspose", transposed::conv_transpose),
    ("Div", arithmetic::div),
    ("Dropout", shapes::same),
    ("Flatten", shapes::flatten),
    ("Gather", moves::gather),
    ("Gemm", dense::gemm),
    ("GlobalAveragePool", |c, call| {
        reduce::global(c, call, Kind::Mean)
    }),
    ("GlobalMaxPool", |c, call| {
        reduce::global(c, call, Kind::Max)
    }),
    ("HardSigmoid", activations::hard_sigmoid),
    ("Identity", shapes::same),
    ("LeakyRelu", activations::leaky_relu),
    ("MatMul", dense::mat_mul),
    ("Max", |c, call| arithmetic::extreme(c, call, 1.0)),
    ("MaxPool", windows::max_pool),
    ("Mean", arithmetic::mean),
    ("Min", |c, call| arithmetic::extreme(c, call, -1.0)),
    ("Mul", arithmetic::mul),
    ("Neg", arithmetic::neg),
    ("PRelu", activations::p_relu),
    ("Pad", moves::pad),
    ("ReduceMax", |c, call| reduce::listed(c, call, Kind::Max)),
    ("ReduceMean", |c, call| reduce::listed(c, call, Kind::Mean)),
    ("ReduceSum", |c, call| reduce::listed(c, call, Kind::Sum)),
    ("Relu", activations::relu),
    ("Reshape", shapes::reshape),
    ("Shape", shapes::shape),
    ("Slice", moves::slice),
    ("Split", moves::split),
    ("Squeeze", shapes::squeeze),
    ("Sub", arithmetic::sub),
    ("Sum", arithmetic::sum),
    ("Transpose", moves::transpose),
    ("Unsqueeze", shapes::unsqueeze),
];

/// At the very end of a network these bend no boundary between regions.
const ENDS: [&str; 3] = ["LogSoftmax", "Sigmoid", "Softmax"];

fn is_standard(node: &proto::Node) -> bool {
    node.domain.is_empty() || node.domain == "ai.onnx"
}

/// The operator of a node, if it is supported.
pub(crate) fn find(node: &proto::Node) -> Option<Operator> {
    let found = OPERATORS.iter().find(|(name, _)| *name == node.op_type);
    found
        .filter(|_| is_standard(node))
        .map(|(_, operator)| *operator)
}

/// The error for a node whose operator is not supported.
pub(crate) fn refused(node: &proto::Node) -> OnnxError {
    let mut supported: Vec<&str> = OPERATORS.iter().map(|(name, _)| *name).collect();
    let last = supported.pop().unwrap_or_default();
    let operator = if is_standard(node) {
        node.op_type.clone()
    } else {
        format!("{}.{}", node.domain, node.op_type)
    };
    OnnxError::Operator {
        node: shown_name(node),
        why: if ENDS.contains(&&*node.op_type) {
            " before the end of a network, where it is not piecewise linear"
        } else {
            ""
        },
        operator,
        supported: format!("{} and {last}", supported.join(", ")),
    }
}

/// A node's name, or that of its output.
pub(crate) fn shown_name(node: &proto::Node) -> String {
    let made = node.output.first().map_or("", String::as_str);
    let name = if node.name.is_empty() {
        made
    } else {
        &*node.name
    };
    crease_input::one_line(name)
}

/// The value before a softmax or sigmoid at the very end.
pub(crate) fn without_end(nodes: &[proto::Node], output: &str, notes: &mut Vec<String>) -> String {
    let mut end = output.to_owned();
    // Each step goes to another node: no more steps than nodes, also around a cycle.
    for _ in 0..nodes.len() {
        let Some(node) = nodes.iter().find(|node| node.output.contains(&end)) else {
            break;
        };
        let Some(before) = node.input.first() else {
            break;
        };
        if !is_standard(node) {
            break;
        }
        if ENDS.contains(&&*node.op_type) {
            notes.push(format!(
                "the {} at the end ({}) is left out: it bends nothing",
                node.op_type,
                shown_name(node)
            ));
        } else if !["Identity", "Cast"].contains(&&*node.op_type) {
            break;
        }
        end.clone_from(before);
    }
    end
}

/// The name of an encoded tensor.
pub(crate) fn tensor_name(bytes: &Bytes) -> Result<String, OnnxError> {
    #[derive(Clone, PartialEq, Message)]
    struct Named {
        #[prost(string, tag = "8")]
        name: String,
    }
    Named::decode(bytes.clone())
        .map(|named| named.name)
        .map_err(|error| OnnxError::Format(format!("a tensor cannot be decoded: {error}")))
}
