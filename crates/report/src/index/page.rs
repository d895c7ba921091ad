//! The entries as a page.

use super::entry::{Entry, EntryKind, Summary};
use crate::html;
use crate::link::encoded;
use crate::text::counted;
use maud::{Markup, html};

pub(super) fn page(entries: &[Entry]) -> String {
    let done: Vec<(&Entry, &Summary)> = entries
        .iter()
        .filter_map(|entry| match &entry.kind {
            EntryKind::Done(summary) => Some((entry, &**summary)),
            _ => None,
        })
        .collect();
    let others = entries.iter().filter_map(|entry| match &entry.kind {
        EntryKind::Done(_) | EntryKind::Theorems => None,
        EntryKind::Begun(0) => Some((entry, "no run has finished yet".to_owned())),
        EntryKind::Begun(runs) => Some((
            entry,
            format!("{} finished, no table yet", counted(*runs as u64, "run")),
        )),
        EntryKind::Broken(reason) => Some((entry, format!("cannot be read: {reason}"))),
    });
    let others: Vec<_> = others.collect();
    let body = html! {
        main {
            header {
                h1 { "Results" }
                p.source { (counted(done.len() as u64, "experiment")) }
            }
            ul.results {
                @for (entry, summary) in &done { li { (card(entry, summary)) } }
            }
            @for entry in entries.iter().filter(|entry| matches!(entry.kind, EntryKind::Theorems)) {
                section aria-labelledby="theorems" {
                    h2 #theorems { "Theorems" }
                    p { a href={ (encoded(&entry.name)) "/report.html" } {
                        "The papers' statements, predicted and measured"
                    } }
                }
            }
            @if !others.is_empty() {
                section aria-labelledby="unfinished" {
                    h2 #unfinished { "Without results" }
                    ul { @for (entry, why) in &others { li { code { (entry.name) } ": " (why) } } }
                }
            }
        }
        footer { p { "Written by Crease " (env!("CARGO_PKG_VERSION")) " after each run." } }
    };
    html::page("Results", "Results of Crease in this folder", &body)
}

fn card(entry: &Entry, summary: &Summary) -> Markup {
    let folder = encoded(&entry.name);
    let link = if entry.has_report {
        format!("{folder}/report.html")
    } else {
        format!("{folder}/")
    };
    html! {
        article {
            a.paper href=(link) aria-label={ "Report of " (entry.name) } {
                @match &summary.thumbnail {
                    Some(thumbnail) => { (thumbnail) }
                    None => { "No figure" }
                }
            }
            h2 { a href=(link) { (summary.title) } }
            @if let Some(source) = &summary.source { p.source { "After " (source) "." } }
            @if !summary.verdicts.is_empty() {
                p { @for (agreement, count) in &summary.verdicts {
                    (agreement.badge(&agreement.counted(*count)))
                } }
            }
            p.source {
                code { (entry.name) } ": "
                @if summary.finished < summary.planned {
                    (summary.finished) " of " (counted(summary.planned as u64, "run")) " finished"
                } @else {
                    (counted(summary.planned as u64, "run"))
                }
                @if let Some(date) = &summary.date {
                    ", " time datetime=(date) { (date.split('T').next().unwrap_or(date)) }
                }
            }
        }
    }
}
