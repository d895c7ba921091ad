//! From nodes of the file to nodes of a graph.

use crate::OnnxError;
use crate::call::{Call, Layer, Value};
use crate::converter::Converter;
use crate::external::External;
use crate::fold::folded;
use crate::operators;
use crate::proto;
use crate::tensor::Tensor;
use crease_network::Graph;
use crease_network::graph::Op;
use prost::Message;
use std::collections::{HashMap, HashSet};
use std::rc::Rc;

/// Files with more nodes than this are refused.
const MOST_NODES: usize = 100_000;
/// The operator sets whose operators are known.
const OPSETS: [i64; 2] = [7, 28];

/// A network from a file, and what was done to it on the way.
#[derive(Clone, Debug, PartialEq)]
pub struct Model {
    /// The network.
    pub graph: Graph,
    /// A sentence for everything that was left out or rounded.
    pub notes: Vec<String>,
}

fn decode<M: Message + Default>(bytes: &bytes::Bytes, what: &str) -> Result<M, OnnxError> {
    M::decode(bytes.clone()).map_err(|error| OnnxError::Format(format!("{what}: {error}")))
}

/// Reads a model from the bytes of a file.
pub(crate) fn convert(bytes: &bytes::Bytes, external: External<'_>) -> Result<Model, OnnxError> {
    let model: proto::Model = decode(bytes, "it cannot be decoded")?;
    let Some(graph) = model.graph else {
        return Err(OnnxError::Format("it has no graph".to_owned()));
    };
    let graph: proto::Graph = decode(&graph, "its graph cannot be decoded")?;
    check_opset(&model.opset_import)?;
    if graph.node.len() > MOST_NODES {
        return Err(OnnxError::Model(format!(
            "the model has {} nodes, expected at most {MOST_NODES}",
            graph.node.len()
        )));
    }
    if !graph.sparse_initializer.is_empty() {
        return Err(OnnxError::Model(
            "the model has sparse tensors, expected dense ones".to_owned(),
        ));
    }
    let mut nodes = Vec::with_capacity(graph.node.len());
    for node in &graph.node {
        nodes.push(decode::<proto::Node>(node, "a node cannot be decoded")?);
    }
    let [output] = &graph.output[..] else {
        return Err(OnnxError::Model(format!(
            "the model has {} outputs, expected one",
            graph.output.len()
        )));
    };
    let output: proto::ValueInfo = decode(output, "its output cannot be decoded")?;
    let mut notes = Vec::new();
    let end = operators::without_end(&nodes, &output.name, &mut notes);
    let needed = needed(&nodes, &end)?;

    // Tensors are decoded when something needs them.
    let mut tensors: HashMap<String, &bytes::Bytes> = HashMap::new();
    for tensor in &graph.initializer {
        tensors.insert(operators::tensor_name(tensor)?, tensor);
    }
    let mut inputs = Vec::new();
    for input in &graph.input {
        let input: proto::ValueInfo = decode(input, "an input cannot be decoded")?;
        // Older files list their tensors among the inputs.
        if !tensors.contains_key(&input.name) {
            inputs.push(input);
        }
    }
    let [input] = &inputs[..] else {
        let names: Vec<&str> = inputs.iter().map(|input| &*input.name).collect();
        return Err(OnnxError::Model(format!(
            "the model has {} inputs ({}), expected one",
            names.len(),
            names.join(", ")
        )));
    };
    let shape = input_shape(input)?;
    let mut converter = Converter::new(&shape, external, notes)?;
    let mut values: HashMap<String, Value> = HashMap::new();
    values.insert(input.name.clone(), Value::Layer(Layer { node: 0, shape }));
    for (index, node) in nodes.iter().enumerate() {
        if needed.contains(&index) {
            run(&mut converter, &mut values, &tensors, node)?;
        }
    }
    let Some(Value::Layer(layer)) = values.get(&end) else {
        return Err(OnnxError::Model(format!(
            "the model's output {end} does not depend on its input"
        )));
    };
    let layer = layer.clone();
    finish(converter, &layer)
}

/// The output is the last node; whatever came after it is not part of it.
fn finish(converter: Converter<'_>, layer: &Layer) -> Result<Model, OnnxError> {
    let mut graph = converter.graph;
    if graph.output() != layer.node {
        let shape = graph.nodes()[layer.node].shape().to_vec();
        graph.push("output", Op::Reshape(shape), &[layer.node])?;
    }
    Ok(Model {
        graph,
        notes: converter.notes,
    })
}

