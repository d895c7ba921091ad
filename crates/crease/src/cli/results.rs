use clap::Args;
use clap::builder::{OsStringValueParser, PossibleValuesParser, TypedValueParser};
use crease_data::{MNIST, PUBLISHED};
use std::path::PathBuf;

/// Results take their name from a file, whose name may be no text: any bytes name what `crease run`
/// made of them.
fn name() -> impl TypedValueParser<Value = String> {
    OsStringValueParser::new().map(|name| name.to_string_lossy().into_owned())
}

/// Where results lie.
#[derive(Debug, Args)]
pub struct ResultsArguments {
    /// The folder that holds a folder of results for each experiment
    #[arg(long, value_name = "DIR", default_value = "results")]
    pub results: PathBuf,
}

/// `crease plot`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  crease plot fig5                        draws the results in results/fig5 again
  crease plot fig5 --results /tmp/trial   the same for results elsewhere
  crease plot fig5 --output ~/fig5        the same for results that you may only read

The figure shows all runs that are finished, and the command says which are missing; others may
still be computed. Panels are drawn as results/NAME/experiment.toml says: change its [[panel]] sections to change the
figure.")]
pub struct PlotArguments {
    /// The name of the results, a folder in the results folder
    #[arg(value_parser = name())]
    pub name: String,

    /// Where results lie.
    #[command(flatten)]
    pub results: ResultsArguments,

    /// Write table, figures and reports into this folder instead, and nothing into the results
    #[arg(long, value_name = "DIR")]
    pub output: Option<PathBuf>,
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
    #[arg(value_parser = name())]
    pub name: String,

    /// Where results lie.
    #[command(flatten)]
    pub results: ResultsArguments,

    /// One JSON object on stdout
    #[arg(long)]
    pub json: bool,
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
    #[arg(value_parser = name())]
    pub name: Option<String>,

    /// Where results lie.
    #[command(flatten)]
    pub results: ResultsArguments,
}

/// `crease data`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  crease data                                fetch MNIST into ./data, 11.6 MB
  crease data fashion-mnist                  Fashion-MNIST into ./data/fashion-mnist, 30.9 MB
  crease data --from ~/Downloads             take the files of MNIST from there
  crease data --from ~/datasets              torchvision's, in MNIST/raw there
  CREASE_DATA=/scratch/data crease data      keep it elsewhere
  crease data --mirror https://example.org/mnist

Files that are there and right are kept, others are replaced. Every byte is verified, sizes and
SHA-256, before a file is written. A download that breaks off, or that Ctrl-C ends, leaves a .part
file, from which the same command resumes. HTTPS_PROXY, ALL_PROXY and NO_PROXY are respected.
Experiments read data sets where this command puts them: in the folder that CREASE_DATA names, else
in ./data. They also read the .gz files of MNIST as they are, and in the folder MNIST/raw there, where
torchvision puts them.

Exit codes: 0 all files are there and verified, 2 some are not.")]
pub struct DataArguments {
    /// Which data set
    #[arg(default_value = MNIST.name, value_parser = PossibleValuesParser::new(PUBLISHED.map(|set| set.name)))]
    pub set: String,

    /// Take the files from this folder instead of the internet; those of MNIST may be packed (.gz)
    #[arg(long, value_name = "DIR")]
    pub from: Option<PathBuf>,

    /// Fetch the files from this address instead of the usual mirrors; may be given several times
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
