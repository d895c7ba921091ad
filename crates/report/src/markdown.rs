//! The report as plain text, for a terminal: the same things as the page says.

use super::Report;
use super::link::encoded;
use crate::claims::Finding;
use crate::text::{count, counted, seconds};
use crease_results::{Session, State};
use std::fmt::Write;

pub(crate) fn report(report: &Report) -> String {
    let mut out = format!("# {}\n\n", report.title);
    if let Some(source) = &report.source {
        let _ = writeln!(out, "After {source}.\n");
    }
    figure(&mut out, report);
    claims(&mut out, &report.findings);
    let _ = writeln!(out, "## Caption for a paper\n\n{}\n", report.caption.text());
    runs(&mut out, report);
    sessions(&mut out, &report.sessions);
    let _ = write!(
        out,
        "## Settings\n\n```toml\n{}\n```\n",
        report.settings.trim_end()
    );
    out
}

fn figure(out: &mut String, report: &Report) {
    if report.picture.is_none() {
        return;
    }
    let file = encoded(&report.name);
    let _ = write!(
        out,
        "![{}]({file}.png)\n\nAlso as [SVG]({file}.svg) and [PDF]({file}.pdf); the numbers are in \
         [table.csv](table.csv)",
        label(&report.title),
    );
    for letter in &report.panel_tables {
        let name = label(&report.name);
        let _ = write!(out, ", [{name}-{letter}.csv]({file}-{letter}.csv)");
    }
    out.push_str(".\n\n");
}

fn claims(out: &mut String, findings: &[Finding]) {
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

/// Text between the brackets of a link: none of it may end or begin anything.
fn label(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        if "\\[]`*_<&".contains(letter) {
            out.push('\\');
        }
        out.push(letter);
    }
    out
}

/// Text in a cell of a table: neither bars nor line breaks may end it.
fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('\n', "<br>")
}

fn runs(out: &mut String, report: &Report) {
    let runs = &report.runs;
    let counts = runs.counts.map_or_else(String::new, |counts| {
        format!(", {}", counted(counts, "exact count"))
    });
    let _ = writeln!(
        out,
        "## Runs\n\n\
         {} of {} finished, {}, {}{counts}.\n\n\
         Time over all runs: training {}, analysis {}; drawing {}; wall {}. Exact arithmetic had to \
         decide {}.\n\n\
         Seed of the experiment: {}; the seed of each run is in [table.csv](table.csv).\n",
        count(runs.finished as u64),
        counted(runs.planned as u64, "run"),
        counted(runs.steps(), "training step"),
        counted(runs.checkpoints, "checkpoint"),
        seconds(runs.train_seconds()),
        seconds(runs.analysis_seconds()),
        seconds(report.drawing.as_secs_f64()),
        seconds(report.wall_seconds()),
        counted(runs.exact_fallbacks(), "time"),
        runs.seed,
    );
    for (state, title) in [(State::Failed, "Failed"), (State::Diverged, "Diverged")] {
        let bad: Vec<_> = runs.bad(state).collect();
        if bad.is_empty() {
            continue;
        }
        let _ = writeln!(out, "{title}:\n");
        for (id, error) in bad {
            let _ = writeln!(out, "- `{id}`: {error}");
        }
        out.push('\n');
    }
}

fn sessions(out: &mut String, sessions: &[Session]) {
    if sessions.is_empty() {
        return;
    }
    out.push_str("## Machine and versions\n\n");
    for session in sessions {
        let machine = &session.machine;
        let some = |count, what| match count {
            0 => String::new(),
            count => format!(", {count} {what}"),
        };
        let diverged = some(session.runs_diverged, "diverged");
        let failed = some(session.runs_failed, "failed");
        let interrupted = if session.interrupted {
            ", interrupted"
        } else {
            ""
        };
        let _ = writeln!(
            out,
            "- {}: {} finished{diverged}{failed}{interrupted}, in {}, {} at a time, backend {}; crease {}, \
             {}; {}, {}, {}",
            session.began,
            counted(session.runs_finished as u64, "run"),
            seconds(session.wall_seconds),
            session.jobs,
            session.backend,
            session.crease,
            session.rustc,
            machine.cpu,
            counted(machine.cores as u64, "core"),
            machine.system,
        );
    }
    out.push('\n');
}
