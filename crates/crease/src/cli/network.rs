use clap::{Args, ValueEnum};
use std::num::NonZeroUsize;
use std::path::PathBuf;

/// How to read and count networks.
#[derive(Debug, Args)]
pub struct NetworkArguments {
    /// Layers to use, in order; the name of a module selects all its layers
    ///
    /// By default, all linear layers of the file in order of their names: 0.weight, 2.weight or
    /// fc1.weight, fc2.weight. If a file holds several networks, choose one, as in --layers ema.
    #[arg(long, value_name = "NAME,NAME,...", value_delimiter = ',')]
    pub layers: Vec<String>,

    /// Activation between the layers [default: the checkpoint's, or else relu]
    ///
    /// relu, leaky-relu or leaky-relu:SLOPE, hard-tanh, relu6, abs, or pieces:BREAKPOINTS:SLOPES:VALUE
    /// with the value at the first breakpoint (0 if left out): pieces:-1,1:0,1,0:-1 is hard-tanh.
    #[arg(long, value_name = "NAME")]
    pub activation: Option<String>,

    /// Stop with an error at more than N regions, before memory runs out
    ///
    /// A region takes 1 to 8 kB, more for wider layers, and almost nothing with --regions-only.
    #[arg(long, value_name = "N", default_value_t = 1_000_000)]
    pub max_regions: u64,
}

/// One network of dense layers, and a plane of its inputs.
#[cfg(any(feature = "cells", feature = "explore"))]
#[derive(Debug, Args)]
pub struct SubjectArguments {
    /// The network: a checkpoint, an ONNX model of dense layers, or a safetensors file of PyTorch, Flax,
    /// Keras or Haiku
    #[arg(long, value_name = "FILE")]
    pub network: PathBuf,

    /// The slice of its input space, a JSON file
    #[arg(long, value_name = "FILE")]
    pub slice: PathBuf,

    /// How to read and count them.
    #[command(flatten)]
    pub reading: NetworkArguments,
}

/// How to print several results.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum OutputFormat {
    /// One object per line
    Json,
    /// A table with a header row
    Csv,
}

/// `crease count`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  crease count --network model.onnx --slice line.json
  crease count --network model.safetensors --slice square.json
  crease count --network model.safetensors --slice line.json --activation leaky-relu:0.1
  crease count --network model.safetensors --distances points.safetensors
  crease count --network two.safetensors --layers ema_model --slice square.json
  crease count --network model.safetensors --slice square.json --boundary
  crease count --network epoch-*.safetensors --slice slices.json --format csv > counts.csv
  crease count --network wide.safetensors --slice plane.json --regions-only --max-regions 100000000

A network is a checkpoint of Crease or any safetensors file of linear layers: PyTorch's NAME.weight
(outputs x inputs), Flax's, Keras's and Haiku's NAME.kernel or NAME.w (inputs x outputs), each with
its bias. Weight norm and spectral norm are applied, and numbers of 16, 32 and 64 bits are exact.
Or it is an ONNX model: convolutions, pooling, batch norm and residual sums.

