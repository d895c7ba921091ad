use crate::Loaded;
use crate::claims::Finding;
use crate::panels::last_word;
use crate::text;
use crease_results::{RunEnd, Survey, Table};
use std::fmt::Write;
use std::path::PathBuf;

/// What was found, which runs are missing, and what was written.
pub(super) fn summary(
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
            0 => writeln!(out, "None of {planned} has finished."),
            1 => writeln!(
                out,
                "1 of {planned} has finished; the results below cover that run."
            ),
            _ => writeln!(
                out,
                "{finished} of {planned} have finished; the results below cover those runs."
            ),
        };
        // If the table has more runs than the folder, nothing is known about the missing ones.
        if survey.counts().finished == finished {
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

/// Lists the runs that are not in the table by point of the sweep.
fn missing(out: &mut String, loaded: &Loaded, survey: &Survey) {
    const MOST_POINTS: usize = 8;
    let counts = survey.counts();
    let counts = [
        (counts.waiting(), "not finished"),
        (counts.diverged, "diverged"),
        (counts.failed, "failed"),
    ];
    let counts = counts.iter().filter(|(count, _)| *count > 0);
    let counts: Vec<String> = counts
        .map(|(n, what)| format!("{} {what}", text::count(*n as u64)))
        .collect();
    let _ = writeln!(out, "Missing: {}.", counts.join(", "));
    let repeats = loaded.experiment.repeats.max(1);
    let (mut named, mut more) = (0, 0);
    for point in survey.runs.chunks(repeats) {
        let lacking = point
            .iter()
            .filter(|run| run.state() != Some(RunEnd::Finished));
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
            .map(|(key, value)| format!("{} = {value}", last_word(key)));
        let values: Vec<String> = values.collect();
        let _ = writeln!(out, "  {lacking} of {repeats} at {}", values.join(", "));
    }
    if more > 0 {
        let _ = writeln!(out, "  and some at {more} more points");
    }
}
