use clap::Args;
use clap::builder::PossibleValuesParser;
use crease_data::{MNIST, PUBLISHED};
use std::path::PathBuf;

/// `crease data`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  crease data                                download MNIST to ./data, 11.6 MB
  crease data fashion-mnist                  Fashion-MNIST to ./data/fashion-mnist, 30.9 MB
  crease data --from ~/Downloads             copy the files of MNIST from there
  crease data --from ~/datasets              torchvision's, in MNIST/raw there
  CREASE_DATA=/scratch/data crease data      keep it elsewhere
  crease data --mirror https://example.org/mnist

Correct files are kept, others are replaced. Every file is verified by its size and SHA-256 before
it is written. An interrupted download leaves a .part file; run the same command to resume it.
HTTPS_PROXY, ALL_PROXY and NO_PROXY are respected. Experiments read data sets where this command
puts them: in the folder that CREASE_DATA names, or else in ./data. They also read the .gz files
of MNIST themselves, and its files in the folder MNIST/raw there, where torchvision puts them.

Exit codes: 0 all files are present and verified, 2 some are not.")]
pub struct DataArguments {
    /// Which data set
    #[arg(default_value = MNIST.name, value_parser = PossibleValuesParser::new(PUBLISHED.map(|set| set.name)))]
    pub set: String,

    /// Copy the files from this folder instead of downloading them; those of MNIST may be .gz files
    #[arg(long, value_name = "DIR")]
    pub from: Option<PathBuf>,

    /// Download the files from this address instead of the usual mirrors; may be repeated
    #[arg(long, value_name = "URL", conflicts_with = "from")]
    pub mirror: Vec<String>,
}
