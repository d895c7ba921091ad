//! From finished runs to what people read: table, figure, claims, report.

use crate::claims::{self, Finding};
use crate::commands::plot::experiment;
use crate::datasets::LazyDatasets;
use crate::panels::{Drawn, Views};
use crate::report::{Material, Picture, Report, index};
use crate::survey::Survey;
use crate::{panels, terminal, text};
use anyhow::Context;
use crease_experiment::Loaded;
use crease_results::{
    Folder, Manifest, Provenance, State, Table, TableRun, index_file, point_text, write_whole,
};
use std::collections::HashSet;
use std::fmt::Write;
use std::fs;
use std::path::PathBuf;
use std::time::Instant;

/// Resolution of the PNG, as journals ask for.
const DOTS_PER_INCH: f64 = 300.0;

/// The experiment in the folder, if it is of the same runs: someone may have changed its panels there.
pub fn restyled(folder: &Folder, loaded: &Loaded) -> Option<Loaded> {
    let there = experiment(folder).ok()?;
    let runs = |loaded: &Loaded| -> Vec<String> {
        let runs = loaded.plan.runs.iter();
        runs.map(|run| run.id.clone()).collect()
    };
    (runs(&there) == runs(loaded)).then_some(there)
}

/// Says in the folder which experiment its runs are of, before the first is computed. Who calls
/// holds the tables since the folder was claimed.
///
/// # Errors
/// If another process computes runs of another experiment there, or the disk refuses.
pub fn freeze(folder: &mut Folder, loaded: &Loaded, backend: &str) -> anyhow::Result<()> {
    let manifest = Manifest::new(env!("CARGO_PKG_VERSION"), backend);
    let before = fs::read(folder.experiment_file()).ok();
    let same = before.as_deref() == Some(loaded.resolved_toml.as_bytes());
    let earlier = folder.manifest();
    if same && earlier.as_ref() == Ok(&Some(manifest.clone())) {
        return Ok(());
    }
    if before.is_some() {
        compare(folder, loaded, &earlier, &manifest);
    }
    let same_runs = same || restyled(folder, loaded).is_some();
    folder.alone(|folder| {
        if !same_runs {
            folder.remove_drawn()?;
        }
        write_whole(&folder.experiment_file(), loaded.resolved_toml.as_bytes())?;
        folder.write_manifest(&manifest)
    })?;
    Ok(())
}

/// Says what is other in the folder than in this experiment. The runs of others stay, since other
/// settings make another id.
fn compare(
    folder: &Folder,
    loaded: &Loaded,
    earlier: &Result<Option<Manifest>, String>,
    manifest: &Manifest,
) {
    match earlier {
        Ok(Some(earlier)) if earlier.crease != manifest.crease => terminal::note(&format!(
            "{} was begun by crease {}, this is {}; runs of the same settings are kept",
            folder.path().display(),
            earlier.crease,
            manifest.crease
        )),
        Ok(_) => {}
        Err(reason) => terminal::note(&format!("warning: {reason}; it is written anew")),
    }
    if let Err(error) = experiment(folder) {
        terminal::note(&format!(
            "warning: {}; it is written anew",
            terminal::one_line(&format!("{error:#}"))
        ));
    }
    let others = other_runs(folder, loaded);
    if others > 0 {
        terminal::note(&format!(
            "{} was of another experiment: {} of other settings are kept in its runs/, and none \
             of them is in what follows",
            folder.path().display(),
            text::counted(others as u64, "run")
        ));
    }
}

/// Runs in the folder that are not of the plan.
pub fn other_runs(folder: &Folder, loaded: &Loaded) -> usize {
    let planned: HashSet<&str> = loaded.plan.runs.iter().map(|run| run.id.as_str()).collect();
    let there = fs::read_dir(folder.runs()).into_iter().flatten().flatten();
    there
        .filter(|run| !planned.contains(run.file_name().to_string_lossy().as_ref()))
        .count()
}

/// The swept keys.
pub fn keys(loaded: &Loaded) -> Vec<String> {
    let axes = loaded.plan.axes.iter();
    axes.map(|axis| axis.key.clone()).collect()
}

