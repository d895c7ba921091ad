use super::{Slice, When};
use serde::{Deserialize, Serialize};

/// `[figure]`: how the panels stand together.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct FigureSettings {
    /// Panels side by side before a new row begins; all of them in one row if left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub columns: Option<usize>,
    /// Whether all panels of curves or histograms show the same range of `x`.
    pub share_x: bool,
    /// Whether all panels of curves or histograms show the same range of `y`.
    pub share_y: bool,
    /// Whether heat maps of the same quantity show the same range of colours; side by side they then
    /// have one bar.
    pub share_colours: bool,
}

/// One `[[panel]]` of the figure, in order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Panel {
    /// `[panel.curves]`: measures over time or over each other.
    Curves(Curves),
    /// `[panel.heatmap]`: a measure over two swept keys.
    Heatmap(Heatmap),
    /// `[panel.distribution]`: how a measure is spread over runs.
    Distribution(Distribution),
    /// `[panel.cells]`: the regions of a slice of one network.
    Cells(Cells),
    /// `[panel.surface]`: the function that one network computes on a slice.
    Surface(Surface),
    /// `[panel.graph]`: the function that one network computes on a line.
    Graph(Graph),
    /// `[panel.histogram]`: the distances of `[distances]` in one run.
    Histogram(Histogram),
}

/// `[panel.curves]`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Curves {
    /// The horizontal axis: `epoch`, `step`, `neurons` or a measure. Against a measure, each curve
    /// joins the means over runs checkpoint by checkpoint; against `neurons`, checkpoints are
    /// points.
    pub x: Axis,
    /// The vertical axis: a measure, mean and band (one standard deviation between runs).
    pub y: Axis,
    /// The swept key that makes one curve a value; left out, all runs make one curve.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub series: Option<String>,
    /// Only runs in which swept keys have these values, as in `{ "training.learning_rate" = 1e-3 }`.
    #[serde(default, skip_serializing_if = "toml::Table::is_empty")]
    pub only: toml::Table,
    /// Title of the legend; the key's last word if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub legend: Option<String>,
    /// Stands above the panel.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Lines for what a theorem predicts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reference: Vec<Reference>,
}

/// `[panel.heatmap]`: the mean of a measure over runs, a cell for each pair of values.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Heatmap {
    /// The swept key along the horizontal axis.
    pub x: String,
    /// The swept key along the vertical axis.
    pub y: String,
    /// The measure, and the label of its colours.
    pub colour: Axis,
    /// When it is taken: `start` or `end`.
    pub at: When,
    /// Only runs in which swept keys have these values.
    #[serde(default, skip_serializing_if = "toml::Table::is_empty")]
    pub only: toml::Table,
    /// Stands beside the horizontal axis; the key's last word if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub x_label: Option<String>,
    /// Stands beside the vertical axis; the key's last word if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub y_label: Option<String>,
    /// Stands above the panel.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
}

/// `[panel.distribution]`: how many runs have which value of a measure.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Distribution {
    /// The horizontal axis: a measure.
    pub x: Axis,
    /// When it is taken: `start` or `end`.
    pub at: When,
    /// The swept key that makes one outline a value; left out, all runs make one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub series: Option<String>,
    /// Only runs in which swept keys have these values.
    #[serde(default, skip_serializing_if = "toml::Table::is_empty")]
    pub only: toml::Table,
    /// How many bins; whole numbers that are few have one each if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bins: Option<usize>,
    /// Title of the legend; the key's last word if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub legend: Option<String>,
    /// Stands above the panel.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
}

/// `[panel.cells]`: polygons in a window of a plane, the examples of the plane as dots, their number
/// in the title.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cells {
    /// The checkpoint, which has to be kept.
    #[serde(default)]
    pub epoch: f64,
    /// Which run, in the order of the plan, from 0.
    #[serde(default)]
    pub run: usize,
    /// Where to look; the experiment's slice (the first, if it has several) if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub slice: Option<Slice>,
    /// Half the side of the window in a whole plane, in units of the input, around the examples or
    /// else the origin; chosen to show most vertices if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub half_side: Option<f64>,
    /// Only the first so many hidden layers; all if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub layers: Option<usize>,
    /// Which regions have a colour of their own.
    #[serde(default)]
    pub regions: RegionKind,
    /// Stands above the panel; epoch and count if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
}

