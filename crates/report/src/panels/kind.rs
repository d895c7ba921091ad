//! What every kind of panel has in common.

use super::axis::Scaled;
use super::network::Views;
use crate::{Planned, ReportError};
use crease_experiment::Scene;
use crease_experiment::check::Check;
use crease_experiment::plan::PlannedRun;
use crease_figure::Content;
use crease_picture::Explorer;
use crease_results::Table;

/// What every kind of panel has.
pub(super) trait Kind {
    /// Checks settings that are written at `key`.
    fn check(&self, key: &str, scene: &Scene) -> Check;

    /// Draws it. Parts that are not yet measured or kept stay empty.
    fn draw(&self, material: &Material) -> Result<DrawnPanel, ReportError>;

    /// What it shows: a sentence without its full stop.
    fn caption(&self, planned: &Planned) -> String;

    /// How to read such panels: a sentence, if one is needed.
    fn note(&self, _: &Planned) -> Option<&'static str> {
        None
    }
}

/// What panels are drawn from.
pub(crate) struct Material<'a> {
    /// The rows of all finished runs.
    pub(crate) table: &'a Table,
    /// All runs of the plan.
    pub(crate) planned: &'a [PlannedRun],
    /// Kept networks; without them panels of networks stay empty.
    pub(crate) views: Option<&'a Views<'a>>,
}

impl Material<'_> {
    /// A run that has finished, and where its networks are.
    pub(super) fn run(&self, index: usize) -> Option<(&Views<'_>, &PlannedRun)> {
        let views = self.views?;
        Some((views, views.run(index)?))
    }
}

/// A panel, drawn.
pub(super) struct DrawnPanel {
    pub(super) title: Option<String>,
    pub(super) content: Content,
    /// The numbers it was drawn from, if they are not in the table.
    pub(super) csv: Option<String>,
    /// What it shows, to be explored in a page of its own.
    pub(super) page: Option<Explorer>,
    /// The quantity that its colours show: panels of the same quantity may share colours.
    pub(super) coloured: Option<(String, Scaled)>,
}

impl DrawnPanel {
    /// Drawn from the table, without a scale of colours.
    pub(super) fn new(title: Option<String>, content: impl Into<Content>) -> Self {
        Self {
            title,
            content: content.into(),
            csv: None,
            page: None,
            coloured: None,
        }
    }
}
