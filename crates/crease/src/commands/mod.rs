//! One file a command.

pub mod check;
pub mod cite;
pub mod count;
pub mod data;
pub mod draw;
pub mod plot;
pub mod run;
pub mod slurm;
pub mod status;
pub mod verify;

use crate::cli::ExperimentArguments;
use anyhow::bail;
use crease_experiment::{Loaded, Overrides};

/// Reads the experiment that a command line names.
fn load(arguments: &ExperimentArguments) -> anyhow::Result<Loaded> {
    let overrides = Overrides {
        preset: arguments.preset.clone(),
        set: arguments.set.clone(),
    };
    let loaded = crease_experiment::load(&arguments.file, &overrides, &arguments.backend)?;
    if loaded.name == verify::NAME {
        bail!(
            "{}: results of this name are those of `crease verify`; expected another name of the file",
            arguments.file.display()
        );
    }
    Ok(loaded)
}

/// How many threads run at once here.
fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}
