//! The linear layers of a file, whatever they are called.

use crate::{CheckpointError, activation, container, natural, numbers};
use crease_network::{Activation, Layer, Network};
use safetensors::SafeTensors;
use safetensors::tensor::TensorView;
use std::collections::BTreeMap;
use std::path::Path;

/// Reads a network out of the bytes of a safetensors file, ours or one that `PyTorch` wrote.
///
/// Every pair `NAME.weight` (outputs x inputs) and `NAME.bias` (outputs) is a linear layer, and
/// the layers follow each other in the natural order of their names: `layers.0`, `layers.1`, ...,
/// `0`, `2`, `4` of an `nn.Sequential`, `fc1`, ..., `fc10`. A layer without a bias tensor
/// (`nn.Linear(..., bias=False)`) has zero biases. `activation` stands between the layers,
/// whatever the metadata say: files of others say nothing.
///
/// # Errors
/// If the bytes are not a safetensors file, if a tensor is not weight or bias of a linear layer,
/// if shapes do not chain, or if a number is not finite.
pub fn read_network(bytes: &[u8], activation: Activation) -> Result<Network, CheckpointError> {
    network(&container::open(bytes)?, activation)
}

/// [`read_network`] on a file; errors name it.
///
/// # Errors
/// As [`read_network`], and if the file cannot be read.
pub fn read_network_file(path: &Path, activation: Activation) -> Result<Network, CheckpointError> {
    in_file(path, |bytes| read_network(bytes, activation))
}

/// [`read_network_file`] with the activation that the file's metadata state: that of a checkpoint of
/// ours, and ReLU where, as in most files of others, they state none.
///
/// # Errors
/// As [`read_network_file`], and if the metadata have an `activation` that cannot be read.
pub fn read_stated_network_file(path: &Path) -> Result<Network, CheckpointError> {
    in_file(path, |bytes| {
        let file = container::open(bytes)?;
        network(&file, activation::stated(bytes)?)
    })
}

/// Reads a file and puts its name before every error.
pub(crate) fn in_file<T>(
    path: &Path,
    read: impl FnOnce(&[u8]) -> Result<T, CheckpointError>,
) -> Result<T, CheckpointError> {
    let bytes = container::read_file(path)?;
    read(&bytes).map_err(|error| error.in_file(path))
}

/// The tensors of one layer, still in the file.
struct Pair<'a> {
    name: &'a str,
    weight: TensorView<'a>,
    bias: Option<TensorView<'a>>,
}

/// The network that all tensors of the file make up.
pub(crate) fn network(
    file: &SafeTensors,
    activation: Activation,
) -> Result<Network, CheckpointError> {
    let mut layers: Vec<Layer> = Vec::new();
    let mut before = "";
    for pair in pairs(file)? {
        let layer = read_layer(&pair)?;
        if let Some(last) = layers.last().filter(|last| last.outputs != layer.inputs) {
            return Err(CheckpointError::Chain {
                tensor: join(pair.name, "weight"),
                found: layer.inputs,
                before: join(before, "weight"),
                expected: last.outputs,
            });
        }
        layers.push(layer);
        before = pair.name;
    }
    if layers.is_empty() {
        return Err(CheckpointError::NoLayers);
    }
    Ok(Network::new(layers, activation)?)
}

/// Pairs up weights and biases, in natural order of the layers' names.
fn pairs<'a>(file: &'a SafeTensors<'a>) -> Result<Vec<Pair<'a>>, CheckpointError> {
    let mut tensors: BTreeMap<&str, TensorView<'a>> = file.iter().collect();
    let mut names: Vec<&str> = tensors
        .keys()
        .filter_map(|tensor| layer_name(tensor, "weight"))
        .collect();
    names.sort_by(|a, b| natural::compare(a, b));
    let mut pairs = Vec::with_capacity(names.len());
    for name in names {
        let bias = tensors.remove(join(name, "bias").as_str());
        if let Some(weight) = tensors.remove(join(name, "weight").as_str()) {
            pairs.push(Pair { name, weight, bias });
        }
    }
    match tensors.pop_first() {
        None => Ok(pairs),
        Some((tensor, view)) => Err(CheckpointError::Unexpected {
            tensor: tensor.to_owned(),
            shape: view.shape().to_vec(),
        }),
    }
}

/// `fc1` of `fc1.weight`; a lone `nn.Linear` has no name at all: `weight`.
fn layer_name<'a>(tensor: &'a str, what: &str) -> Option<&'a str> {
    let name = tensor.strip_suffix(what)?;
    if name.is_empty() {
        return Some(name);
    }
    name.strip_suffix('.').filter(|name| !name.is_empty())
}

fn join(name: &str, what: &str) -> String {
    if name.is_empty() {
        what.to_owned()
    } else {
        format!("{name}.{what}")
    }
}

fn read_layer(pair: &Pair) -> Result<Layer, CheckpointError> {
    let weight_name = join(pair.name, "weight");
    // Shapes are checked before anything is allocated: with no inputs, a few bytes of header may
    // claim any number of outputs.
    let (outputs, inputs) = match *pair.weight.shape() {
        [outputs, inputs] if outputs > 0 && inputs > 0 => (outputs, inputs),
        _ => {
            return Err(CheckpointError::Shape {
                tensor: weight_name,
                found: pair.weight.shape().to_vec(),
                expected: "a matrix (outputs x inputs), neither of them 0".to_owned(),
            });
        }
    };
    let bias = match &pair.bias {
        None => vec![0.0; outputs],
        Some(view) if view.shape() == [outputs] => numbers::read(&join(pair.name, "bias"), view)?,
        Some(view) => {
            return Err(CheckpointError::Shape {
                tensor: join(pair.name, "bias"),
                found: view.shape().to_vec(),
                expected: format!("[{outputs}], the outputs of {weight_name}"),
            });
        }
    };
    Ok(Layer {
        weight: numbers::read(&weight_name, &pair.weight)?,
        bias,
        inputs,
        outputs,
    })
}
