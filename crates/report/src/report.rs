//! The content of a report, gathered once and then written.

use crate::Loaded;
use crate::caption::Caption;
use crate::citation::Origin;
use crate::claims::Finding;
use crate::link;
use crate::picture::Picture;
use crate::runs::Runs;
use crease_results::{Folder, Session, Survey, Table};
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

/// What a report is made from.
pub(crate) struct Material<'a> {
    /// The results.
    pub folder: &'a Folder,
    /// Their experiment.
    pub loaded: &'a Loaded,
    /// How the runs ended.
    pub survey: &'a Survey<'a>,
    /// The rows of all finished runs.
    pub table: &'a Table,
    /// The findings of the claims.
    pub findings: &'a [Finding],
    /// The figure, if there was anything to draw.
    pub picture: Option<Picture>,
    /// Letters of the panels with their own table.
    pub panel_tables: Vec<String>,
    /// Letters of the panels with a page to explore them in.
    pub panel_pages: Vec<String>,
    /// How long drawing took.
    pub drawing: Duration,
}

impl Report {
    /// Gathers everything.
    pub(crate) fn new(material: Material) -> Self {
        let Material {
            folder,
            loaded,
            survey,
            table,
            findings,
            picture,
            panel_tables,
            panel_pages,
            drawing,
        } = material;
        let experiment = &loaded.experiment;
        let sessions = folder.provenance().sessions;
        let origin = Origin::new(folder, &sessions);
        Self {
            name: folder.name().to_owned(),
            home: link::home(folder),
            title: experiment.title.clone(),
            source: experiment.source.clone(),
            caption: Caption::new(loaded, table, &origin.versions),
            picture,
            panel_tables,
            panel_pages,
            findings: findings.to_vec(),
            runs: Runs::new(loaded, survey, table),
            drawing,
            sessions,
            settings: loaded.resolved_toml.clone(),
            origin,
        }
    }

    /// Wall seconds of all sessions.
    pub(crate) fn wall_seconds(&self) -> f64 {
        self.sessions
            .iter()
            .map(|session| session.wall_seconds)
            .sum()
    }
}
