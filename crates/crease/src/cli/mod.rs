//! The command line: its commands and options, and their help.

mod completions;
#[cfg(feature = "data")]
mod data;
#[cfg(feature = "train")]
mod experiment;
#[cfg(feature = "train")]
mod film;
mod lacking;
mod network;
#[cfg(feature = "train")]
mod results;
#[cfg(feature = "train")]
mod run;
#[cfg(feature = "train")]
mod slurm;

pub use completions::{CompletionsArguments, ManualArguments};
#[cfg(feature = "data")]
pub use data::DataArguments;
#[cfg(feature = "train")]
pub use experiment::{CheckArguments, ExperimentArguments};
#[cfg(feature = "train")]
pub use film::FilmArguments;
pub use lacking::explained;
#[cfg(feature = "cells")]
pub use network::CellsArguments;
#[cfg(feature = "draw")]
pub use network::DrawArguments;
#[cfg(feature = "explore")]
pub use network::ExploreArguments;
#[cfg(any(feature = "cells", feature = "explore"))]
pub use network::SubjectArguments;
pub use network::{CountArguments, NetworkArguments, OutputFormat};
#[cfg(feature = "train")]
pub use results::{
    CiteArguments, PlotArguments, ResultsArguments, StatusArguments, VerifyArguments,
};
#[cfg(feature = "train")]
pub use run::RunArguments;
#[cfg(feature = "train")]
pub use slurm::SlurmArguments;

use clap::{Parser, Subcommand};

/// Trains ReLU networks and counts their activation regions, exactly, while they train.
#[derive(Debug, Parser)]
#[command(version, arg_required_else_help = true, after_help = lacking::note())]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Run an experiment: train, count regions, and draw its figure
    #[cfg(feature = "train")]
    Run(RunArguments),
    /// Redraw a figure from the finished runs, without training
    #[cfg(feature = "train")]
    Plot(PlotArguments),
    /// Show progress: runs finished, running and failed, time left, disk used
    #[cfg(feature = "train")]
    Status(StatusArguments),
    /// Validate an experiment file and print its plan
    #[cfg(feature = "train")]
    Check(CheckArguments),
    /// Print BibTeX for Crease, the papers and your results
    #[cfg(feature = "train")]
    Cite(CiteArguments),
    /// List the backends of this build, and the GPU that it would use
    #[cfg(feature = "train")]
    Backends,
    /// Count the regions of networks in slices of their input space, as JSON or CSV
    Count(CountArguments),
    /// Draw the regions of a network in a plane of its input space
    #[cfg(feature = "draw")]
    Draw(DrawArguments),
    /// Serve a page to explore the regions; it counts again wherever you zoom in
    #[cfg(feature = "explore")]
    Explore(ExploreArguments),
    /// Show the regions over training: an animated PNG, a page with a slider, or MP4
    #[cfg(feature = "train")]
    Film(FilmArguments),
    /// Write the regions of a plane, their walls and vertices as tables: Parquet, CSV or numpy
    #[cfg(feature = "cells")]
    Cells(CellsArguments),
    /// Download and verify a data set, or copy it from files you have
    #[cfg(feature = "data")]
    Data(DataArguments),
    /// Test the papers' statements on random networks and print the verdicts
    #[cfg(feature = "train")]
    Verify(VerifyArguments),
    /// Write the job array that runs an experiment on a Slurm cluster
    #[cfg(feature = "train")]
    Slurm(SlurmArguments),
    /// Print a script that completes commands and options in a shell
    Completions(CompletionsArguments),
    /// Write the manual pages
    #[command(hide = true)]
    Manual(ManualArguments),
}

#[cfg(test)]
mod tests {
    use super::Cli;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }
}
