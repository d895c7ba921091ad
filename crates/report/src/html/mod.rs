//! Pages that need nothing but themselves: one style sheet inside, no script, no request.

mod claims;
mod provenance;

use super::Report;
use super::link::encoded;
use crate::text::counted;
use maud::{DOCTYPE, Markup, PreEscaped, html};

const STYLE: &str = include_str!("style.css");

/// Nothing but what is in the page or lies beside it may be loaded, and nothing may run.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' file: data:";

/// A whole page.
pub(super) fn page(title: &str, description: &str, body: &Markup) -> String {
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta http-equiv="Content-Security-Policy" content=(POLICY);
                meta name="description" content=(description);
                meta name="generator" content={ "Crease " (env!("CARGO_PKG_VERSION")) };
                title { (title) }
                // No request for an icon.
                link rel="icon" href="data:,";
                style { (PreEscaped(STYLE)) }
            }
            body { (body) }
        }
    };
    page.into_string() + "\n"
}

/// `results/NAME/report.html`.
pub(super) fn report(report: &Report) -> String {
    let body = html! {
        nav aria-label="Results" { a href={ (report.home) "../index.html" } { "All results" } }
        main {
            header {
                h1 { (report.title) }
                @if let Some(source) = &report.source { p.source { "After " (source) "." } }
                (unfinished(report))
            }
            (figure(report))
            (claims::section(&report.findings))
            (caption(report))
            (provenance::runs(report))
            (provenance::timings(report))
            (provenance::sessions(report))
            (settings(report))
            (files(report))
        }
        footer {
            p { "Written by Crease " (env!("CARGO_PKG_VERSION")) ". Everything on this page is in this file." }
        }
    };
    page(&report.title, &report.caption.text(), &body)
}

/// Said first, since it changes what everything else means.
fn unfinished(report: &Report) -> Markup {
    let (finished, planned) = (report.runs.finished, report.runs.planned);
    html! {
        @if finished < planned {
            p.notice role="note" {
                "Only " (finished) " of " (counted(planned as u64, "run"))
                " are finished; everything below is said of these."
            }
        }
    }
}

fn figure(report: &Report) -> Markup {
    let Some(picture) = &report.picture else {
        return html! { p.notice role="note" { "There is no figure: nothing to draw yet." } };
    };
    let (name, caption) = (encoded(&report.name), &report.caption);
    html! {
        figure aria-labelledby="figure-caption" {
            div.paper { (picture.element(&format!("{} {}", caption.heading(), caption.panels))) }
            figcaption #figure-caption {
                (caption.panels)
                p.links {
                    @if picture.is_raster() {
                        "Shown in pixels, for it has too many polygons for a page; as vectors: "
                    } @else {
                        "The figure as a file: "
                    }
                    a href={ (name) ".svg" } { "SVG" } ", "
                    a href={ (name) ".pdf" } { "PDF" } "; "
                    a href={ (name) ".png" } { "PNG, 300 dpi" } ". "
                    "Its numbers: " a href="table.csv" { "table.csv" }
                    @if !report.panel_tables.is_empty() { ", " (panel_tables(report)) }
                    "."
                }
            }
        }
    }
}

fn caption(report: &Report) -> Markup {
    html! {
        section aria-labelledby="caption" {
            h2 #caption { "Caption for a paper" }
            blockquote { p { strong { (report.caption.heading()) } " " (report.caption.panels) " " (report.caption.settings) } }
            p.links {
                "The same as " a href="caption.txt" { "caption.txt" } " and, for LaTeX, "
                a href="caption.tex" { "caption.tex" } "."
            }
        }
    }
}

fn settings(report: &Report) -> Markup {
    html! {
        section aria-labelledby="settings" {
            h2 #settings { "Settings" }
            details {
                summary { "The resolved experiment, every default spelled out" }
                pre tabindex="0" aria-label="experiment.toml" { code { (report.settings) } }
            }
        }
    }
}

fn files(report: &Report) -> Markup {
    html! {
        section aria-labelledby="files" {
            h2 #files { "Files and citation" }
            ul.files {
                li { a href="table.csv" { "table.csv" } ": every run and checkpoint, a row each" }
                @if !report.panel_tables.is_empty() {
                    li { (panel_tables(report)) ": the numbers of panels that show a network" }
                }
                li { a href={ (report.home) "experiment.toml" } { "experiment.toml" } ": the experiment; " code { "crease run" } " takes it" }
                li { a href={ (report.home) "runs/" } { "runs/" } ": measures, status and kept networks of each run" }
                li { a href="provenance.json" { "provenance.json" } ": versions, machine, times" }
            }
            details {
                summary { "BibTeX" }
                pre tabindex="0" aria-label="BibTeX" { code { (crate::citation::bibtex(Some(&report.origin))) } }
            }
        }
    }
}

/// Links to the tables of single panels.
fn panel_tables(report: &Report) -> Markup {
    html! {
        @for (index, letter) in report.panel_tables.iter().enumerate() {
            @let file = format!("{}-{letter}.csv", report.name);
            @if index > 0 { ", " }
            a href=(encoded(&file)) { (file) }
        }
    }
}
