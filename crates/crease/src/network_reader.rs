//! How `crease count` and `crease draw` read networks, and how they explain what is wrong.

use crate::activation_name;
use crate::cli::NetworkArguments;
use crate::slice_file::explain as of_slice;
use anyhow::anyhow;
use crease_checkpoint::{CheckpointError, Loaded, ReadOptions, load_file};
use crease_input::{one_line, path_line};
use crease_regions::{Options, RegionsError};
use std::path::Path;

/// Reads networks: which layers, which activation, and how much to count in them.
pub struct NetworkReader {
    /// What to read of each file.
    pub read: ReadOptions,
    /// Everything to count, up to the limit.
    pub options: Options,
}

impl NetworkReader {
    /// Reads the arguments.
    pub fn new(arguments: &NetworkArguments, threads: usize) -> anyhow::Result<Self> {
        let activation = arguments.activation.as_deref();
        Ok(Self {
            read: ReadOptions {
                activation: activation.map(activation_name::parse).transpose()?,
                layers: (!arguments.layers.is_empty()).then(|| arguments.layers.clone()),
            },
            options: Options::everything()
                .with_max_regions(arguments.max_regions)
                .with_threads(threads),
        })
    }

    /// Reads the network in a file that is not an ONNX model. Crease's own files name their
    /// activation; other files do not, and mostly use `ReLU`.
    pub fn load(&self, path: &Path) -> anyhow::Result<Loaded> {
        load_file(path, &self.read).map_err(|error| {
            let hint = match &error {
                CheckpointError::InFile { error, .. } => hint(error),
                _ => String::new(),
            };
            anyhow!("{error}{hint}")
        })
    }
}

/// What to do about an error, in terms of the command line.
fn hint(error: &CheckpointError) -> String {
    match error {
        CheckpointError::Metadata { .. } | CheckpointError::Activation(_) => {
            "; pass --activation NAME to choose one".to_owned()
        }
        CheckpointError::Several { models } => {
            let first = models.first().map_or("NAME", |model| &model.name);
            format!("; choose one, as with --layers {}", quoted(first))
        }
        CheckpointError::Chain { chain, .. } => match &chain.order {
            Some(order) => {
                let order: Vec<String> = order.iter().map(|name| quoted(name)).collect();
                format!("; in the order that fits: --layers {}", order.join(","))
            }
            None => "; choose layers and their order with --layers NAME,NAME,...".to_owned(),
        },
        _ => String::new(),
    }
}

/// A word quoted for a shell, or `NAME` if it cannot be quoted on one line.
fn quoted(word: &str) -> String {
    shlex::try_quote(word).map_or_else(|_| "NAME".to_owned(), |word| one_line(&word))
}

/// An error of the geometry in terms of the command line.
pub fn explain(error: &RegionsError, network: &Path, slice: &str) -> anyhow::Error {
    match error {
        RegionsError::TooMany { limit } => anyhow!(
            "{} has more than {limit} regions there; pass --max-regions N to allow more",
            path_line(network)
        ),
        error => anyhow!("{slice}: {}", of_slice(error)),
    }
}
