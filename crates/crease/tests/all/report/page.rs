//! `report.html` as text: complete, escaped, and self-contained.

use crate::report::support::{Results, crease};
use std::fs;
use std::path::Path;

/// The values of an attribute, in the order of the page.
fn attributes<'a>(page: &'a str, name: &str) -> Vec<&'a str> {
    let start = format!(" {name}=\"");
    let values = page.split(start.as_str()).skip(1);
    values.filter_map(|rest| rest.split('"').next()).collect()
}

/// Every link of a page leads to something that is there.
fn check_links(page: &str, folder: &Path) {
    let links = attributes(page, "href");
    assert!(links.len() > 3);
    for link in links {
        if link != "data:," {
            assert!(folder.join(link).exists(), "{link} leads nowhere");
        }
    }
}

/// Nothing is fetched and nothing runs.
fn check_self_contained(page: &str) {
    assert!(!page.contains("<script"), "a script");
    assert!(!page.contains("@import") && !page.contains("url(http"));
    for source in attributes(page, "src") {
        assert!(
            source.starts_with("data:") || !source.contains(':'),
            "{source}"
        );
    }
    let ids = attributes(page, "id");
    for (index, id) in ids.iter().enumerate() {
        assert!(!ids[..index].contains(id), "the id {id} is there twice");
    }
    for reference in page.split("url(#").skip(1) {
        let id = reference.split(')').next().unwrap();
        assert!(ids.contains(&id), "{id} is referred to and not there");
    }
}

#[test]
fn a_report_has_all_that_a_reader_needs() {
    let results = Results::new();
    results.curves(&[]).assert().success();
    let page = results.read("fig5-quick/report.html");
    check_self_contained(&page);
    check_links(&page, &results.file("fig5-quick"));
    for expected in [
        "<svg role=\"img\" aria-label=\"Memorising random points. (a) Activation regions against",
        "At initialisation the network has about (#neurons)²/2",
        "mean activation regions at initialisation",
        "class=\"badge ",
        "6 of 6 runs finished",
        "The experiment's seed is 2019;",
        "18 exact counts",
        "epochs = 12",
        "flex",
        env!("CARGO_PKG_VERSION"),
        "rustc ",
        "Training",
        "Drawing",
        "Wall",
        "@misc{crease",
    ] {
        assert!(page.contains(expected), "no {expected}");
    }
    let table = results.read("fig5-quick/table.csv");
    for row in table.lines().skip(1).step_by(3) {
        let seed = row.split(',').nth(2).unwrap();
        assert!(page.contains(&format!("<td>{seed}</td>")), "seed {seed}");
    }
    let provenance = results.read("fig5-quick/provenance.json");
    let cpu = provenance.split("\"cpu\": \"").nth(1).unwrap();
    assert!(page.contains(cpu.split('"').next().unwrap()), "the CPU");
}

#[test]
fn whatever_a_title_holds_is_text() {
    let results = Results::new();
    let title = r#"title="<script>alert('x')</script> & \"50 %\" \\input{x} | #1""#;
    let one = [
        "--set",
        title,
        "--set",
        "sweep.task.memorise.points=[250]",
        "--set",
        "repeats=1",
    ];
    results.curves(&one).assert().success();
    for page in [
        results.read("fig5-quick/report.html"),
        results.read("index.html"),
    ] {
        check_self_contained(&page);
        assert!(page.contains("&lt;script&gt;alert('x')&lt;/script&gt; &amp; "));
    }
    let latex = results.read("fig5-quick/caption.tex");
    assert!(
        latex.contains("''50 \\%'' \\textbackslash{}input\\{x\\} \\textbar{} \\#1"),
        "{latex}"
    );
}

#[test]
fn a_picture_of_many_polygons_is_in_the_page_as_pixels() {
    let results = Results::new();
    results.cells(&[]).assert().success();
    let svg = fs::metadata(results.file("cells/cells.svg")).unwrap().len();
    assert!(svg > 1_500_000, "{svg} bytes are no test of this");
    let page = results.read("cells/report.html");
    check_self_contained(&page);
    check_links(&page, &results.file("cells"));
    assert!(page.contains("src=\"data:image/png;base64,") && !page.contains("<svg"));
    assert!(page.contains("As vectors: <a href=\"cells.svg\">"));
    assert!(page.contains("href=\"cells-a.csv\""));
    let index = results.read("index.html");
    assert!(index.contains("src=\"cells/cells.png\""));
}

#[test]
fn a_report_is_the_same_but_for_recorded_times() {
    let results = Results::new();
    results.curves(&[]).assert().success();
    let page = || results.read("fig5-quick/report.html");
    let drawing = |page: &str| {
        let start = page.find("<th scope=\"row\">Drawing</th>").unwrap();
        let end = start + page[start..].find("</tr>").unwrap();
        (page[..start].to_owned(), page[end..].to_owned())
    };
    let first = drawing(&page());
    crease()
        .args(["plot", "fig5-quick", "--results"])
        .arg(results.path())
        .assert()
        .success();
    assert!(first == drawing(&page()), "plot writes another report");
}

#[test]
fn the_regions_of_a_panel_have_their_own_page() {
    let results = Results::new();
    let small = ["--set", "network.hidden=[12, 12]"];
    results.cells(&small).assert().success();
    let folder = results.file("cells");
    let page = results.read("cells/cells-a.html");
    let counted = results.read("cells/table.csv");
    let regions = counted.lines().nth(1).unwrap().rsplit(',').next().unwrap();
    assert!(page.contains(&format!("\"cells\":{regions},")), "{counted}");
    let title = "<title>Many regions &amp; &lt;one&gt; network (a): ";
    assert!(page.contains(title), "{}", &page[..400]);
    let report = results.read("cells/report.html");
    check_links(&report, &folder);
    assert!(report.contains("<a href=\"cells-a.html\">panel (a)</a>"));

    // Drawn again it has the same bytes.
    let plot = || {
        let mut plot = crease();
        plot.args(["plot", "cells", "--results"])
            .arg(results.path());
        plot.assert().success()
    };
    fs::remove_file(folder.join("cells-a.html")).unwrap();
    plot().stdout(predicates::str::contains("cells-a.html"));
    assert_eq!(results.read("cells/cells-a.html"), page);

    // Another kind of panel has no page.
    let file = folder.join("experiment.toml");
    let experiment = fs::read_to_string(&file).unwrap();
    assert!(experiment.contains("[panel.cells]"), "{experiment}");
    let surface = "[panel.surface]";
    let (head, tail) = experiment.split_once("[panel.cells]").unwrap();
    let tail: String = tail
        .lines()
        .filter(|line| !line.starts_with("regions"))
        .map(|line| line.to_owned() + "\n")
        .collect();
    fs::write(&file, format!("{head}{surface}{tail}")).unwrap();
    plot();
    assert!(!folder.join("cells-a.html").exists());
    assert!(!results.read("cells/report.html").contains("cells-a.html"));
}
