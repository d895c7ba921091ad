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
use crease_experiment::{ExperimentError, Loaded, Overrides};

/// Reads the experiment that a command line names.
fn load(arguments: &ExperimentArguments) -> Result<Loaded, ExperimentError> {
    let overrides = Overrides {
        preset: arguments.preset.clone(),
        set: arguments.set.clone(),
    };
    crease_experiment::load(&arguments.file, &overrides, &arguments.backend)
}

/// How many threads run at once here.
fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}
