//! `report.md`: figure, claims, settings and how the numbers came to be.

use crate::claims::Finding;
use crate::text;
use crease_experiment::Loaded;
use crease_results::{Folder, State, Status, Table};
use std::fmt::Write;

/// The report as Markdown.
pub fn report(
    folder: &Folder,
    loaded: &Loaded,
    table: &Table,
    findings: &[Finding],
    drawn: bool,
) -> String {
    let experiment = &loaded.experiment;
    let mut out = format!("# {}\n\n", experiment.title);
    if let Some(source) = &experiment.source {
        let _ = writeln!(out, "After {source}.\n");
    }
    if drawn {
        let name = folder.name();
        let _ = writeln!(
            out,
            "![{}]({name}.png)\n\nMean over runs, with a band of one standard deviation between \
             runs. Also as [SVG]({name}.svg) and [PDF]({name}.pdf); the numbers are in \
             [table.csv](table.csv).\n",
            experiment.title
        );
    }
    write_claims(&mut out, findings);
    write_runs(&mut out, folder, loaded, table);
    write_sessions(&mut out, folder, loaded);
    let _ = write!(
        out,
        "## Settings\n\n```toml\n{}\n```\n",
        loaded.resolved_toml.trim_end()
    );
    out
}

fn write_claims(out: &mut String, findings: &[Finding]) {
    if findings.is_empty() {
        return;
    }
    out.push_str("## Claims\n\n| paper says | measured here | verdict |\n|---|---|---|\n");
    for finding in findings {
        let _ = writeln!(
            out,
            "| {} | {} | {} |",
            cell(&finding.paper),
            cell(&finding.measured.join("\n")),
            cell(&finding.verdict)
        );
    }
    out.push('\n');
}

/// Text in a cell of a table: neither bars nor line breaks may end it.
fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('\n', "<br>")
}

fn write_runs(out: &mut String, folder: &Folder, loaded: &Loaded, table: &Table) {
    let runs = &loaded.plan.runs;
    let statuses: Vec<(&str, Status)> = runs
        .iter()
        .filter_map(|run| Some((run.id.as_str(), folder.run(&run.id).status()?)))
        .collect();
    let sum = |seconds: fn(&Status) -> f64| {
        text::seconds(statuses.iter().map(|(_, status)| seconds(status)).sum())
    };
    let steps = statuses.iter().map(|(_, status)| status.steps).sum();
    let exact = statuses
        .iter()
        .map(|(_, status)| status.exact_fallbacks)
        .sum();
    let _ = writeln!(
        out,
        "## Runs\n\n\
         {} of {} finished, {}, {}.\n\n\
         Time over all runs: training {}, analysis {}. Exact arithmetic had to decide {}.\n\n\
         Seed of the experiment: {}; the seed of each run is in [table.csv](table.csv).\n",
        text::count(table.runs.len() as u64),
        text::counted(runs.len() as u64, "run"),
        text::counted(steps, "training step"),
        text::counted(table.len() as u64, "checkpoint"),
        sum(|status| status.train_seconds),
        sum(|status| status.analysis_seconds),
        text::counted(exact, "time"),
        loaded.experiment.seed,
    );
    let failed: Vec<_> = statuses
        .iter()
        .filter(|(_, status)| status.state == State::Failed)
        .collect();
    if !failed.is_empty() {
        out.push_str("Failed:\n\n");
        for (id, status) in failed {
            let error = status.error.as_deref().unwrap_or("no reason recorded");
            let _ = writeln!(out, "- `{id}`: {error}");
        }
        out.push('\n');
    }
}

fn write_sessions(out: &mut String, folder: &Folder, loaded: &Loaded) {
    let Some(provenance) = folder.provenance() else {
        return;
    };
    if provenance.experiment != loaded.resolved_toml || provenance.sessions.is_empty() {
        return;
    }
    out.push_str("## How they were computed\n\n");
    for session in &provenance.sessions {
        let machine = &session.machine;
        let failed = match session.runs_failed {
            0 => String::new(),
            failed => format!(", {failed} failed"),
        };
        let interrupted = if session.interrupted {
            ", interrupted"
        } else {
            ""
        };
        let _ = writeln!(
            out,
            "- {}: {} finished{failed}{interrupted}, in {}, {} at a time, backend {}; crease {}, \
             {}; {}, {}, {}",
            session.began,
            text::counted(session.runs_finished as u64, "run"),
            text::seconds(session.wall_seconds),
            session.jobs,
            session.backend,
            session.crease,
            session.rustc,
            machine.cpu,
            text::counted(machine.cores as u64, "core"),
            machine.system,
        );
    }
    out.push('\n');
}
