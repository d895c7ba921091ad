use clap::Args;
use std::path::PathBuf;

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
