//! The panels of a figure, a file each: its settings, their checks, how it is drawn and what a
//! caption says of it. Some are drawn from the table of all runs, others from kept networks.

mod axis;
mod bins;
mod boxes;
mod cells;
mod curves;
mod distribution;
mod figure;
mod graph;
mod heatmap;
mod histogram;
mod network;
mod over_runs;
mod scatter;
mod surface;

pub(crate) use axis::{Scaled, Size};
pub use figure::FigureSettings;
pub(crate) use figure::{Drawn, figure};
pub(crate) use network::Views;
pub(crate) use over_runs::{groups, is_among, key_words, last_word};

use crate::{Loaded, ReportError};
use crease_experiment::Scene;
use crease_experiment::check::Check;
use crease_experiment::plan::PlannedRun;
use crease_experiment::settings::Experiment;
use crease_figure::Content;
use crease_results::Table;
use serde::{Deserialize, Serialize};

/// One `[[panel]]` of the figure, in order: the list of all kinds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Panel {
    /// `[panel.curves]`: measures over time or over each other.
    Curves(curves::Curves),
    /// `[panel.heatmap]`: a measure over two swept keys.
    Heatmap(heatmap::Heatmap),
    /// `[panel.distribution]`: how a measure is spread over runs.
    Distribution(distribution::Distribution),
    /// `[panel.box]`: how a measure is spread over runs, a box for each value of a swept key.
    Box(boxes::Boxes),
    /// `[panel.scatter]`: two measures against each other, a dot a run.
    Scatter(scatter::Scatter),
    /// `[panel.cells]`: the regions of a slice of one network.
    Cells(cells::Cells),
    /// `[panel.surface]`: the function that one network computes on a slice.
    Surface(surface::Surface),
    /// `[panel.graph]`: the function that one network computes on a line.
    Graph(graph::Graph),
    /// `[panel.histogram]`: the distances of `[distances]` in one run.
    Histogram(histogram::Histogram),
}

impl Panel {
    /// Its name in an experiment file, and what it does.
    fn kind(&self) -> (&'static str, &dyn Kind) {
        match self {
            Self::Curves(panel) => ("curves", panel),
            Self::Heatmap(panel) => ("heatmap", panel),
            Self::Distribution(panel) => ("distribution", panel),
            Self::Box(panel) => ("box", panel),
            Self::Scatter(panel) => ("scatter", panel),
            Self::Cells(panel) => ("cells", panel),
            Self::Surface(panel) => ("surface", panel),
            Self::Graph(panel) => ("graph", panel),
            Self::Histogram(panel) => ("histogram", panel),
        }
    }

    /// Complains unless the panel, which is written at `key`, speaks of what is measured, swept and
    /// kept.
    pub(crate) fn check(&self, key: &str, scene: &Scene) -> Check {
        let (name, kind) = self.kind();
        kind.check(&format!("{key}.{name}"), scene)
    }

    /// What it shows, for a caption: a sentence without its full stop.
    pub(crate) fn caption(&self, loaded: &Loaded) -> String {
        self.kind().1.caption(loaded)
    }

    /// What a caption says once of all such panels, if there is something to say.
    pub(crate) fn note(&self, loaded: &Loaded) -> Option<&'static str> {
        self.kind().1.note(loaded)
    }
}

/// What every kind of panel has.
trait Kind {
    /// Checks settings that are written at `key`.
    fn check(&self, key: &str, scene: &Scene) -> Check;

    /// Draws it. What is not measured or kept yet stays empty.
    fn draw(&self, material: &Material) -> Result<DrawnPanel, ReportError>;

    /// What it shows: a sentence without its full stop.
    fn caption(&self, loaded: &Loaded) -> String;

    /// How to read it, where a figure has such panels: a sentence.
    fn note(&self, loaded: &Loaded) -> Option<&'static str>;
}

/// What panels are drawn from.
pub(crate) struct Material<'a> {
    /// What was swept.
    pub(crate) experiment: &'a Experiment,
    /// The rows of all finished runs.
    pub(crate) table: &'a Table,
    /// All runs of the plan.
    pub(crate) planned: &'a [PlannedRun],
    /// Kept networks; without them panels of networks stay empty.
    pub(crate) views: Option<&'a Views<'a>>,
}

impl Material<'_> {
    /// A run that is finished, and where its networks are.
    fn run(&self, index: usize) -> Option<(&Views<'_>, &PlannedRun)> {
        let views = self.views?;
        Some((views, views.run(index)?))
    }
}

/// A panel, drawn.
struct DrawnPanel {
    title: Option<String>,
    content: Content,
    /// The numbers that it was drawn from, if they are not those of the table.
    csv: Option<String>,
    /// The quantity that its colours show: panels of the same one may share their colours.
    coloured: Option<(String, Scaled)>,
}

impl DrawnPanel {
    /// Drawn from the table, without a scale of colours.
    fn new(title: Option<String>, content: impl Into<Content>) -> Self {
        Self {
            title,
            content: content.into(),
            csv: None,
            coloured: None,
        }
    }
}
