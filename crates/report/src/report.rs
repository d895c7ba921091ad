//! The content of a report, gathered once and then written.

use crate::caption::Caption;
use crate::citation::Origin;
use crate::claims::Finding;
use crate::picture::Picture;
use crate::runs::Runs;
use crease_results::Session;
use std::time::Duration;

/// The content of a report.
pub(crate) struct Report {
    pub(crate) name: String,
    /// The path from the report to the folder of the results: empty if the report is in it.
    pub(crate) home: String,
    pub(crate) title: String,
    pub(crate) source: Option<String>,
    pub(crate) caption: Caption,
    /// The figure, if there was anything to draw.
    pub(crate) picture: Option<Picture>,
    /// Letters of the panels with their own table.
    pub(crate) panel_tables: Vec<String>,
    /// Letters of the panels with a page to explore them in.
    pub(crate) panel_pages: Vec<String>,
    pub(crate) findings: Vec<Finding>,
    pub(crate) runs: Runs,
    /// Seconds of drawing.
    pub(crate) drawing: Duration,
    /// Every `crease run` that computed runs for these results.
    pub(crate) sessions: Vec<Session>,
    /// The resolved experiment, TOML.
    pub(crate) settings: String,
    pub(crate) origin: Origin,
}

impl Report {
    /// Wall seconds of all sessions.
    pub(crate) fn wall_seconds(&self) -> f64 {
        self.sessions
            .iter()
            .map(|session| session.wall_seconds)
            .sum()
    }
}