/// The rows of all finished runs, in the order of the plan.
fn tabulate(loaded: &Loaded, survey: &Survey) -> Table {
    let runs = survey.ended(State::Finished).map(|(run, ended)| TableRun {
        point: run
            .point
            .iter()
            .map(|(_, value)| point_text(value))
            .collect(),
        repeat: run.repeat,
        seed: run.settings.seed,
        neurons: run.settings.neurons(),
        rows: ended.rows.clone(),
    });
    Table {
        keys: keys(loaded),
        measures: loaded.experiment.measures.clone(),
        runs: runs.collect(),
    }
}

/// Writes the table of all finished runs, and who computed them.
///
/// # Errors
/// If the disk refuses.
pub fn collect(folder: &Folder, loaded: &Loaded, survey: &Survey) -> anyhow::Result<Table> {
    let table = tabulate(loaded, survey);
    // Rows of a run that is damaged now were right once.
    if let Some(line) = table.strange_line(&folder.table_file())
        && survey.damaged.is_empty()
    {
        terminal::note(&format!(
            "warning: {}: line {line} is in no run's measures; the table is written anew",
            folder.table_file().display()
        ));
    }
    table.write(&folder.table_file())?;
    let worked: HashSet<&String> = survey
        .ended(State::Finished)
        .flat_map(|(_, ended)| &ended.status.sessions)
        .collect();
    let sessions = folder
        .sessions()
        .into_iter()
        .map(|seen| seen.record.session);
    let sessions = sessions.filter(|session| worked.contains(&session.id));
    folder.write_provenance(&Provenance {
        sessions: sessions.collect(),
    })?;
    Ok(table)
}

/// Draws the figure without data, so that a label that cannot be drawn is found before the training
/// and not after it.
pub fn rehearse(loaded: &Loaded) -> anyhow::Result<()> {
    let empty = Table {
        keys: keys(loaded),
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

fn summary(
    loaded: &Loaded,
    survey: &Survey,
    findings: &[Finding],
    table: &Table,
    written: &[PathBuf],
) -> String {
    let mut out = format!("\n{}: {}\n", loaded.name, loaded.experiment.title);
    let (finished, planned) = (table.runs.len(), loaded.plan.runs.len());
    if finished < planned {
        let planned = text::counted(planned as u64, "run");
        let _ = match finished {
            0 => writeln!(out, "None of {planned} is finished."),
            1 => writeln!(
                out,
                "Only 1 of {planned} is finished; what follows is said of it."
            ),
            _ => writeln!(
                out,
                "Only {finished} of {planned} are finished; what follows is said of these."
            ),
        };
        // Nothing is known of runs that lie elsewhere.
        if survey.tallied().finished == finished {
            missing(&mut out, loaded, survey);
        }
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

/// Says which runs are not in the table, point by point of the sweep.
fn missing(out: &mut String, loaded: &Loaded, survey: &Survey) {
    const MOST_POINTS: usize = 8;
    let tallied = survey.tallied();
    let counts = [
        (tallied.waiting(), "not there yet"),
        (tallied.diverged, "diverged"),
        (tallied.failed, "failed"),
    ];
    let counts = counts.iter().filter(|(count, _)| *count > 0);
    let counts: Vec<String> = counts.map(|(n, what)| format!("{n} {what}")).collect();
    let _ = writeln!(out, "Missing: {}.", counts.join(", "));
    let repeats = loaded.experiment.repeats.max(1);
    let (mut named, mut more) = (0, 0);
    for point in survey.runs.chunks(repeats) {
        let lacking = point
            .iter()
            .filter(|run| run.state() != Some(State::Finished));
        let lacking = lacking.count();
        let Some(first) = point.first().filter(|_| lacking > 0) else {
            continue;
        };
        if first.run.point.is_empty() {
            return;
        }
        if named == MOST_POINTS {
            more += 1;
            continue;
        }
        named += 1;
        let values = first
            .run
            .point
            .iter()
            .map(|(key, value)| format!("{} = {}", panels::last_word(key), point_text(value)));
        let values: Vec<String> = values.collect();
        let _ = writeln!(out, "  {lacking} of {repeats} at {}", values.join(", "));
    }
    if more > 0 {
        let _ = writeln!(out, "  and some at {more} more points");
    }
}
