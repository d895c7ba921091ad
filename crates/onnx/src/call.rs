//! A node of the file, with the values that it reads.

use crate::proto;
use crate::tensor::{Data, Tensor};
use std::collections::HashMap;
use std::rc::Rc;

/// The value of a name in the file.
#[derive(Clone, Debug)]
pub(crate) enum Value {
    /// Known without the network's input.
    Constant(Rc<Tensor>),
    /// Computed by a node of the graph; the shape is the file's, batch dimension included.
    Layer(Layer),
}

#[derive(Clone, Debug)]
pub(crate) struct Layer {
    pub node: usize,
    pub shape: Vec<usize>,
}

/// The outputs of a node, one value each, or why it cannot be converted.
pub(crate) type Outputs = Result<Vec<Value>, String>;

/// The only output of a node of the file: this node of the graph, with a shape of the file.
#[allow(clippy::unnecessary_wraps)] // what a conversion ends with
pub(crate) fn output(node: usize, shape: Vec<usize>) -> Outputs {
    Ok(vec![Value::Layer(Layer { node, shape })])
}

impl Layer {
    pub(crate) fn elements(&self) -> usize {
        self.shape.iter().product()
    }
}

/// A node of the file with its inputs.
pub(crate) struct Call {
    pub name: String,
    pub operator: String,
    pub inputs: Vec<Option<Value>>,
    pub outputs: usize,
    pub attributes: HashMap<String, proto::Attribute>,
}

impl Call {
    /// The layer that is input `index`.
    pub(crate) fn layer(&self, index: usize) -> Result<&Layer, String> {
        match self.inputs.get(index) {
            Some(Some(Value::Layer(layer))) => Ok(layer),
            Some(Some(Value::Constant(_))) => Err(format!(
                "its input {index} is constant, expected one that depends on the network's input"
            )),
            _ => Err(format!("its input {index} is missing")),
        }
    }

    /// The constant that is input `index`.
    pub(crate) fn constant(&self, index: usize) -> Result<&Tensor, String> {
        match self.inputs.get(index) {
            Some(Some(Value::Constant(tensor))) => Ok(tensor),
            Some(Some(Value::Layer(_))) => Err(format!(
                "its input {index} depends on the network's input, expected a constant"
            )),
            _ => Err(format!("its input {index} is missing")),
        }
    }

    /// Whether input `index` is there.
    pub(crate) fn has(&self, index: usize) -> bool {
        matches!(self.inputs.get(index), Some(Some(_)))
    }

    pub(crate) fn int(&self, name: &str, default: i64) -> i64 {
        let attribute = self.attributes.get(name);
        attribute
            .and_then(|attribute| attribute.i)
            .unwrap_or(default)
    }

    /// A float, exactly as the file has it.
    pub(crate) fn float(&self, name: &str, default: f32) -> f64 {
        let attribute = self.attributes.get(name);
        attribute
            .and_then(|attribute| attribute.f)
            .unwrap_or(default)
            .into()
    }

    pub(crate) fn ints(&self, name: &str) -> Option<&[i64]> {
        self.attributes
            .get(name)
            .map(|attribute| &attribute.ints[..])
    }

    pub(crate) fn text(&self, name: &str, default: &str) -> String {
        let attribute = self.attributes.get(name);
        attribute
            .and_then(|attribute| attribute.s.as_ref())
            .map_or_else(
                || default.to_owned(),
                |bytes| String::from_utf8_lossy(bytes).into_owned(),
            )
    }

    /// Integers that newer files have as an input and older ones as an attribute.
    pub(crate) fn list(&self, input: usize, name: &str) -> Result<Option<Vec<i64>>, String> {
        if self.has(input) {
            let tensor = self.constant(input)?;
            return match &tensor.data {
                Data::Integers(integers) => Ok(Some(integers.clone())),
                Data::Floats(_) => Err(format!("its input {input} has floats, expected integers")),
            };
        }
        Ok(self.ints(name).map(<[i64]>::to_vec))
    }
}
