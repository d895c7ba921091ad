use clap::{Args, Parser, Subcommand};
use std::path::PathBuf;

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
    /// Draw a figure again from its table, without training
    Plot(PlotArguments),
    /// Validate an experiment file and print its plan
    Check(CheckArguments),
}

/// Which experiment.
#[derive(Debug, Args)]
pub struct ExperimentArguments {
    /// The experiment, a TOML file
    pub file: PathBuf,

    /// Apply a preset that the file defines, such as `quick`
    #[arg(long, value_name = "NAME")]
    pub preset: Option<String>,

    /// Override a key of the file; may be given several times
    #[arg(long, value_name = "KEY=VALUE")]
    pub set: Vec<String>,

    /// What computes the training steps: flex, or ndarray where built with that feature
    #[arg(long, value_name = "NAME", default_value = "flex")]
    pub backend: String,
}

/// Where results lie.
#[derive(Debug, Args)]
pub struct ResultsArguments {
    /// The folder that holds a folder of results for each experiment
    #[arg(long, value_name = "DIR", default_value = "results")]
    pub results: PathBuf,
}

/// `crease run`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  crease run experiments/fig5.toml                    the figure at the paper's scale
  crease run experiments/fig5.toml --preset quick     the same pipeline in under a minute
  crease run experiments/fig5.toml --set repeats=10 --set training.learning_rate=3e-4

Ctrl-C ends cleanly; the same command goes on where it stopped. Runs that are finished are never
computed again unless their settings changed.

Exit codes: 0 done, 1 some runs failed, 2 a mistake in the command or the file, 130 interrupted.")]
pub struct RunArguments {
    /// Which experiment.
    #[command(flatten)]
    pub experiment: ExperimentArguments,

    /// Where results lie.
    #[command(flatten)]
    pub results: ResultsArguments,

    /// How many runs to train at a time [default: the number of cores]
    ///
    /// Results do not depend on it.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub jobs: Option<u16>,
}

/// `crease plot`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  crease plot fig5                        draws results/fig5/table.csv again
  crease plot fig5 --results /tmp/trial   the same for results elsewhere

Panels are drawn as results/NAME/experiment.toml says: change its [[panel]] sections to change the
figure.")]
pub struct PlotArguments {
    /// The name of the results, a folder in the results folder
    pub name: String,

    /// Where results lie.
    #[command(flatten)]
    pub results: ResultsArguments,
}

/// `crease check`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  crease check experiments/fig5.toml
  crease check experiments/fig5.toml --preset quick --set repeats=5

The estimate of time comes from training a few dozen steps and counting one network here.")]
pub struct CheckArguments {
    /// Which experiment.
    #[command(flatten)]
    pub experiment: ExperimentArguments,
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
