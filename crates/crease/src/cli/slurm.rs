use super::{ExperimentArguments, ResultsArguments};
use crate::commands::slurm::{Memory, TimeLimit, label};
use clap::Args;
use std::path::PathBuf;

/// `crease slurm`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  crease slurm fig5 --nodes 8              writes fig5.sbatch
  sbatch fig5.sbatch                       submits it
  crease slurm fig5 --nodes 8 --cpus 30 --time 02:00:00 --partition short
  crease slurm my-experiment.toml --preset quick --nodes 2 --output - | sbatch

Each task of the array computes one shard of the runs (crease run --shard i/N) into the same
results folder, which has to lie where all nodes see it; so do this program and its data. The tasks
compute the experiment as it is now, whatever becomes of the file: a copy lies in DIR/NAME/submitted,
logs in DIR/NAME/logs. A task that comes to its time limit saves its states and goes back into the
queue; so does one that is killed or whose node fails. It goes on where it was. Other options of
sbatch can be written into the script or given to sbatch.

Exit codes: 0 written, 2 a mistake in the command or the file.")]
pub struct SlurmArguments {
    /// Which experiment.
    #[command(flatten)]
    pub experiment: ExperimentArguments,

    /// Where results lie.
    #[command(flatten)]
    pub results: ResultsArguments,

    /// How many tasks the array has, one shard of the runs each
    #[arg(
        long,
        value_name = "N",
        value_parser = clap::value_parser!(u32).range(1..=100_000),
        required = false,
        required_unless_present = "list",
        default_value_if("list", clap::builder::ArgPredicate::IsPresent, "1"),
    )]
    pub nodes: u32,

    /// Cores of a task, and how many runs it trains at a time [default: its runs, at most 16]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub cpus: Option<u16>,

    /// The time limit of a task; what takes longer goes on in the queue
    #[arg(long, value_name = "TIME", default_value = "08:00:00")]
    pub time: TimeLimit,

    /// Memory of a task, such as 4G [default: the cluster's]
    #[arg(long, value_name = "SIZE")]
    pub mem: Option<Memory>,

    /// The partition to ask for [default: the cluster's]
    #[arg(long, value_name = "NAME", value_parser = label)]
    pub partition: Option<String>,

    /// The account to charge [default: yours]
    #[arg(long, value_name = "NAME", value_parser = label)]
    pub account: Option<String>,

    /// Where to write the script, - for stdout [default: NAME.sbatch]
    #[arg(long, value_name = "FILE")]
    pub output: Option<PathBuf>,

    /// Replace a script that is there
    #[arg(long)]
    pub force: bool,
}
