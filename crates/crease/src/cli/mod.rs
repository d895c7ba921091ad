//! The command line: its commands and options, and their help.

mod experiment;
mod network;
mod results;
mod run;
mod slurm;

pub use experiment::{CheckArguments, ExperimentArguments};
pub use network::{CountArguments, DrawArguments, LookArguments, OutputFormat};
pub use results::{
    CiteArguments, DataArguments, PlotArguments, ResultsArguments, StatusArguments, VerifyArguments,
};
pub use run::RunArguments;
pub use slurm::SlurmArguments;

use clap::{Parser, Subcommand};

/// Trains ReLU networks and counts their activation regions, exactly, while they train.
#[derive(Debug, Parser)]
#[command(version, arg_required_else_help = true)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Run an experiment: train, count regions, and draw its figure
    Run(RunArguments),
    /// Redraw a figure from the finished runs, without training
    Plot(PlotArguments),
    /// Show progress: runs finished, running and failed, time left, disk used
    Status(StatusArguments),
    /// Validate an experiment file and print its plan
    Check(CheckArguments),
    /// Print BibTeX for Crease, the papers and your results
    Cite(CiteArguments),
    /// List what this build can train on, and the GPU that it would use
    Backends,
    /// Count the regions of networks in slices of their input space, as JSON or CSV
    Count(CountArguments),
    /// Draw the regions of a network in a plane of its input space
    Draw(DrawArguments),
    /// Download and verify a data set, or copy it from files you have
    Data(DataArguments),
    /// Test the papers' statements on random networks and print the verdicts
    Verify(VerifyArguments),
    /// Write the job array that runs an experiment on a Slurm cluster
    Slurm(SlurmArguments),
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
