use crate::commands::slurm::{Memory, TimeLimit, label};
use clap::builder::TypedValueParser;
use clap::error::ErrorKind;
use clap::{Args, Parser, Subcommand};
use crease_results::Shard;
use std::ffi::OsStr;
use std::path::PathBuf;
use std::time::Duration;

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
    /// Draw a figure again from the runs that are finished, without training
    Plot(PlotArguments),
    /// Say how far an experiment is: runs done, running and failed, time left, disk used
    Status(StatusArguments),
    /// Validate an experiment file and print its plan
    Check(CheckArguments),
    /// Print BibTeX for Crease, the papers and your results
    Cite(CiteArguments),
    /// Count the regions of any network in a slice of its inputs, as JSON
    Count(CountArguments),
    /// Draw the regions of any network in a plane of its inputs
    Draw(DrawArguments),
    /// Fetch MNIST and verify it, or take it from files you have
    Data(DataArguments),
    /// Hold the papers' statements against random networks, and print the verdicts
    Verify(VerifyArguments),
    /// Write the job array that runs an experiment on a Slurm cluster
    Slurm(SlurmArguments),
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
    #[arg(long, value_name = "KEY=VALUE", value_parser = Assignment)]
    pub set: Vec<String>,

    /// What computes the training steps: flex, or ndarray where built with that feature
    #[arg(long, value_name = "NAME", default_value = "flex")]
    pub backend: String,
}

/// Reads a `--set`. Clap by itself does not say which argument is not UTF-8.
#[derive(Clone)]
struct Assignment;

impl TypedValueParser for Assignment {
    type Value = String;

    fn parse_ref(
        &self,
        _: &clap::Command,
        _: Option<&clap::Arg>,
        value: &OsStr,
    ) -> Result<String, clap::Error> {
        value.to_str().map(str::to_owned).ok_or_else(|| {
            let shown = crease_input::shown(&value.to_string_lossy());
            let message = format!("--set {shown}: is not UTF-8 text, expected key=value\n");
            clap::Error::raw(ErrorKind::InvalidUtf8, message)
        })
    }
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

  crease run sweep.toml --shard 2/4                   the second of four processes or machines

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

/// `crease plot`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  crease plot fig5                        draws the results in results/fig5 again
  crease plot fig5 --results /tmp/trial   the same for results elsewhere

The figure shows all runs that are finished, and the command says which are missing; others may
still be computed. Panels are drawn as results/NAME/experiment.toml says: change its [[panel]] sections to change the
figure.")]
pub struct PlotArguments {
    /// The name of the results, a folder in the results folder
    pub name: String,

    /// Where results lie.
    #[command(flatten)]
    pub results: ResultsArguments,
}

/// `crease status`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  crease status fig5                        how far the runs of results/fig5 are
  crease status fig5 --json                 the same for scripts
  watch -n 10 crease status fig5            again and again

It reads and never writes, so it may be asked at any time, on any machine that sees the folder.

Exit codes: 0 said, 2 there are no results of that name.")]
pub struct StatusArguments {
    /// The name of the results, a folder in the results folder
    pub name: String,

    /// Where results lie.
    #[command(flatten)]
    pub results: ResultsArguments,

    /// One JSON object on stdout
    #[arg(long)]
    pub json: bool,
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

/// `crease cite`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  crease cite           Crease and the papers that it reproduces
  crease cite fig5      the same, with the version and the hashes of results/fig5

Exit codes: 0 printed, 2 there are no results of that name.")]
pub struct CiteArguments {
    /// The name of the results, a folder in the results folder
    pub name: Option<String>,

    /// Where results lie.
    #[command(flatten)]
    pub results: ResultsArguments,
}

/// A network and a slice.
#[derive(Debug, Args)]
pub struct SubjectArguments {
    /// The network: a checkpoint, or a safetensors file that PyTorch wrote
    #[arg(long, value_name = "FILE")]
    pub network: PathBuf,

    /// The slice of its inputs to look at, a JSON file
    #[arg(long, value_name = "FILE")]
    pub slice: PathBuf,

    /// What stands between the layers [default: what a checkpoint says, else relu]
    ///
    /// relu, leaky-relu or leaky-relu:SLOPE, hard-tanh, relu6, or custom:BREAKPOINTS:SLOPES:VALUE with
    /// the value at the first breakpoint (0 if left out): custom:-1,1:0,1,0:-1 is hard-tanh.
    #[arg(long, value_name = "NAME")]
    pub activation: Option<String>,

