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
  crease run --list                   the experiments that are built in

A name such as fig5 means fig5.toml or experiments/fig5.toml here, and otherwise the experiment that
is built in.

Ctrl-C ends cleanly; the same command goes on where it stopped, in the middle of runs too, whether
it was Ctrl-C, SIGKILL or a power cut. Runs that are finished are never computed again unless their
settings changed or their files are damaged. A run that diverges or fails does not end the others.
Shards work into the same results folder; the one that ends last draws the figure. How far they are
says `crease status NAME`; what they did, DIR/NAME/logs.

Exit codes: 0 done, 1 some runs failed or diverged, 2 a mistake in the command or the file, or a
disk that is full, 130 interrupted.")]
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

    /// How many runs to train side by side, where the backend stacks them
    ///
    /// Runs of one shape are one computation on a GPU, which small networks fill only together.
    /// [default: as many as fit in 1 GiB, at most 256]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=4096))]
    pub stack: Option<u16>,

    /// Take one of N equal parts of the runs, such as 2/4
    #[arg(long, value_name = "I/N")]
    pub shard: Option<Shard>,

    /// Train runs that failed or diverged again
    #[arg(long)]
    pub retry_failed: bool,

    /// Keep the state of the runs under way every so many seconds
    ///
    /// That much work is lost if the process is killed; Ctrl-C loses none.
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
