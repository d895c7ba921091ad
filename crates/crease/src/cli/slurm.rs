use super::{ExperimentArguments, ResultsArguments};
use crate::commands::slurm::{label, memory, time};
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

Each task of the array computes one shard of the runs (crease run --shard i/N) in the same results
folder. All nodes must see that folder, this program and its data. The tasks compute the
experiment as it is now, even if the file changes later: a copy is in DIR/NAME/submitted. Logs are
in DIR/NAME/logs. A task that reaches its time limit saves its state and is queued again, as is
one that is killed or whose node fails; it resumes where it stopped. Add other sbatch options to
the script or give them to sbatch.

Exit codes: 0 written, 2 an error in the command or the file.")]
pub struct SlurmArguments {
    /// Which experiment.
    #[command(flatten)]
    pub experiment: ExperimentArguments,

    /// Where the results are.
    #[command(flatten)]
    pub results: ResultsArguments,

    /// Tasks of the array, one shard of the runs each
    #[arg(
        long,
        value_name = "N",
        value_parser = clap::value_parser!(u32).range(1..=100_000),
        required = false,
        required_unless_present = "list",
        default_value_if("list", clap::builder::ArgPredicate::IsPresent, "1"),
    )]
    pub nodes: u32,

    /// Cores per task, and runs that it trains at a time [default: its runs, at most 16]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub cpus: Option<u16>,

    /// How many runs a task trains side by side, if the backend stacks them [default: as crease run]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=4096))]
    pub stack: Option<u16>,

    /// Time limit of a task; longer work is queued again
    #[arg(long, value_name = "TIME", default_value = "08:00:00", value_parser = time)]
    pub time: String,

    /// Memory per task, such as 4G [default: the cluster's]
    #[arg(long, value_name = "SIZE", value_parser = memory)]
    pub mem: Option<String>,

    /// Partition to submit to [default: the cluster's]
    #[arg(long, value_name = "NAME", value_parser = label)]
    pub partition: Option<String>,

    /// Account to charge [default: yours]
    #[arg(long, value_name = "NAME", value_parser = label)]
    pub account: Option<String>,

    /// Where to write the script; - for stdout [default: NAME.sbatch]
    #[arg(long, value_name = "FILE")]
    pub output: Option<PathBuf>,

    /// Replace an existing script
    #[arg(long)]
    pub force: bool,
}
