use super::ResultsArguments;
use clap::Args;
use clap::builder::TypedValueParser;
use clap::error::ErrorKind;
use std::ffi::OsStr;
use std::path::PathBuf;

/// Which experiment.
#[derive(Debug, Args)]
pub struct ExperimentArguments {
    /// The experiment: a TOML file, or the name of a built-in one, such as `fig5`
    #[arg(value_name = "FILE", required_unless_present = "list")]
    pub file: Option<PathBuf>,

    /// List the built-in experiments and exit
    #[arg(long)]
    pub list: bool,

    /// Apply a preset from the file, such as `quick`
    #[arg(long, value_name = "NAME")]
    pub preset: Option<String>,

    /// Override a key of the file; may be repeated
    #[arg(long, value_name = "KEY=VALUE", value_parser = Assignment)]
    pub set: Vec<String>,

    /// Backend that trains the networks; `crease backends` lists those of this build
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

/// `crease check`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  crease check fig5
  crease check my-experiment.toml --preset quick --set repeats=5

The time is estimated by training a few dozen steps and counting one network on this machine. If
the experiment already has results, the command shows how many runs have finished and how many
trained networks can be measured again without training.")]
pub struct CheckArguments {
    /// Which experiment.
    #[command(flatten)]
    pub experiment: ExperimentArguments,

    /// Where the results are.
    #[command(flatten)]
    pub results: ResultsArguments,
}
