//! The panels of a figure, one file per kind: its settings, their checks, how it is drawn and its
//! words in a caption. Some are drawn from the table of all runs, others from kept networks.

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
mod kind;
mod network;
mod over_runs;
mod scatter;
mod surface;

pub(crate) use axis::{Scaled, Size};
pub(crate) use figure::Drawn;
pub use figure::FigureSettings;
pub(crate) use kind::Material;
pub(crate) use network::Views;
pub(crate) use over_runs::{groups, is_among, key_words, last_word};

use crate::{Planned, ReportError};
use crease_experiment::Scene;
use crease_experiment::check::Check;
use crease_experiment::settings::Slice;
use kind::{DrawnPanel, Kind};
use serde::{Deserialize, Serialize};

/// One `[[panel]]` of the figure. This is the list of all kinds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Panel {
    /// `[panel.curves]`: measures over time or over each other.
    Curves(curves::Curves),
    /// `[panel.heatmap]`: a measure for two swept keys.
    Heatmap(heatmap::Heatmap),
    /// `[panel.distribution]`: the distribution of a measure over runs.
    Distribution(distribution::Distribution),
    /// `[panel.box]`: how a measure is spread over runs, one box for each value of a swept key.
    Box(boxes::Boxes),
    /// `[panel.scatter]`: two measures against each other, one dot per run.
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

    /// Returns an error unless the panel, written at `key`, is about what is measured, swept and
    /// kept.
    pub(crate) fn check(&self, key: &str, scene: &Scene) -> Check {
        let (name, kind) = self.kind();
        kind.check(&format!("{key}.{name}"), scene)
    }

    /// What it shows, for a caption: a sentence without its full stop.
    pub(crate) fn caption(&self, planned: &Planned) -> String {
        self.kind().1.caption(planned)
    }

    /// What a caption says once about all such panels, if anything.
    pub(crate) fn note(&self, planned: &Planned) -> Option<&'static str> {
        self.kind().1.note(planned)
    }
}

/// Draws all panels of a figure with this title.
///
/// # Errors
/// If a checkpoint that a panel is drawn from cannot be read or analysed.
pub(crate) fn figure(
    title: &str,
    settings: &FigureSettings,
    panels: &[Panel],
    material: &Material,
) -> Result<Drawn, ReportError> {
    let drawn = panels.iter().map(|panel| panel.kind().1.draw(material));
    let drawn: Vec<DrawnPanel> = drawn.collect::<Result<_, _>>()?;
    Ok(figure::arrange(title, settings, drawn))
}

/// The slice and the half side of the window that a film of an experiment shows: those of its first
/// panel of cells.
pub(crate) fn film_window(panels: &[Panel]) -> (Option<&Slice>, Option<f64>) {
    let mut cells = panels.iter().filter_map(|panel| match panel {
        Panel::Cells(cells) => Some(cells.window()),
        _ => None,
    });
    cells.next().unwrap_or_default()
}
