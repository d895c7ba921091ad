use crate::foreign::Format;
use crate::listing::{BrokenChain, Model, listed};
use crate::other::Other;
use crease_input::{InputError, expected, path_line, shown};
use crease_network::{ActivationError, NetworkError};
use std::path::{Path, PathBuf};
use thiserror::Error;

/// Why bytes are not a network, or a network cannot be written. Every message is one line with the
/// tensor, what was found and what was expected.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum CheckpointError {
    /// The file could not be read at all.
    #[error(transparent)]
    Input(#[from] InputError),
    /// Something is wrong inside a file.
    #[error("{}: {error}", path_line(path))]
    InFile {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        error: Box<CheckpointError>,
    },
    /// The container is broken, or is another format.
    #[error("not a safetensors file: {problem}")]
    Container {
        /// What is wrong with it.
        problem: String,
    },
    /// The file has another format.
    #[error("is {format}, expected a safetensors file; convert it in Python: {convert}")]
    Foreign {
        /// Which.
        format: &'static str,
        /// How to make a safetensors file of it.
        convert: String,
    },
    /// No tensor is called `weight` or `NAME.weight`.
    #[error("no linear layer found: expected tensors NAME.weight (outputs x inputs) and NAME.bias")]
    NoLayers,
    /// A layer was requested by a name that no layer has.
    #[error(
        "no layer is called {}, {}",
        shown(wanted),
        expected(wanted, &names.iter().map(String::as_str).collect::<Vec<_>>())
    )]
    NoSuchLayer {
        /// The name.
        wanted: String,
        /// Those that there are.
        names: Vec<String>,
    },
    /// More than one network, and it is unclear which one is meant.
    #[error("holds several networks, expected one: {}", listed(models))]
    Several {
        /// The networks, by what chooses them.
        models: Vec<Model>,
    },
    /// A tensor of a known kind of layer that is not linear.
    #[error("tensor {} of shape {} {}", shown(tensor), dimensions(shape), what.words())]
    Other {
        /// The tensor's name.
        tensor: String,
        /// Its shape.
        shape: Vec<usize>,
        /// The kind of layer.
        what: Other,
    },
    /// A file of points without its one tensor.
    #[error(
        "no tensor points found (only {}), expected one of shape [points, inputs]",
        shown(found)
    )]
    NoPoints {
        /// The names of the tensors that are there.
        found: String,
    },
    /// A file of slices with other tensors, or with none.
    #[error(
        "no slices found (only {}), expected tensors lines or segments [m, 2, inputs], or planes \
         [m, 3, inputs]",
        shown(found)
    )]
    NoSpans {
        /// The names of the tensors that are there.
        found: String,
    },
    /// A tensor that is neither weight nor bias of a linear layer; leaving it out would analyse
    /// another network than the one in the file.
    #[error(
        "tensor {} of shape {} belongs to no linear layer, \
         expected only NAME.weight (outputs x inputs) and NAME.bias (outputs)",
        shown(tensor),
        dimensions(shape)
    )]
    Unexpected {
        /// The tensor's name.
        tensor: String,
        /// Its shape.
        shape: Vec<usize>,
    },
    /// The shape is not that of a weight or a bias.
    #[error(
        "tensor {} has shape {}, expected {expected}",
        shown(tensor),
        dimensions(found)
    )]
    Shape {
        /// The tensor's name.
        tensor: String,
        /// Its shape.
        found: Vec<usize>,
        /// What the shape should be.
        expected: String,
    },
    /// Layers do not chain in the order of their names, or in the order given.
    #[error(
        "tensor {} has {found} inputs, expected {expected}, the outputs of {}, the layer before it \
         in the order {}; the layers are {}",
        shown(tensor),
        shown(before),
        if chain.given { "given" } else { "of their names" },
        chain.layers
    )]
    Chain {
        /// The weight's name.
        tensor: String,
        /// Its inputs.
        found: usize,
        /// The name of the weight before it.
        before: String,
        /// The outputs of that one.
        expected: usize,
        /// The layers that do not chain.
        chain: Box<BrokenChain>,
    },
    /// A number type that is not a float, or is unknown.
    #[error(
        "tensor {} has numbers of type {found}, expected F32 (or F64, F16, BF16)",
        shown(tensor)
    )]
    Dtype {
        /// The tensor's name.
        tensor: String,
        /// The type as the format calls it.
        found: String,
    },
    /// NaN or infinity.
    #[error(
        "tensor {}[{index}] is {value}, expected a finite number",
        shown(tensor)
    )]
    NotFinite {
        /// The tensor's name.
        tensor: String,
        /// Flat index, row-major.
        index: usize,
        /// The number found.
        value: f64,
    },
    /// A checkpoint of Crease without one of its five strings, or with one that cannot be read.
    #[error("metadata {key} is {}, expected {expected}", shown(found.as_deref().unwrap_or("missing")))]
    Metadata {
        /// Which string.
        key: &'static str,
        /// Its value.
        found: Option<String>,
        /// What it should be.
        expected: &'static str,
    },
    /// The metadata does not describe an activation.
    #[error("metadata activation: {0}")]
    Activation(#[from] ActivationError),
    /// The layers are not a network.
    #[error(transparent)]
    Network(#[from] NetworkError),
    /// The header could not be written.
    #[error("cannot write the header: {0}")]
    Header(#[from] serde_json::Error),
}

impl CheckpointError {
    /// The error of a file of another format, with the line that converts it.
    pub(crate) fn foreign(path: &Path, format: Format) -> Self {
        let quoted = |path: &Path| {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            format!("{:?}", shown(&name))
        };
        let convert = format
            .convert
            .replace("IN", &quoted(path))
            .replace("OUT", &quoted(&path.with_extension("safetensors")));
        Self::Foreign {
            format: format.name,
            convert,
        }
    }

    /// The same error, of this file.
    pub(crate) fn in_file(self, path: &Path) -> Self {
        Self::InFile {
            path: path.to_owned(),
            error: Box::new(self),
        }
    }
}

fn dimensions(shape: &[usize]) -> String {
    shown(&format!("{shape:?}"))
}