/// Activation regions or linear regions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RegionKind {
    /// Every neuron keeps its linear piece.
    #[default]
    Activation,
    /// The gradient of the outputs does not jump.
    Linear,
}

/// `[panel.surface]`: the graph of one output over a window of a plane, facet by facet.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Surface {
    /// The checkpoint, which has to be kept.
    #[serde(default)]
    pub epoch: f64,
    /// Which run, in the order of the plan, from 0.
    #[serde(default)]
    pub run: usize,
    /// Where to look; the experiment's slice if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub slice: Option<Slice>,
    /// As for cells.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub half_side: Option<f64>,
    /// Which output, from 0.
    #[serde(default)]
    pub output: usize,
    /// Where the viewer stands: degrees around the vertical axis.
    #[serde(default = "azimuth")]
    pub azimuth: f64,
    /// Degrees above the plane.
    #[serde(default = "elevation")]
    pub elevation: f64,
    /// Stands above the panel.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
}

fn azimuth() -> f64 {
    -60.0
}

fn elevation() -> f64 {
    30.0
}

/// `[panel.graph]`: one output of a network with one input, its breakpoints marked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Graph {
    /// The checkpoint, which has to be kept.
    #[serde(default)]
    pub epoch: f64,
    /// The runs, in the order of the plan, a curve each.
    #[serde(default = "first_run")]
    pub runs: Vec<usize>,
    /// The lower end of the interval to draw.
    pub from: f64,
    /// The upper end.
    pub to: f64,
    /// Which output, from 0.
    #[serde(default)]
    pub output: usize,
    /// Whether breakpoints are marked.
    #[serde(default = "yes")]
    pub breakpoints: bool,
    /// Stands above the panel; the number of linear pieces if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
}

fn first_run() -> Vec<usize> {
    vec![0]
}

fn yes() -> bool {
    true
}

/// `[panel.histogram]`: how the distances to the nearest boundary are spread, on a logarithmic axis.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Histogram {
    /// The checkpoints, which have to be kept, an outline each.
    pub epochs: Vec<f64>,
    /// Which run, in the order of the plan, from 0.
    #[serde(default)]
    pub run: usize,
    /// How many bins.
    #[serde(default = "bins")]
    pub bins: usize,
    /// Stands beside the horizontal axis.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// Stands above the panel.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
}

fn bins() -> usize {
    60
}

/// One axis of a panel.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Axis {
    /// `epoch`, `step`, `neurons` or a measure's name.
    pub of: String,
    /// What it is divided by.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub over: Option<Over>,
    /// What it is multiplied by.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub times: Option<Size>,
    /// What stands beside the axis; made from the name if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// How values are laid out.
    #[serde(default)]
    pub scale: Scale,
    /// Lower end of the axis; from the data if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min: Option<f64>,
    /// Upper end of the axis; from the data if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<f64>,
}

/// What a panel divides by: a size of the network, or how the run began.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Over {
    /// The number of neurons of the run's network.
    Neurons,
    /// Its square.
    NeuronsSquared,
    /// The same measure of the same run at initialisation.
    Start,
}

impl Over {
    /// The size, if it is one.
    pub fn size(self) -> Option<Size> {
        match self {
            Self::Neurons => Some(Size::Neurons),
            Self::NeuronsSquared => Some(Size::NeuronsSquared),
            Self::Start => None,
        }
    }
}

/// What a theorem measures regions by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Size {
    /// The number of neurons of the run's network.
    Neurons,
    /// Its square.
    NeuronsSquared,
}

impl Size {
    /// The size of a network with so many neurons.
    pub fn of(self, neurons: usize) -> f64 {
        let neurons = neurons as f64;
        match self {
            Self::Neurons => neurons,
            Self::NeuronsSquared => neurons * neurons,
        }
    }
}

/// The layout of an axis.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Scale {
    /// Equal differences, equal distances.
    #[default]
    Linear,
    /// Equal ratios, equal distances; values that are not positive are left out.
    Logarithmic,
}

/// A line across a panel of curves.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reference {
    /// Where it crosses the vertical axis.
    pub y: f64,
    /// What `y` is divided by, where the horizontal axis is `neurons`: a curve, not a line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub over: Option<Size>,
    /// What is written on it.
    pub label: String,
}
