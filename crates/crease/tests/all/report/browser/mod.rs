//! The pages in a real browser: Chromium without a screen, at the widths of a phone and of a desk,
//! in light and dark mode.
//!
//! `CREASE_CHROMIUM` names the browser; without it the usual names are tried. `CREASE_SCREENSHOTS` names a folder to keep pictures in.

mod devtools;
mod explorer;
mod look;
#[cfg(unix)]
mod served;

use crate::report::support::Results;
use devtools::Browser;
use look::{Look, PHONE, WIDTHS};
use std::path::{Path, PathBuf};

#[test]
#[ignore = "needs Chromium, in PATH or named in CREASE_CHROMIUM"]
fn pages_show_their_figures_on_phones_at_desks_in_the_dark_and_on_paper() {
    let chromium = chromium().expect("a Chromium, named in CREASE_CHROMIUM or in PATH");
    let results = Results::new();
    results.curves(&[]).assert().success();
    results.cells(&[]).assert().success();
    let mut browser = Browser::start(&chromium);
    for (page, figures) in [
        ("fig5-quick/report.html", 1),
        ("cells/report.html", 1),
        ("index.html", 2),
    ] {
        let path = results.file(page);
        for width in WIDTHS {
            for dark in [false, true] {
                let look = Look::at(&mut browser, &path, width, dark);
                keep(
                    &look.picture,
                    page,
                    &format!("{width}-{}", shade(dark)),
                    "png",
                );
                look.check(page, figures);
            }
        }
        let paper = look::print(&mut browser, &path);
        assert!(paper.starts_with(b"%PDF"), "{page}");
        keep(&paper, page, "paper", "pdf");
    }
}

/// The checks above can fail: a page that does everything wrong is detected.
#[test]
#[ignore = "needs Chromium, in PATH or named in CREASE_CHROMIUM"]
fn a_bad_page_is_detected() {
    let chromium = chromium().expect("a Chromium, named in CREASE_CHROMIUM or in PATH");
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("bad.html");
    let bad = "<!DOCTYPE html><html lang=en><meta name=viewport content='width=device-width'>\
               <title>x</title><div class=paper><img alt=x src=missing.png></div>\
               <div class=paper><svg width=900 height=90></svg></div>\
               <script>console.error('told you so'); nonsense()</script>";
    std::fs::write(&path, bad).unwrap();
    let mut browser = Browser::start(&chromium);
    let look = Look::at(&mut browser, &path, PHONE, false);
    let said = look.problems(2).join("\n");
    for expected in [
        "told you so",
        "nonsense",
        "missing.png",
        "figure 0 is 1",
        "figure 0 is not shown",
        "figure 1 is wider than the page",
        "figure 1 has no name",
        "the page scrolls sideways",
    ] {
        assert!(said.contains(expected), "no '{expected}' in\n{said}");
    }
}

fn shade(dark: bool) -> &'static str {
    if dark { "dark" } else { "light" }
}

fn keep(bytes: &[u8], page: &str, look: &str, ending: &str) {
    if let Some(folder) = std::env::var_os("CREASE_SCREENSHOTS") {
        std::fs::create_dir_all(&folder).unwrap();
        let name = format!("{}-{look}.{ending}", page.replace(['/', '.'], "-"));
        std::fs::write(Path::new(&folder).join(name), bytes).unwrap();
    }
}

/// The browser to use, if there is one.
fn chromium() -> Option<PathBuf> {
    if let Some(named) = std::env::var_os("CREASE_CHROMIUM") {
        return Some(named.into());
    }
    let names = ["chromium", "chromium-browser", "google-chrome", "chrome"];
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path)
        .flat_map(|folder| names.map(|name| folder.join(name)))
        .find(|file| file.is_file())
}
