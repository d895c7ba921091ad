//! What `crease count` and `crease draw` look at: a network and a slice of its inputs.

use crate::activation_name;
use crate::cli::SubjectArguments;
use crate::slice_file::{self, explain as of_slice};
use anyhow::anyhow;
use crease_checkpoint::{CheckpointError, read_network_file, read_stated_network_file};
use crease_input::one_line;
use crease_network::Network;
use crease_regions::{Options, RegionsError, Slice};
use std::path::Path;

/// A network, a slice, and how much to count.
pub struct Subject {
    /// The network with its activation.
    pub network: Network,
    /// Where to look at it.
    pub slice: Slice,
    /// Everything there is to count, up to the limit.
    pub options: Options,
}

impl Subject {
    /// Reads what a command line names.
    pub fn read(arguments: &SubjectArguments, threads: usize) -> anyhow::Result<Self> {
        let network = network(&arguments.network, arguments.activation.as_deref())?;
        let slice = slice_file::read(&arguments.slice, network.inputs())?;
        let options = Options::everything()
            .with_max_regions(arguments.max_regions)
            .with_threads(threads);
        Ok(Self {
            network,
            slice,
            options,
        })
    }
}

/// A file of ours says which activation it has; files of others do not, and most have `ReLU`s.
fn network(path: &Path, activation: Option<&str>) -> anyhow::Result<Network> {
    Ok(match activation {
        Some(name) => read_network_file(path, activation_name::parse(name)?)?,
        None => read_stated_network_file(path).map_err(|error| {
            let hint = match &error {
                CheckpointError::InFile { error, .. } if is_of_activation(error) => {
                    "; to choose another, pass --activation NAME"
                }
                _ => "",
            };
            anyhow!("{error}{hint}")
        })?,
    })
}

fn is_of_activation(error: &CheckpointError) -> bool {
    matches!(
        error,
        CheckpointError::Metadata { .. } | CheckpointError::Activation(_)
    )
}

/// An error of the geometry in the words of the command line.
pub fn explain(error: RegionsError, arguments: &SubjectArguments) -> anyhow::Error {
    match error {
        RegionsError::TooMany { limit } => anyhow!(
            "{} has more than {limit} regions there; to allow more, pass --max-regions N",
            one_line(&arguments.network.to_string_lossy())
        ),
        error => anyhow!(
            "{}: {}",
            one_line(&arguments.slice.to_string_lossy()),
            of_slice(&error)
        ),
    }
}
