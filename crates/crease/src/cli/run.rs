use super::{ExperimentArguments, ResultsArguments};
use clap::Args;
use crease_results::Shard;
use std::time::Duration;

/// `crease run`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  crease run fig5                     the figure at the paper's scale
  crease run fig5 --preset quick      the same pipeline in under a minute
  crease run fig5 --set repeats=10 --set training.learning_rate=3e-4
  crease run sweep.toml --shard 2/4   the second of four processes or machines
  crease run --list                   the built-in experiments

A name such as fig5 means fig5.toml or experiments/fig5.toml in this folder, or else the built-in
experiment.

Ctrl-C stops cleanly. Run the same command to resume, even in the middle of a run, after Ctrl-C,
SIGKILL or a power cut. Finished runs are never computed again unless their settings change or
their files are damaged. A run that diverges or fails does not stop the others. Shards share one
results folder; the last to finish draws the figure. `crease status NAME` shows progress;
DIR/NAME/logs holds the logs.

Exit codes: 0 done, 1 some runs failed or diverged, 2 an error in the command, the file or on the
disk, 130 interrupted.")]
pub struct RunArguments {
    /// Which experiment.
    #[command(flatten)]
    pub experiment: ExperimentArguments,

    /// Where the results are.
    #[command(flatten)]
    pub results: ResultsArguments,

    /// Runs to train at a time [default: the number of cores]
    ///
    /// This does not change the results.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub jobs: Option<u16>,

    /// How many runs to train side by side, if the backend stacks them
    ///
    /// Runs of one shape are one computation on a GPU, which small networks fill only together.
    /// [default: as many as fit in 1 GiB, at most 256]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=4096))]
    pub stack: Option<u16>,

    /// Compute one of N equal parts of the runs, such as 2/4
    #[arg(long, value_name = "I/N")]
    pub shard: Option<Shard>,

    /// Retry runs that failed or diverged
    #[arg(long)]
    pub retry_failed: bool,

    /// Save the state of unfinished runs every SECONDS
    ///
    /// If the process is killed, at most that much work is lost; Ctrl-C loses none.
    #[arg(long, value_name = "SECONDS", default_value = "30", value_parser = seconds)]
    pub keep_every: Duration,
}

/// A number of seconds.
fn seconds(text: &str) -> Result<Duration, String> {
    let seconds = text
        .parse()
        .ok()
        .filter(|seconds| (0.0..1e9).contains(seconds));
    let seconds = seconds.ok_or("expected a number of seconds, such as 30")?;
    Ok(Duration::from_secs_f64(seconds))
}
