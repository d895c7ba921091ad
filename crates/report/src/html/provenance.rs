//! Where the numbers come from: runs and seeds, time by phase, machines and versions.

use super::{head, section};
use crate::link::encoded;
use crate::panels::last_word;
use crate::report::Report;
use crate::text::{count, counted, seconds, swept_name};
use crease_results::{RunEnd, Session};
use maud::{Markup, html};

/// Beyond this many, runs are only in the files: a page with a row each would not open on a phone.
const MOST_ROWS: usize = 2000;

/// Beyond this many, runs are not printed: `table.csv` has their seeds too.
const MOST_PRINTED: usize = 40;

pub(super) fn runs(report: &Report) -> Markup {
    let runs = &report.runs;
    let content = html! {
        p {
            (count(runs.finished as u64)) " of " (counted(runs.planned as u64, "run")) " finished, "
            (counted(runs.sum(|status| status.steps), "training step")) ", "
            (counted(runs.checkpoints, "checkpoint"))
            @if let Some(counts) = runs.counts { ", " (counted(counts, "exact count")) }
            ". Exact arithmetic was needed " (counted(runs.sum(|status| status.exact_fallbacks), "time")) ". "
            "The experiment's seed is " (runs.seed) "; the seed of each run is in table.csv."
        }
        (bad(report, RunEnd::Failed, " failed:"))
        (bad(report, RunEnd::Diverged, " diverged (not in the figure):"))
        @if !runs.ended.is_empty() { (each_run(report)) }
    };
    section("runs", "Runs and seeds", &content)
}

/// The runs that ended in this way.
fn bad(report: &Report, state: RunEnd, verb: &str) -> Markup {
    let bad: Vec<_> = report.runs.bad(state).collect();
    html! {
        @if !bad.is_empty() {
            div.notice role="note" {
                p { (counted(bad.len() as u64, "run")) (verb) }
                ul { @for (id, error) in bad.iter().take(MOST_PRINTED) {
                    li { code { (id) } ": " (error) }
                } }
                @if bad.len() > MOST_PRINTED { p { "and " (count((bad.len() - MOST_PRINTED) as u64)) " more." } }
            }
        }
    }
}

fn each_run(report: &Report) -> Markup {
    let runs = &report.runs;
    html! {
        details.unprinted[runs.ended.len() > MOST_PRINTED] {
            summary { "Each run: settings, seed, time" }
            @if runs.ended.len() > MOST_ROWS {
                p { "The first " (count(MOST_ROWS as u64)) "; all are in table.csv and runs/." }
            }
            div.scroll role="region" tabindex="0" aria-label="Each run" {
                table.numbers {
                    thead { tr {
                        @for axis in &runs.axes { th scope="col" title=(axis.key) { (last_word(&axis.key)) } }
                        (head(&["Seed", "Steps", "Training", "Analysis", "State", "Folder"]))
                    } }
                    tbody {
                        @for run in runs.ended.iter().take(MOST_ROWS) {
                            @let status = &run.status;
                            tr {
                                @for value in &run.point { td { (swept_name(value)) } }
                                td { (status.seed) }
                                td { (count(status.steps)) }
                                td { (seconds(status.train_seconds)) }
                                td { (seconds(status.analysis_seconds)) }
                                td { @match status.state {
                                    RunEnd::Finished => "finished",
                                    RunEnd::Diverged => "diverged",
                                    RunEnd::Failed => "failed",
                                } }
                                td { a href={ (report.home) "runs/" (encoded(&run.id)) "/" } { (run.id) } }
                            }
                        }
                    }
                }
            }
        }
    }
}

pub(super) fn timings(report: &Report) -> Markup {
    let runs = &report.runs;
    let ended = counted(runs.ended.len() as u64, "run");
    let content = html! {
        div.scroll role="region" tabindex="0" aria-labelledby="timings" {
            table.numbers {
                thead { tr { (head(&["Phase", "Time", "What"])) } }
                tbody {
                    (phase("Training", runs.sum(|status| status.train_seconds), &format!("sum over {ended}")))
                    (phase("Analysis", runs.sum(|status| status.analysis_seconds), &format!("counting and measuring, sum over {ended}")))
                    (phase("Drawing", report.drawing.as_secs_f64(), "the figure, in three formats"))
                    (phase("Wall", report.wall_seconds(), "training and analysis together, by the clock on the wall"))
                }
            }
        }
    };
    section("timings", "Time by phase", &content)
}

fn phase(name: &str, time: f64, what: &str) -> Markup {
    html! { tr { th scope="row" { (name) } td { (seconds(time)) } td.long { (what) } } }
}

pub(super) fn sessions(report: &Report) -> Markup {
    const NAMES: [&str; 6] = [
        "Began (UTC)",
        "Runs",
        "Wall",
        "Runs at a time",
        "Machine",
        "Software",
    ];
    let content = html! {
        @if report.sessions.is_empty() {
            p { "Not recorded for this experiment." }
        } @else {
            div.scroll role="region" tabindex="0" aria-labelledby="sessions" {
                table.numbers {
                    thead { tr { (head(&NAMES)) } }
                    tbody { @for session in &report.sessions { (row(session)) } }
                }
            }
        }
    };
    section("sessions", "Machine and versions", &content)
}

fn row(session: &Session) -> Markup {
    let machine = &session.machine;
    html! {
        tr {
            th scope="row" { time datetime=(session.began) { (session.began.replace('T', " ").trim_end_matches('Z')) } }
            td {
                (count(session.runs_finished as u64)) " finished"
                @if session.runs_diverged > 0 { ", " (session.runs_diverged) " diverged" }
                @if session.runs_failed > 0 { ", " (session.runs_failed) " failed" }
                @if session.interrupted { ", interrupted" }
                @if let Some(shard) = &session.shard { ", shard " (shard) }
            }
            td { (seconds(session.wall_seconds)) }
            td { (session.jobs) }
            td.long { (machine.cpu) ", " (counted(machine.cores as u64, "core")) ", " (machine.system) }
            td.long { "Crease " (session.crease) ", " (session.rustc) ", backend " (session.backend) }
        }
    }
}
