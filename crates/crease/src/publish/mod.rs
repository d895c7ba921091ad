//! From finished runs to what people read: table, figure, claims, report.

mod summary;
mod table;

pub use table::collect;

use crate::datasets::LazyDatasets;
use crate::panels::{Drawn, Views};
use crate::report::{Material, Picture, Report, index};
use crate::survey::Survey;
use crate::{claims, panels, terminal};
use anyhow::Context;
use crease_experiment::Loaded;
use crease_results::{Folder, Table, index_file, write_whole};
use std::time::Instant;
use summary::summary;

/// Resolution of the PNG, as journals ask for.
const DOTS_PER_INCH: f64 = 300.0;

/// Draws the figure without data, so that a label that cannot be drawn is found before the training
/// and not after it.
pub fn rehearse(loaded: &Loaded) -> anyhow::Result<()> {
    let empty = Table {
        keys: loaded.plan.keys(),
        measures: loaded.experiment.measures.clone(),
        runs: Vec::new(),
    };
    let figure = panels::figure(&loaded.experiment, &empty, None)?.figure;
    if !figure.panels.is_empty() {
        figure.draw().context("cannot draw the figure")?;
    }
    Ok(())
}

/// Draws the figure, holds the claims against the table, writes caption, report and the index over
/// all results; says what was found and where it was written.
pub fn publish(
    folder: &Folder,
    loaded: &Loaded,
    survey: &Survey,
    table: &Table,
    datasets: &LazyDatasets,
) -> anyhow::Result<String> {
    let mut written = Vec::new();
    let began = Instant::now();
    let views = Views {
        folder,
        loaded,
        datasets,
    };
    let Drawn { figure, tables } = panels::figure(&loaded.experiment, table, Some(&views))?;
    for (letter, csv) in &tables {
        let path = folder.panel_file(letter);
        write_whole(&path, csv.as_bytes())?;
        written.push(path);
    }
    let mut picture = None;
    if !figure.panels.is_empty() && !table.is_empty() {
        let drawing = figure.draw().context("cannot draw the figure")?;
        let formats = [
            ("svg", drawing.svg().as_bytes().to_vec()),
            ("pdf", drawing.pdf()?),
            ("png", drawing.png(DOTS_PER_INCH)?),
        ];
        for (extension, bytes) in formats {
            let path = folder.figure_file(extension);
            write_whole(&path, &bytes)?;
            written.push(path);
        }
        picture = Some(Picture::new(&drawing)?);
    }
    let drawing = began.elapsed();
    let findings = claims::examine(&loaded.experiment.claim, table);
    let report = Report::new(Material {
        folder,
        loaded,
        survey,
        table,
        findings: &findings,
        picture,
        panel_tables: tables.into_iter().map(|(letter, _)| letter).collect(),
        drawing,
    });
    for (path, text) in [
        (folder.caption_file("txt"), report.caption().text() + "\n"),
        (folder.caption_file("tex"), report.caption().latex()),
        (folder.report_file("md"), report.markdown()),
        (folder.report_file("html"), report.html()),
    ] {
        write_whole(&path, text.as_bytes())?;
        written.push(path);
    }
    written.push(folder.table_file());
    match index::refresh(folder.results()) {
        Ok(()) => written.push(index_file(folder.results())),
        // These results are complete without it.
        Err(error) => terminal::note(&format!("warning: no index over all results: {error:#}")),
    }
    Ok(summary(loaded, survey, &findings, table, &written))
}
