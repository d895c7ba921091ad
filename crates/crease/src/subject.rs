//! The networks that `crease count`, `crease draw` and others are given.

use crate::network_reader::NetworkReader;
use crate::onnx;
use crease_checkpoint::Loaded;
use crease_regions::GraphCounter;
#[cfg(feature = "draw")]
use crease_regions::{Network, Options, Plane, RegionsError, vertices};
use std::path::Path;

/// A network, of either kind.
pub enum Subject {
    /// A chain of dense layers with one activation.
    Network(Loaded),
    /// Another graph of layers.
    Graph(GraphCounter),
}

impl Subject {
    /// Reads a network from a file.
    #[cfg(feature = "draw")]
    pub fn read(path: &Path, reader: &NetworkReader) -> anyhow::Result<Self> {
        Ok(Self::with_notes(path, reader)?.0)
    }

    /// Reads a network from a file; with what was left out or rounded, if it is an ONNX model.
    pub fn with_notes(
        path: &Path,
        reader: &NetworkReader,
    ) -> anyhow::Result<(Self, Option<Vec<String>>)> {
        if !onnx::is_onnx(path) {
            return Ok((Self::Network(reader.load(path)?), None));
        }
        let model = onnx::read(path, &reader.read)?;
        let subject = match onnx::chain(&model.graph) {
            Some(loaded) => Self::Network(loaded),
            None => Self::Graph(GraphCounter::new(model.graph)),
        };
        Ok((subject, Some(model.notes)))
    }

    /// The dimension of its input space.
    pub fn inputs(&self) -> usize {
        match self {
            Self::Network(loaded) => loaded.network.inputs(),
            Self::Graph(counter) => counter.graph().input_elements(),
        }
    }

    /// The network, if it is a chain; `what` is only possible for chains.
    #[cfg(feature = "draw")]
    pub fn chain(&self, path: &Path, what: &str) -> anyhow::Result<&Network> {
        match self {
            Self::Network(loaded) => Ok(&loaded.network),
            Self::Graph(_) => Err(onnx::chain_only(path, what)),
        }
    }

    /// See [`vertices`].
    #[cfg(feature = "draw")]
    pub fn vertices(
        &self,
        plane: &Plane,
        options: &Options,
    ) -> Result<Vec<[f64; 2]>, RegionsError> {
        match self {
            Self::Network(loaded) => vertices(&loaded.network, plane, options),
            Self::Graph(counter) => counter.vertices(plane, options),
        }
    }
}
