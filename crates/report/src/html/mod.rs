//! Self-contained pages: one inline style sheet, no script, no request.

mod claims;
mod provenance;

use crate::link::encoded;
use crate::report::Report;
use crate::text::counted;
use maud::{DOCTYPE, Markup, PreEscaped, html};

const STYLE: &str = include_str!("style.css");

/// Only what is in the page or next to it may be loaded, and nothing may run.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' file: data:";

/// A section with its heading, which is also its id.
pub(super) fn section(id: &str, heading: &str, content: &Markup) -> Markup {
    html! {
        section aria-labelledby=(id) {
            h2 id=(id) { (heading) }
            (content)
        }
    }
}

/// The cells of a table's head.
pub(super) fn head(names: &[&str]) -> Markup {
    html! { @for name in names { th scope="col" { (name) } } }
}

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
                // Keeps browsers from requesting an icon.
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

/// Shown first, since it qualifies everything else.
fn unfinished(report: &Report) -> Markup {
    let (finished, planned) = (report.runs.finished, report.runs.planned);
    html! {
        @if finished < planned {
            p.notice role="note" {
                (finished) " of " (counted(planned as u64, "run"))
                @if finished == 1 { " has finished; the results below cover that run." }
                @else { " have finished; the results below cover those runs." }
            }
        }
    }
}

fn figure(report: &Report) -> Markup {
    let Some(picture) = &report.picture else {
        return html! { p.notice role="note" { "No figure: there is nothing to draw yet." } };
    };
    let (name, caption) = (encoded(&report.name), &report.caption);
    html! {
        figure aria-labelledby="figure-caption" {
            div.paper { (picture.element(&format!("{} {}", caption.heading(), caption.panels))) }
            figcaption #figure-caption {
                (caption.panels)
                p.links {
                    @if picture.is_raster() {
                        "Shown as pixels, since it has too many polygons for a page. As vectors: "
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
                @if !report.panel_pages.is_empty() { p.links { (panel_pages(report)) } }
            }
        }
    }
}

fn caption(report: &Report) -> Markup {
    let content = html! {
        blockquote { p { strong { (report.caption.heading()) } " " (report.caption.panels) " " (report.caption.settings) } }
        p.links {
            "The same as " a href="caption.txt" { "caption.txt" } " and, for LaTeX, "
            a href="caption.tex" { "caption.tex" } "."
        }
    };
    section("caption", "Caption for a paper", &content)
}

fn settings(report: &Report) -> Markup {
    let content = html! {
        details {
            summary { "The resolved experiment, with every default" }
            pre tabindex="0" aria-label="experiment.toml" { code { (report.settings) } }
        }
    };
    section("settings", "Settings", &content)
}

fn files(report: &Report) -> Markup {
    let content = html! {
        ul.files {
            li { a href="table.csv" { "table.csv" } ": one row per run and checkpoint" }
            @if !report.panel_tables.is_empty() {
                li { (panel_tables(report)) ": the numbers of panels that show a network" }
            }
            li { a href={ (report.home) "experiment.toml" } { "experiment.toml" } ": the experiment as it was run, with every default" }
            li { a href={ (report.home) "runs/" } { "runs/" } ": measures, status and kept networks of each run" }
            li { a href="provenance.json" { "provenance.json" } ": versions, machine, times" }
        }
        details {
            summary { "BibTeX" }
            pre tabindex="0" aria-label="BibTeX" { code { (crate::citation::bibtex(Some(&report.origin))) } }
        }
    };
    section("files", "Files and citation", &content)
}

/// Links to the pages of single panels.
fn panel_pages(report: &Report) -> Markup {
    html! {
        "Explore the regions, with the pattern and the affine map of each: "
        @for (index, letter) in report.panel_pages.iter().enumerate() {
            @let file = format!("{}-{letter}.html", report.name);
            @if index > 0 { ", " }
            a href=(encoded(&file)) {
                "panel (" (letter) ")"
            }
        }
        "."
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
