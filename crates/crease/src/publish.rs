//! From finished runs to what people read: table, figure, claims, report.

use crate::claims::{self, Finding};
use crate::commands::run::finished;
use crate::datasets::LazyDatasets;
use crate::panels::{Drawn, Views};
use crate::report::{Material, Picture, Report, index};
use crate::{panels, terminal, text};
use anyhow::Context;
use crease_experiment::Loaded;
use crease_results::{Folder, Table, TableRun, index_file, point_text, write_whole};
use std::fmt::Write;
use std::path::PathBuf;
use std::time::Instant;

/// Resolution of the PNG, as journals ask for.
const DOTS_PER_INCH: f64 = 300.0;

/// Collects the rows of all finished runs, in the order of the plan, and writes the table with the
/// experiment that it belongs to.
pub fn collect(folder: &Folder, loaded: &Loaded) -> anyhow::Result<Table> {
    let runs = loaded.plan.runs.iter().filter_map(|run| {
        Some(TableRun {
            point: run
                .point
                .iter()
                .map(|(_, value)| point_text(value))
                .collect(),
            repeat: run.repeat,
            seed: run.settings.seed,
            neurons: run.settings.neurons(),
            rows: finished(folder, run)?.rows,
        })
    });
    let table = Table {
        keys: loaded
            .plan
            .axes
            .iter()
            .map(|axis| axis.key.clone())
            .collect(),
        measures: loaded.experiment.measures.clone(),
        runs: runs.collect(),
    };
    write_whole(&folder.experiment_file(), loaded.resolved_toml.as_bytes())?;
    table.write(&folder.table_file())?;
    Ok(table)
}

/// Draws the figure without data, so that a label that cannot be drawn is found before the training
/// and not after it.
pub fn rehearse(loaded: &Loaded) -> anyhow::Result<()> {
    let empty = Table {
        keys: loaded
            .plan
            .axes
            .iter()
            .map(|axis| axis.key.clone())
            .collect(),
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
    Ok(summary(loaded, &findings, table, &written))
}

fn summary(loaded: &Loaded, findings: &[Finding], table: &Table, written: &[PathBuf]) -> String {
    let mut out = format!("\n{}: {}\n", loaded.name, loaded.experiment.title);
    let (finished, planned) = (table.runs.len(), loaded.plan.runs.len());
    if finished < planned {
        let _ = writeln!(
            out,
            "Only {finished} of {} are finished; what follows is said of these.",
            text::counted(planned as u64, "run")
        );
    }
    for finding in findings {
        let _ = writeln!(
            out,
            "\n  paper says     {}\n  measured here  {}\n  verdict        {}",
            finding.paper,
            finding.measured.join("\n                 "),
            finding.verdict
        );
    }
    out.push_str("\nWritten:\n");
    for path in written {
        let _ = writeln!(out, "  {}", path.display());
    }
    out
}
