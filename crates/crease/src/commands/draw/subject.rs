use crate::network_reader::NetworkReader;
use crate::onnx;
use crease_regions::{GraphCounter, Network, Options, Plane, RegionsError, vertices};
use std::path::Path;

/// A network, of either kind.
pub enum Subject {
    /// A chain of dense layers with one activation.
    Network(Network),
    /// Another graph of layers.
    Graph(GraphCounter),
}

impl Subject {
    /// The dimension of its input space.
    pub fn inputs(&self) -> usize {
        match self {
            Self::Network(network) => network.inputs(),
            Self::Graph(counter) => counter.graph().input_elements(),
        }
    }

    /// The network, if it is a chain; `what` is only possible for chains.
    #[cfg(any(feature = "cells", feature = "explore"))]
    pub fn chain(&self, path: &Path, what: &str) -> anyhow::Result<&Network> {
        match self {
            Self::Network(network) => Ok(network),
            Self::Graph(_) => Err(onnx::chain_only(path, what)),
        }
    }

    /// See [`vertices`].
    pub fn vertices(
        &self,
        plane: &Plane,
        options: &Options,
    ) -> Result<Vec<[f64; 2]>, RegionsError> {
        match self {
            Self::Network(network) => vertices(network, plane, options),
            Self::Graph(counter) => counter.vertices(plane, options),
        }
    }

    /// Reads the network to draw.
    pub fn read(path: &Path, reader: &NetworkReader) -> anyhow::Result<Self> {
        if !onnx::is_onnx(path) {
            return Ok(Self::Network(reader.load(path)?.network));
        }
        let model = onnx::read(path, &reader.read)?;
        Ok(match onnx::chain(&model.graph) {
            Some(loaded) => Self::Network(loaded.network),
            None => Self::Graph(GraphCounter::new(model.graph)),
        })
    }
}
