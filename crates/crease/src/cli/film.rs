use super::{NetworkArguments, ResultsArguments};
use clap::Args;
use std::path::PathBuf;

/// `crease film`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  crease film fig7 --output fig7.png
  crease film fig7 --output fig7.html
  crease film fig7 --output fig7.mp4 --seconds 20 --dpi 200
  crease film sweep --run 12 --slice square.json --output run.png --walls
  crease film --network epoch-*.safetensors --slice square.json --output training.png
  crease film --network epoch-*.onnx --slice square.json --output classes.png --boundary

The film of an experiment shows the kept checkpoints of one run (keep = \"all\" in the file, or
--set keep='\"all\"'), in the window of the first panel of cells, or else in the experiment's slice.
Without --run, this is the first run with two checkpoints or more.

Networks given as files are sorted by their steps if all of them are checkpoints of Crease, and
otherwise by the numbers in their names.

A .png is an animated PNG, which browsers play; a .html is a page to explore the regions in, with a
slider and a button to play; a .mp4 needs ffmpeg. Colours follow from activation patterns, so that a
region keeps its colour for as long as it exists; with --boundary they are classes. All frames show
the same window. A .png or .mp4 also shows the numbers of regions over training and, if the
experiment measures it, the accuracy or the loss.

The file is written at the end: Ctrl-C leaves an existing file as it was.

Exit codes: 0 written, 2 an error in the command or a file, 130 interrupted.")]
pub struct FilmArguments {
    /// The name of the results, a folder in the results folder
    #[arg(
        value_parser = super::results::name(),
        required_unless_present = "networks",
        conflicts_with = "networks"
    )]
    pub name: Option<String>,

    /// Networks to show instead, all of one shape: checkpoints, ONNX models of dense layers, or
    /// safetensors files
    #[arg(long = "network", value_name = "FILE", num_args = 1.., requires = "slice")]
    pub networks: Vec<PathBuf>,

    /// Which run: its number in the plan, from 0, or the name of its folder in runs/
    #[arg(long, value_name = "RUN", requires = "name")]
    pub run: Option<String>,

    /// The slice of the input space to show, a JSON file
    #[arg(long, value_name = "FILE")]
    pub slice: Option<PathBuf>,

    /// Where to write the film; the name must end in .png, .html or .mp4
    #[arg(long, value_name = "FILE")]
    pub output: PathBuf,

    /// Networks per second [default: 4]
    #[arg(long, value_name = "N", conflicts_with = "seconds")]
    pub fps: Option<f64>,

    /// Length of the film, without the two seconds at the end on the last network
    #[arg(long, value_name = "N")]
    pub seconds: Option<f64>,

    /// Size of a .png or .mp4: at 100 dots per inch the window is some 450 pixels wide
    #[arg(long, value_name = "N", default_value_t = 100.0)]
    pub dpi: f64,

    /// Draw the walls between the regions as thin lines
    #[arg(long)]
    pub walls: bool,

    /// Colour the classes, by the largest output, and draw the decision boundary between them
    #[arg(long)]
    pub boundary: bool,

    /// How to read and count networks.
    #[command(flatten)]
    pub reading: NetworkArguments,

    /// Where the results are.
    #[command(flatten)]
    pub results: ResultsArguments,
}
