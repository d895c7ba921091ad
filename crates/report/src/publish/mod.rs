//! From finished runs to table, figure, claims and report.

mod summary;
mod table;

pub use table::collect;

use crate::caption::Caption;
use crate::citation::Origin;
use crate::panels::{Drawn, Material, Views, figure};
use crate::picture::Picture;
use crate::report::Report;
use crate::runs::Runs;
use crate::{Loaded, Planned};
use crate::{ReportError, claims, html, index, link};
use crease_picture::Format;
use crease_places::LazyDatasets;
use crease_results::{Folder, Survey, Table, index_file, write_whole};
use std::time::Instant;
use summary::summary;

/// Draws the figure without data, so that a label that cannot be drawn is found before training.
///
/// # Errors
/// If it cannot be drawn.
pub fn rehearse(loaded: &Loaded) -> Result<(), ReportError> {
    let empty = Table {
        axes: loaded.plan.axes.clone(),
        columns: loaded.plan.columns(),
        runs: Vec::new(),
    };
    let material = Material {
        table: &empty,
        planned: &[],
        views: None,
    };
    let shown = &loaded.sections;
    let title = &loaded.experiment.title;
    let figure = figure(title, &shown.figure, &shown.panel, &material)?.figure;
    if !figure.panels.is_empty() {
        figure.draw().map_err(ReportError::Figure)?;
    }
    Ok(())
}

/// The result of [`publish`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Published {
    /// What was found, which runs are missing, and which files were written.
    pub summary: String,
    /// What failed, if anything.
    pub warning: Option<String>,
}

/// Draws the figure, compares the claims with the table, and writes the caption, the report and the
/// index of all results.
///
/// # Errors
/// If a checkpoint that a panel is drawn from cannot be analysed, the figure cannot be drawn, or
/// the disk refuses.
pub fn publish(
    folder: &Folder,
    loaded: &Loaded,
    survey: &Survey,
    table: &Table,
    datasets: &LazyDatasets,
) -> Result<Published, ReportError> {
    let mut written = Vec::new();
    let began = Instant::now();
    let planned = &Planned::of(loaded);
    let views = Views {
        folder,
        planned,
        datasets,
    };
    let material = Material {
        table,
        planned: &loaded.plan.runs,
        views: Some(&views),
    };
    let shown = &loaded.sections;
    let title = &loaded.experiment.title;
    let Drawn {
        figure,
        tables,
        pages,
    } = figure(title, &shown.figure, &shown.panel, &material)?;
    for (letter, csv) in &tables {
        let path = folder.panel_file(letter, "csv");
        write_whole(&path, csv.as_bytes())?;
        written.push(path);
    }
    for (letter, page) in &pages {
        match page {
            Some(page) => {
                let path = folder.panel_file(letter, "html");
                write_whole(&path, page.as_bytes())?;
                written.push(path);
            }
            None => folder.remove_panel_page(letter)?,
        }
    }
    let mut picture = None;
    if !figure.panels.is_empty() && !table.is_empty() {
        let drawing = figure.draw().map_err(ReportError::Figure)?;
        for format in Format::ALL {
            let path = folder.figure_file(format.extension());
            let bytes = format.encode(&drawing).map_err(ReportError::Figure)?;
            write_whole(&path, &bytes)?;
            written.push(path);
        }
        picture = Some(Picture::new(&drawing).map_err(ReportError::Figure)?);
    }
    let drawing = began.elapsed();
    let sessions = folder.provenance().sessions;
    let origin = Origin::new(folder, &sessions);
    let pages = pages.into_iter();
    let report = Report {
        name: folder.name().to_owned(),
        home: link::home(folder),
        title: title.clone(),
        source: loaded.experiment.source.clone(),
        caption: Caption::new(loaded, table, &origin.versions),
        picture,
        panel_tables: tables.into_iter().map(|(letter, _)| letter).collect(),
        panel_pages: pages
            .filter_map(|(letter, page)| page.map(|_| letter))
            .collect(),
        findings: claims::examine(&shown.claim, table),
        runs: Runs::new(loaded, survey, table),
        drawing,
        sessions,
        settings: loaded.resolved_toml.clone(),
        origin,
    };
    for (path, text) in [
        (folder.caption_file("txt"), report.caption.text() + "\n"),
        (folder.caption_file("tex"), report.caption.latex()),
        (folder.report_file(), html::report(&report)),
    ] {
        write_whole(&path, text.as_bytes())?;
        written.push(path);
    }
    written.push(folder.table_file());
    let warning = if folder.draws_elsewhere() {
        None
    } else {
        match index::refresh(folder.results()) {
            Ok(()) => {
                written.push(index_file(folder.results()));
                None
            }
            // These results are complete without it.
            Err(error) => Some(format!("the index of all results was not written: {error}")),
        }
    };
    Ok(Published {
        summary: summary(loaded, survey, &report.findings, table, &written),
        warning,
    })
}
