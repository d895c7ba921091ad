//! The index entry of one folder of results, read without disturbing its processes.

use crate::link::encoded;
use crate::picture::inline;
use crate::verdict::Agreement;
use crate::{ReportError, THEOREMS, claims, read};
use crease_input::one_line;
use crease_results::{Folder, Table};
use maud::{Markup, html};
use std::fs;
use std::path::Path;

/// A larger SVG is shown as its PNG file instead, since the page has many figures.
const LARGEST_SVG: usize = 300_000;

/// A folder of results.
pub(super) struct Entry {
    pub(super) name: String,
    pub(super) kind: EntryKind,
    /// Whether there is a page to go to.
    pub(super) has_report: bool,
}

/// What the folder holds.
pub(super) enum EntryKind {
    /// The results of the papers' statements.
    Theorems,
    /// Tables and figures.
    Done(Box<Summary>),
    /// There is no table yet, but this many runs have finished.
    Begun(usize),
    /// It cannot be read, for this reason.
    Broken(String),
}

/// A summary of results.
pub(super) struct Summary {
    pub(super) title: String,
    pub(super) source: Option<String>,
    pub(super) thumbnail: Option<Markup>,
    pub(super) finished: usize,
    pub(super) planned: usize,
    /// How many claims have each verdict.
    pub(super) verdicts: Vec<(Agreement, usize)>,
    /// When the last session began, UTC; `None` if it was not recorded.
    pub(super) date: Option<String>,
}

impl Entry {
    /// `None` if the folder does not hold results.
    pub(super) fn of(results: &Path, name: &str) -> Option<Self> {
        let root = results.join(name);
        let kind = if root.join("table.csv").is_file() {
            match summary(results, name) {
                Ok(summary) => EntryKind::Done(Box::new(summary)),
                Err(error) => EntryKind::Broken(one_line(&error.to_string())),
            }
        } else if root.join("runs").is_dir() {
            EntryKind::Begun(finished_runs(&root.join("runs")))
        } else if root.join(format!("{THEOREMS}.csv")).is_file() {
            EntryKind::Theorems
        } else {
            return None;
        };
        Some(Self {
            name: name.to_owned(),
            kind,
            has_report: root.join("report.html").is_file(),
        })
    }
}

fn finished_runs(runs: &Path) -> usize {
    let folders = fs::read_dir(runs).into_iter().flatten().flatten();
    let is_finished = |answer: fs::DirEntry| {
        let bytes = fs::read(answer.path().join("status.json")).unwrap_or_default();
        let status = serde_json::from_slice::<serde_json::Value>(&bytes);
        status.is_ok_and(|status| status["state"] == "finished")
    };
    let finished = folders.filter(|run| {
        let answers = fs::read_dir(run.path()).into_iter().flatten().flatten();
        answers.into_iter().any(is_finished)
    });
    finished.count()
}

fn summary(results: &Path, name: &str) -> Result<Summary, ReportError> {
    let folder = &Folder::open(results, name)?;
    let loaded = read(folder)?;
    let columns = loaded.plan.columns();
    let table = Table::read(&folder.table_file(), loaded.plan.axes.clone(), columns)?;
    let findings = claims::examine(&loaded.sections.claim, &table);
    let verdicts = Agreement::ALL.map(|agreement| {
        let alike = findings
            .iter()
            .filter(|finding| finding.verdict.agreement == agreement);
        (agreement, alike.count())
    });
    let sessions = folder.provenance().sessions;
    Ok(Summary {
        thumbnail: thumbnail(folder, &loaded.experiment.title),
        finished: table.runs.len(),
        planned: loaded.plan.runs.len(),
        verdicts: verdicts
            .into_iter()
            .filter(|(_, count)| *count > 0)
            .collect(),
        date: sessions.last().map(|session| session.began.clone()),
        title: loaded.experiment.title,
        source: loaded.experiment.source,
    })
}

fn thumbnail(folder: &Folder, title: &str) -> Option<Markup> {
    let name = folder.name();
    let alternative = format!("Figure of {name}: {title}");
    let svg = fs::read_to_string(folder.figure_file("svg")).ok()?;
    if svg.len() <= LARGEST_SVG {
        return Some(inline(
            &svg,
            &format!("{}-", identifier(name)),
            &alternative,
        ));
    }
    let png = folder.figure_file("png");
    png.is_file().then(|| {
        html! { img src={ (encoded(name)) "/" (encoded(name)) ".png" } alt=(alternative) loading="lazy"; }
    })
}

/// Unique to the folder, and an id in a page.
fn identifier(name: &str) -> String {
    let plain = |byte: u8| match byte {
        byte if byte.is_ascii_alphanumeric() || byte == b'-' => char::from(byte).to_string(),
        byte => format!("_{byte:02x}"),
    };
    name.bytes()
        .fold("results-".to_owned(), |id, byte| id + &plain(byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_ids() {
        assert_eq!(identifier("a b"), "results-a_20b");
        assert_ne!(identifier("a_b"), identifier("a.b"));
    }
}
