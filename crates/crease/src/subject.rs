//! What `crease count` and `crease draw` look at: a network and a slice of its inputs.

use crate::activation_name;
use crate::cli::SubjectArguments;
use crate::slice_file::{self, Slice};
use anyhow::anyhow;
use crease_checkpoint::{Checkpoint, CheckpointError, read_network_file};
use crease_network::{Activation, Network};
use crease_regions::{Options, RegionsError};
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
        let options = Options {
            max_regions: arguments.max_regions,
            linear_regions: true,
            measures: true,
            threads,
        };
        Ok(Self {
            network,
            slice,
            options,
        })
    }
}

/// A file of ours says which activation it has; files of others do not, and most have `ReLU`s.
fn network(path: &Path, activation: Option<&str>) -> anyhow::Result<Network> {
    let activation = match activation {
        Some(name) => activation_name::parse(name)?,
        None => match Checkpoint::read_file(path) {
            Ok(checkpoint) => return Ok(checkpoint.network),
            Err(error @ CheckpointError::Read { .. }) => return Err(error.into()),
            Err(_) => Activation::relu(),
        },
    };
    Ok(read_network_file(path, activation)?)
}

/// An error of the geometry in the words of the command line.
pub fn explain(error: RegionsError, arguments: &SubjectArguments) -> anyhow::Error {
    match error {
        RegionsError::TooMany { limit } => anyhow!(
            "{} has more than {limit} regions there; to allow more, pass --max-regions N",
            arguments.network.display()
        ),
        error => anyhow!("{}: {error}", arguments.slice.display()),
    }
}
