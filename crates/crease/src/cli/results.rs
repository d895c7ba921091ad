use clap::Args;
use clap::builder::{OsStringValueParser, TypedValueParser};
use std::path::PathBuf;

/// Results are named after a file, whose name need not be UTF-8: any bytes name the results that
/// `crease run` made from that file.
pub(super) fn name() -> impl TypedValueParser<Value = String> {
    OsStringValueParser::new().map(|name| name.to_string_lossy().into_owned())
}

/// Where the results are.
#[derive(Debug, Args)]
pub struct ResultsArguments {
    /// The folder with the results of all experiments, one folder each
    #[arg(long, value_name = "DIR", default_value = "results")]
    pub results: PathBuf,
}

/// `crease plot`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  crease plot fig5                        redraws the results in results/fig5
  crease plot fig5 --results /tmp/trial   the same for results elsewhere
  crease plot fig5 --output ~/fig5        the same for read-only results

The figure shows all finished runs, and the command lists those that are missing; other runs may
still be in progress. To change the figure, edit the [[panel]] sections of
results/NAME/experiment.toml.")]
pub struct PlotArguments {
    /// The name of the results, a folder in the results folder
    #[arg(value_parser = name())]
    pub name: String,

    /// Where the results are.
    #[command(flatten)]
    pub results: ResultsArguments,

    /// Write the table, figures and report into this folder and leave the results as they are
    #[arg(long, value_name = "DIR")]
    pub output: Option<PathBuf>,
}

/// `crease status`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  crease status fig5                        the progress of results/fig5
  crease status fig5 --json                 the same for scripts
  watch -n 10 crease status fig5            updated every ten seconds

The command only reads, so it is safe at any time, on any machine that sees the folder.

Exit codes: 0 printed, 2 there are no results of that name.")]
pub struct StatusArguments {
    /// The name of the results, a folder in the results folder
    #[arg(value_parser = name())]
    pub name: String,

    /// Where the results are.
    #[command(flatten)]
    pub results: ResultsArguments,

    /// Print one JSON object
    #[arg(long)]
    pub json: bool,
}

/// `crease cite`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  crease cite           Crease and the papers it reproduces
  crease cite fig5      the same, with the version and the hashes of results/fig5

Exit codes: 0 printed, 2 there are no results of that name.")]
pub struct CiteArguments {
    /// The name of the results, a folder in the results folder
    #[arg(value_parser = name())]
    pub name: Option<String>,

    /// Where the results are.
    #[command(flatten)]
    pub results: ResultsArguments,
}

/// `crease verify`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  crease verify                      1000 networks per row, about a minute
  crease verify --quick              200 networks per row, fewer rows, a few seconds
  crease verify --networks 9000      standard errors a third as large
  crease verify --seed 7             other networks

Each row predicts a number, measures it on random networks by exact counts, and says whether the
statement holds, is contradicted or is left open, by a criterion that the row states. The table is
also written to DIR/verify as verify.csv and report.html. It depends on --seed, --networks and
--quick, not on --jobs.

Columns of verify.csv:
  statement, source, title         the statement and where it is; P and C are the two papers
  setting, quantity                the networks, where they are counted, and what is measured
  relation                         equal, about, at most, at least or above
  predicted, predicted_error       the paper's prediction; its standard error if estimated
  measured, measured_error         mean over networks; its standard error, if it has one
  networks                         how many independent networks were measured
  verdict, criterion, reason       holds, contradicted or open; the criterion; the reason

Exit codes: 0 nothing is contradicted, 1 something is, 2 an error in the command or on the disk.")]
pub struct VerifyArguments {
    /// Fewer and smaller networks
    #[arg(long)]
    pub quick: bool,

    /// Seed of all random numbers
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub seed: u64,

    /// Networks to measure per row [default: 1000, or 200 with --quick]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(2..=1_000_000))]
    pub networks: Option<u32>,

    /// Networks to measure at a time [default: the number of cores]
    ///
    /// This does not change the table.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub jobs: Option<u16>,

    /// Where the results are.
    #[command(flatten)]
    pub results: ResultsArguments,
}
