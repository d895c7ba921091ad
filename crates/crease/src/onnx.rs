//! ONNX models on the command line.

use anyhow::{anyhow, bail};
use crease_checkpoint::{Loaded, ReadOptions};
use crease_input::path_line;
use crease_network::Graph;
use crease_network::graph::Op;
use crease_onnx::{Model, OnnxError, read_model_file};
use std::path::Path;

/// Whether a file is an ONNX model, by its name.
pub fn is_onnx(path: &Path) -> bool {
    path.extension()
        .is_some_and(|extension| extension.eq_ignore_ascii_case("onnx"))
}

/// Reads a model; errors name the file.
pub fn read(path: &Path, wanted: &ReadOptions) -> anyhow::Result<Model> {
    let name = path_line(path);
    if wanted.activation.is_some() || wanted.layers.is_some() {
        bail!(
            "{name}: an ONNX model states its own layers and activations; leave out --layers and \
             --activation"
        );
    }
    read_model_file(path).map_err(|error| match error {
        OnnxError::Input(error) => error.into(),
        error => anyhow!("{name}: {error}"),
    })
}

/// The names of the layers that have weights.
pub fn layers(graph: &Graph) -> Vec<String> {
    let nodes = graph.nodes().iter();
    let has_weights = |op: &Op| matches!(op, Op::Dense(_) | Op::Conv(_) | Op::ConvTranspose(_));
    let weighted = nodes.filter(|node| has_weights(node.op()));
    weighted.map(|node| node.name().to_owned()).collect()
}

/// A model as an ordinary network, if it is a chain of dense layers.
pub fn chain(graph: &Graph) -> Option<Loaded> {
    Some(Loaded {
        network: graph.chain()?,
        layers: layers(graph),
        folded: Vec::new(),
    })
}

/// The error for a request that needs a chain of dense layers.
#[cfg(feature = "draw")]
pub fn chain_only(path: &Path, what: &str) -> anyhow::Error {
    anyhow!(
        "{}: {what} only for chains of dense layers with one activation, and this model has other \
         layers; it can be counted in lines, planes and boxes",
        path_line(path)
    )
}