A slice is one of
  {\"kind\": \"line\", \"origin\": [0, 0], \"direction\": [1, 2], \"from\": 0, \"to\": 1}
  {\"kind\": \"plane\", \"origin\": [0, 0, 0], \"basis\": [[1, 0, 0], [0, 1, 0]],
   \"window\": {\"center\": [0, 0], \"half_side\": 1}}
  {\"kind\": \"box\", \"half_side\": 1}
A line without from and to is infinite, and so is a plane without a window. Vectors may be left out
if the network has as many inputs as the slice has dimensions. A file may also hold an array of
slices, [{...}, {...}], or be a safetensors file of the points that slices pass through, in any of
the tensors `lines` and `segments` (m x 2 x inputs) and `planes` (m x 3 x inputs).

One network and one slice give one JSON object. Several give one object per line, all slices of the
first network first; each begins with its network and the number of its slice. If one fails, the
results before it are still printed.

Exit codes: 0 counted, 2 an error in the command or a file.")]
pub struct CountArguments {
    /// The networks: ONNX models, checkpoints, or safetensors files of PyTorch, Flax, Keras or Haiku
    #[arg(long = "network", value_name = "FILE", num_args = 1.., required = true)]
    pub networks: Vec<PathBuf>,

    /// The slices of their input space: JSON files, or safetensors files of points
    #[arg(
        long = "slice",
        value_name = "FILE",
        num_args = 1..,
        required_unless_present = "distances"
    )]
    pub slices: Vec<PathBuf>,

    /// How to read and count them.
    #[command(flatten)]
    pub reading: NetworkArguments,

    /// Count activation regions, edges and vertices only: several times as fast
    ///
    /// Linear regions and measures are then null.
    #[arg(long)]
    pub regions_only: bool,

    /// Find the decision boundary too: where the largest output changes, or the sign of a single one
    ///
    /// Adds "boundary": in planes its length, the regions, holes and area of each class, and the
    /// activation regions that it touches; on lines the classes and where they change.
    #[arg(long)]
    pub boundary: bool,

    /// Print the distance of each point to the nearest boundary, with or without slices
    ///
    /// A safetensors file with a tensor `points`: one point of the input space per row.
    #[arg(long, value_name = "FILE")]
    pub distances: Option<PathBuf>,

    /// How many threads to use [default: all cores]
    #[arg(long, value_name = "N")]
    pub threads: Option<NonZeroUsize>,

    /// Output format
    #[arg(long, value_enum, default_value_t = OutputFormat::Json)]
    pub format: OutputFormat,
}

/// `crease draw`.
#[cfg(feature = "draw")]
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  crease draw --network model.safetensors --slice square.json --output regions.svg
  crease draw --network model.safetensors --slice square.json --output regions.png --walls
  crease draw --network model.safetensors --slice square.json --output classes.png --boundary
  crease draw --network model.safetensors --slice square.json --output explore.html
  crease draw --network epoch-*.safetensors --slice square.json --output training.html

The slice is a plane, as for `crease count`. The axes show the slice's coordinates, equally scaled.
Colours only tell neighbouring regions apart; with --boundary they are classes.

An HTML page needs only a browser, and a network of dense layers: move and zoom, point at a region
for its pattern and its affine map, select a neuron, colour by pattern, class, slope or area. With
several networks, it shows one at a time, with a slider; `crease film` adds their order in time.")]
pub struct DrawArguments {
    /// The network: a checkpoint, an ONNX model, or a safetensors file of PyTorch, Flax, Keras or Haiku
    ///
    /// Several of one shape make an HTML page with a slider.
    #[arg(long = "network", value_name = "FILE", num_args = 1.., required = true)]
    pub networks: Vec<PathBuf>,

    /// The slice of its input space, a JSON file
    #[arg(long, value_name = "FILE")]
    pub slice: PathBuf,

    /// How to read and count them.
    #[command(flatten)]
    pub reading: NetworkArguments,

    /// Where to write it; the name must end in .svg, .png, .pdf or .html
    #[arg(long, value_name = "FILE")]
    pub output: PathBuf,

    /// Draw the walls between the regions as thin lines
    #[arg(long)]
    pub walls: bool,

    /// Colour the classes, by the largest output, and draw the decision boundary between them
    ///
    /// With one output there are two classes: above 0, and not.
    #[arg(long)]
    pub boundary: bool,

    /// Give each region a colour that follows from its activation pattern, as in films and pages
    ///
    /// Regions of the same pattern then have the same colour in pictures of several networks.
    #[arg(long, conflicts_with = "boundary")]
    pub by_pattern: bool,
}

/// `crease cells`.
#[cfg(feature = "cells")]
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  crease cells --network model.safetensors --slice square.json --output cells.parquet
  crease cells --network model.safetensors --slice square.json --output cells.csv
  crease cells --network model.safetensors --slice square.json --output cells.npz
  crease cells --network wide.safetensors --slice square.json --output cells.parquet \\
    --max-regions 100000000

The slice is a plane, as for `crease count`. There are three tables: the activation regions in
cells.parquet, the walls between them in cells.walls.parquet, the vertices in
cells.vertices.parquet. An .npz archive holds them all, as arrays cells_COLUMN, walls_COLUMN and
vertices_COLUMN.

cells     cell, its number; area in input space; center_s, center_t, the mean of its corners;
          corners, how many; class at the centre, the largest output or whether a single one is
          above 0; linear_region, a number; slope, the Frobenius norm of the outputs' gradient in
          input space; gradient_s_K, gradient_t_K, offset_K, so that output K is gradient_s_K s +
          gradient_t_K t + offset_K (.npz: maps); pattern, the linear piece of each neuron, layer
          by layer, a byte each (.csv: digits, a space between layers); polygon, its corners,
          counter-clockwise
walls     cell_above, cell_below, the cells where the neuron is above and below its breakpoint;
          layer, neuron and breakpoint, from 0; jumps, whether the gradient of the outputs jumps;
          jump, by how much; length in input space; start_s, start_t, end_s, end_t; start_vertex,
          end_vertex, -1 on the rim of the window
vertices  vertex, its number; s, t; degree, how many walls end there; neurons, those that meet:
          layer, neuron and breakpoint each

Coordinates s and t are the slice's, lengths and areas those of input space. Memory grows with the
square root of the number of regions. Existing files are replaced once all new ones are complete.")]
pub struct CellsArguments {
    /// The network and the plane.
    #[command(flatten)]
    pub subject: SubjectArguments,

    /// Where to write the table of cells; the name must end in .parquet, .csv or .npz
    #[arg(long, value_name = "FILE")]
    pub output: PathBuf,
}

/// `crease explore`.
#[cfg(feature = "explore")]
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  crease explore --network model.safetensors --slice square.json
  crease explore --network model.safetensors --slice square.json --open

Prints an address on this machine that shows the page of `crease draw --output x.html`. Where you
zoom in or move, the visible window is counted again, exactly, so you can zoom in for as long as
64-bit floats can tell points apart: down to windows of 2e-13 times their distance from 0.

The server listens on 127.0.0.1 only, and the address contains a random token: no one else on the
machine, and no other page in the browser, can use it. It ends with Ctrl-C, 3 seconds after its
last page is closed, or 3 minutes after a page was last heard from. From another machine, use
ssh -L PORT:127.0.0.1:PORT and --port.")]
pub struct ExploreArguments {
    /// The network and the plane.
    #[command(flatten)]
    pub subject: SubjectArguments,

    /// The port to listen on; 0 for any free port
    #[arg(long, value_name = "PORT", default_value_t = 0)]
    pub port: u16,

    /// Open the page in your browser
    #[arg(long)]
    pub open: bool,
}