fn check_opset(imports: &[bytes::Bytes]) -> Result<(), OnnxError> {
    let mut version = None;
    for import in imports {
        let import: proto::OperatorSet = decode(import, "its operator sets cannot be decoded")?;
        if import.domain.is_empty() || import.domain == "ai.onnx" {
            version = Some(import.version);
        }
    }
    let [least, most] = OPSETS;
    match version {
        Some(version) if (least..=most).contains(&version) => Ok(()),
        Some(version) => Err(OnnxError::Model(format!(
            "the model uses version {version} of the operators, expected {least} to {most}"
        ))),
        None => Err(OnnxError::Format(
            "it does not say which version of the operators it uses".to_owned(),
        )),
    }
}

/// The shape of the input, with 1 as the batch dimension.
fn input_shape(input: &proto::ValueInfo) -> Result<Vec<usize>, OnnxError> {
    let fail = |why: String| OnnxError::Model(format!("the model's input {}: {why}", input.name));
    let tensor = input
        .r#type
        .as_ref()
        .and_then(|kind| kind.tensor_type.as_ref());
    let Some(shape) = tensor.and_then(|tensor| tensor.shape.as_ref()) else {
        return Err(fail("has no shape, expected one".to_owned()));
    };
    if let Some(tensor) = tensor
        && ![0, 1, 10, 11, 16].contains(&tensor.elem_type)
    {
        return Err(fail("is not of a float type".to_owned()));
    }
    let rank = shape.dim.len();
    let mut sizes = Vec::with_capacity(rank);
    for (axis, dimension) in shape.dim.iter().enumerate() {
        let batch = axis == 0 && rank > 1;
        match (dimension.dim_value, &dimension.dim_param) {
            (Some(size), None) if size > 0 && (!batch || size == 1) => {
                sizes.push(usize::try_from(size).unwrap_or(usize::MAX));
            }
            (Some(size), _) if batch && size > 1 => {
                return Err(fail(format!(
                    "its batch dimension is {size}, expected 1 or a free one; export the model with \
                     a batch of 1"
                )));
            }
            _ if batch => sizes.push(1),
            (_, name) => {
                let free = name.as_deref().unwrap_or("not given");
                return Err(fail(format!(
                    "dimension {axis} is free ({free}), expected a number; export the model with \
                     fixed sizes"
                )));
            }
        }
    }
    if sizes.is_empty() {
        return Err(fail("has no dimension, expected at least one".to_owned()));
    }
    Ok(sizes)
}

/// The nodes that an output depends on.
fn needed(nodes: &[proto::Node], output: &str) -> Result<HashSet<usize>, OnnxError> {
    let mut makers: HashMap<&str, usize> = HashMap::new();
    for (index, node) in nodes.iter().enumerate() {
        for name in node.output.iter().filter(|name| !name.is_empty()) {
            if makers.insert(name, index).is_some() {
                return Err(OnnxError::Format(format!(
                    "two nodes make the value {name}"
                )));
            }
        }
    }
    let mut needed = HashSet::new();
    let mut open = vec![output];
    while let Some(name) = open.pop() {
        if let Some(&index) = makers.get(name)
            && needed.insert(index)
        {
            open.extend(nodes[index].input.iter().map(String::as_str));
        }
    }
    Ok(needed)
}

/// Converts one node.
fn run(
    converter: &mut Converter<'_>,
    values: &mut HashMap<String, Value>,
    tensors: &HashMap<String, &bytes::Bytes>,
    node: &proto::Node,
) -> Result<(), OnnxError> {
    let name = operators::shown_name(node);
    let fail = |why: String| OnnxError::Node {
        node: name.clone(),
        why,
    };
    let Some(operator) = operators::find(node) else {
        return Err(operators::refused(node));
    };
    let mut inputs = Vec::with_capacity(node.input.len());
    for input in &node.input {
        if input.is_empty() {
            inputs.push(None);
            continue;
        }
        if !values.contains_key(input) {
            let Some(tensor) = tensors.get(input) else {
                return Err(fail(format!(
                    "it reads {input}, which neither the file nor an earlier node holds"
                )));
            };
            let tensor: proto::Tensor = decode(tensor, "a tensor cannot be decoded")?;
            let tensor = Tensor::decode(&tensor, &converter.external)?;
            values.insert(input.clone(), Value::Constant(Rc::new(tensor)));
        }
        inputs.push(values.get(input).cloned());
    }
    let mut attributes = HashMap::new();
    for attribute in &node.attribute {
        let attribute: proto::Attribute = decode(attribute, "an attribute cannot be decoded")?;
        attributes.insert(attribute.name.clone(), attribute);
    }
    let call = Call {
        name: name.clone(),
        operator: node.op_type.clone(),
        inputs,
        outputs: node.output.len(),
        attributes,
    };
    let results = match folded(converter, &call) {
        Some(folded) => folded,
        None => operator(converter, &call),
    };
    let results = results.map_err(fail)?;
    for (name, value) in node.output.iter().zip(results) {
        if !name.is_empty() {
            values.insert(name.clone(), value);
        }
    }
    Ok(())
}