    /// More regions than this are an error instead of all of the machine's memory
    ///
    /// A region takes 1 to 8 kB, the more the wider the layers; with --regions-only next to nothing.
    #[arg(long, value_name = "N", default_value_t = 1_000_000)]
    pub max_regions: u64,
}

/// `crease count`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  crease count --network model.safetensors --slice square.json
  crease count --network model.safetensors --slice line.json --activation leaky-relu:0.1
  crease count --network model.safetensors --slice plane.json --distances points.safetensors
  crease count --network wide.safetensors --slice plane.json --regions-only --max-regions 100000000

A slice is one of
  {\"kind\": \"line\", \"origin\": [0, 0], \"direction\": [1, 2], \"from\": 0, \"to\": 1}
  {\"kind\": \"plane\", \"origin\": [0, 0, 0], \"basis\": [[1, 0, 0], [0, 1, 0]],
   \"window\": {\"center\": [0, 0], \"half_side\": 1}}
  {\"kind\": \"box\", \"half_side\": 1}
Without from and to a line has no ends, without a window a plane has no end. Vectors may be left out
where the network has as many inputs as the slice has dimensions. Layers are the linear layers of
the file in the order of their names: 0.weight, 2.weight or fc1.weight, fc2.weight, ...

Exit codes: 0 counted, 2 a mistake in the command or a file.")]
pub struct CountArguments {
    /// Network and slice.
    #[command(flatten)]
    pub subject: SubjectArguments,

    /// Count activation regions, edges and vertices only: several times as fast, on all cores
    ///
    /// Linear regions and measures are then null.
    #[arg(long)]
    pub regions_only: bool,

    /// Also print the distance of each point to the nearest boundary
    ///
    /// A safetensors file with a tensor `points`, one row a point of the network's input space.
    #[arg(long, value_name = "FILE")]
    pub distances: Option<PathBuf>,
}

/// `crease draw`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  crease draw --network model.safetensors --slice square.json --output regions.svg
  crease draw --network model.safetensors --slice square.json --output regions.png --walls

The slice is a plane, as for `crease count`. Its axes are the slice's coordinates, one unit as long
on both. Colours have no meaning but that neighbours differ.")]
pub struct DrawArguments {
    /// Network and slice.
    #[command(flatten)]
    pub subject: SubjectArguments,

    /// Where to write the picture; the name ends in .svg, .png or .pdf
    #[arg(long, value_name = "FILE")]
    pub output: PathBuf,

    /// Draw the walls between the regions as thin lines
    #[arg(long)]
    pub walls: bool,
}

/// `crease data`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  crease data                                fetch MNIST into ./data, 11.6 MB
  crease data --from ~/Downloads             take the four files from there
  CREASE_DATA=/scratch/mnist crease data     keep it elsewhere
  crease data --mirror https://example.org/mnist

Files that are there and right are kept, others are replaced. Every byte is verified, sizes and
SHA-256, before a file is written. A download that breaks off, or that Ctrl-C ends, leaves a .part
file; the same command goes on from there. HTTPS_PROXY, ALL_PROXY and NO_PROXY are respected.
Experiments read MNIST where this command puts it: in the folder that CREASE_DATA names, else in
./data. They also read the .gz files as they are.

Exit codes: 0 all four files are there and verified, 2 some are not.")]
pub struct DataArguments {
    /// Take the files from this folder, packed (.gz) or not, instead of the internet
    #[arg(long, value_name = "DIR")]
    pub from: Option<PathBuf>,

    /// Fetch NAME.gz from this address instead of the usual mirrors; may be given several times
    #[arg(long, value_name = "URL", conflicts_with = "from")]
    pub mirror: Vec<String>,
}

/// `crease verify`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  crease verify                      1000 networks a row, about a minute
  crease verify --quick              200 networks a row, fewer rows, a few seconds
  crease verify --networks 9000      standard errors a third as large
  crease verify --seed 7             other networks

Each row predicts a number, measures it on random networks by exact counts, and says whether the
statement holds, is contradicted, or stays open, by a criterion that the row states. The table is
also written to DIR/verify as verify.csv, verify.md and report.html. It depends on --seed,
--networks and --quick, not on --jobs.

Columns of verify.csv:
  statement, source, title         which statement, and where: P and C are the two papers
  setting, quantity                the networks, where they are counted, and what is measured
  relation                         equal, about, at most, at least or above
  predicted, predicted_error       what the paper predicts; its standard error if it is estimated
  measured, measured_error         mean over networks and its standard error; empty if it has none
  networks                         how many independent networks were measured
  verdict, criterion, reason       holds, contradicted or open; by what; and why

Exit codes: 0 nothing is contradicted, 1 something is, 2 a mistake in the command or the disk.")]
pub struct VerifyArguments {
    /// Fewer and smaller networks
    #[arg(long)]
    pub quick: bool,

    /// Where all random numbers come from
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub seed: u64,

    /// How many networks to measure for each row [default: 1000, with --quick 200]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(2..=1_000_000))]
    pub networks: Option<u32>,

    /// How many networks to measure at a time [default: the number of cores]
    ///
    /// The table does not depend on it.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub jobs: Option<u16>,

    /// Where results lie.
    #[command(flatten)]
    pub results: ResultsArguments,
}

/// `crease slurm`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  crease slurm experiments/fig5.toml --nodes 8              writes fig5.sbatch
  sbatch fig5.sbatch                                        submits it
  crease slurm experiments/fig5.toml --nodes 8 --cpus 30 --time 02:00:00 --partition short
  crease slurm experiments/fig5.toml --preset quick --nodes 2 --output - | sbatch

Each task of the array computes one shard of the runs (crease run --shard i/N) into the same
results folder, which has to lie where all nodes see it; so do this program and MNIST. The tasks
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
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=100_000))]
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

#[cfg(test)]
mod tests {
    use super::Cli;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }
}
