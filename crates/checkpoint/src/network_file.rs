//! Networks from files, Crease's own or others.

use crate::linear::Linear;
use crate::{CheckpointError, activation, choice, container, modules, names};
use crease_network::{Activation, Network};
use safetensors::SafeTensors;
use std::path::Path;

/// What to read from a file; by default everything.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ReadOptions {
    /// The activation between the layers, whatever the metadata say. Without it, the one in the
    /// metadata; `ReLU` if they have none, as in most files of other programs.
    pub activation: Option<Activation>,
    /// The layers by name, in order; the name of a module with several stands for all of them. Without
    /// it all layers, in the natural order of their names.
    pub layers: Option<Vec<String>>,
}

/// A network, and the layers it was made from.
#[derive(Clone, Debug, PartialEq)]
pub struct Loaded {
    /// The network.
    pub network: Network,
    /// The names of its layers, in order.
    pub layers: Vec<String>,
    /// The layers whose weights the file stores as quotients: the weights are those quotients,
    /// rounded once. `fc1 (weight norm)`.
    pub folded: Vec<String>,
}

/// Reads a network from the bytes of a safetensors file, Crease's own or any other.
///
/// A linear layer is `NAME.weight` (outputs x inputs) and `NAME.bias` (outputs), as `PyTorch` has it,
/// or `NAME.kernel` and `NAME.w` (inputs x outputs), as Flax, Keras and Haiku do, with `/` for `.`. A
/// layer without a bias has zero biases. Weight norm and spectral norm are applied. Layers follow
/// each other in the natural order of their names: `layers.0`, `layers.1`, ..., `0`, `2`, `4` of an
/// `nn.Sequential`, `fc1`, ..., `fc10`.
///
/// # Errors
/// If the bytes are not a safetensors file; if a tensor is not of a linear layer, or there are several
/// networks, unless the layers wanted are named; if shapes do not chain; if a number is not finite.
pub fn load(bytes: &[u8], wanted: &ReadOptions) -> Result<Loaded, CheckpointError> {
    let file = container::open(bytes)?;
    let activation = match &wanted.activation {
        Some(activation) => activation.clone(),
        None => activation::stated(bytes)?,
    };
    read(&file, activation, wanted.layers.as_deref())
}

/// [`load`] on a file; errors name it.
///
/// # Errors
/// As [`load`], and if the file cannot be read.
pub fn load_file(path: &Path, wanted: &ReadOptions) -> Result<Loaded, CheckpointError> {
    in_file(path, |bytes| load(bytes, wanted))
}

/// The network of all layers of a file, with an activation; see [`load`].
///
/// # Errors
/// As [`load`].
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

/// Reads a file and puts its name before every error.
pub(crate) fn in_file<T>(
    path: &Path,
    read: impl FnOnce(&[u8]) -> Result<T, CheckpointError>,
) -> Result<T, CheckpointError> {
    let bytes = container::read_file(path)?;
    read(&bytes).map_err(|error| error.in_file(path))
}

/// The network that all tensors of the file make up.
pub(crate) fn network(
    file: &SafeTensors,
    activation: Activation,
) -> Result<Network, CheckpointError> {
    Ok(read(file, activation, None)?.network)
}

fn read(
    file: &SafeTensors,
    activation: Activation,
    wanted: Option<&[String]>,
) -> Result<Loaded, CheckpointError> {
    let chosen = choice::choose(modules::of_file(file), wanted)?;
    let name = |name: &str| names::shown(name).to_owned();
    let folded = chosen.iter().filter_map(|layer| {
        let how = layer.folded()?;
        Some(format!("{} ({how})", name(layer.name)))
    });
    let layers = chosen.iter().map(Linear::read);
    Ok(Loaded {
        network: Network::new(layers.collect::<Result<_, _>>()?, activation)?,
        layers: chosen.iter().map(|layer| name(layer.name)).collect(),
        folded: folded.collect(),
    })
}
