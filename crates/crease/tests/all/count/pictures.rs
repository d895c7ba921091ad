//! Pictures, written whole or not at all.

use crate::count::support::{CROSS, Files, SQUARE, Tensor, crease, safetensors};
use predicates::prelude::PredicateBooleanExt;
use predicates::str::{contains, is_match};
use std::fs;
use std::path::Path;

#[test]
fn each_file_has_the_format_of_its_suffix() {
    let files = Files::new();
    for (name, magic) in [
        ("regions.svg", &b"<svg"[..]),
        ("regions.PNG", b"\x89PNG\r\n\x1a\n"),
        ("regions.pdf", b"%PDF-"),
    ] {
        let output = files.path(name);
        let mut command = files.crease("draw", &CROSS, SQUARE);
        command
            .arg("--output")
            .arg(&output)
            .assert()
            .success()
            .stderr("")
            .stdout(contains("4 activation regions, 4 linear regions"));
        assert!(fs::read(output).unwrap().starts_with(magic), "{name}");
    }
    // The temporary files are gone: network, slice and three pictures.
    let folder = fs::read_dir(files.path("")).unwrap();
    assert_eq!(folder.count(), 5);
}

#[test]
fn neighbours_differ_and_walls_are_drawn_on_request() {
    let files = Files::new();
    let svg = |walls: bool| {
        let output = files.path("regions.svg");
        let mut command = files.crease("draw", &CROSS, SQUARE);
        command.arg("--output").arg(&output);
        if walls {
            command.arg("--walls");
        }
        command.assert().success();
        fs::read_to_string(output).unwrap()
    };
    let (plain, walled) = (svg(false), svg(true));
    assert_eq!(plain, svg(false), "the same bytes each time");
    assert!(walled.len() > plain.len());
    // At least two of the pale colours.
    let fills: std::collections::HashSet<&str> = plain
        .split("fill=\"#")
        .skip(1)
        .map(|rest| &rest[..6])
        .filter(|colour| !["ffffff", "1a1a1a"].contains(colour))
        .collect();
    assert!(fills.len() >= 2, "{fills:?}");
}

#[test]
fn a_decision_boundary_is_drawn_between_classes() {
    let files = Files::new();
    let output = files.path("classes.svg");
    let mut command = files.crease("draw", &CROSS, SQUARE);
    command.arg("--boundary").arg("--output").arg(&output);
    let counted = contains("4 activation regions, 2 decision regions");
    command.assert().success().stderr("").stdout(counted);
    let svg = fs::read_to_string(output).unwrap();
    assert!(svg.contains("<path"), "{svg}");
}

#[test]
fn a_whole_plane_gets_a_window_that_is_printed() {
    let files = Files::new();
    let output = files.path("regions.svg");
    let draw = |tensors: &[Tensor]| {
        let mut command = files.crease("draw", tensors, r#"{"kind": "plane"}"#);
        command.arg("--output").arg(&output);
        command
    };
    draw(&CROSS).assert().success().stderr(
        is_match("^[^\n]*\n$")
            .unwrap()
            .and(contains("centre (0.5, -0.25) and half side 0.5"))
            .and(contains("1 of 1 vertices")),
    );
    let linear: [Tensor; 1] = [("weight", &[1, 2], &[1.0, 1.0])];
    draw(&linear)
        .assert()
        .success()
        .stdout(contains("1 activation region, 1 linear region"));
}

#[test]
fn what_cannot_be_drawn_leaves_no_file() {
    let files = Files::new();
    let far = r#"{"kind": "plane", "window": {"center": [1e12, 0], "half_side": 1e-3}}"#;
    let output = files.path("a.svg");
    let mut command = files.crease("draw", &CROSS, far);
    command.arg("--output").arg(&output);
    let message = contains("cannot draw").and(is_match("^error: [^\n]*\n$").unwrap());
    command.assert().code(2).stdout("").stderr(message);
    assert!(!output.exists());
    // The old content stays.
    let output = files.write("kept.svg", "before");
    let mut command = files.crease("draw", &CROSS, SQUARE);
    command
        .args(["--max-regions", "2", "--output"])
        .arg(&output);
    command.assert().code(2);
    assert_eq!(fs::read_to_string(output).unwrap(), "before");
}

#[test]
fn a_page_holds_all_networks_of_one_shape() {
    let files = Files::new();
    let slice = files.write("square.json", SQUARE);
    let network = files.write("network.safetensors", safetensors(&CROSS));
    let page = files.path("page.html");
    let draw = |networks: &[&Path]| {
        let mut command = crease("draw", networks[0], &slice);
        command.arg("--network").args(&networks[1..]);
        command.arg("--output").arg(&page);
        command.assert()
    };
    draw(&[&network, &network])
        .success()
        .stdout(contains("2 networks, 8 activation regions"));
    let html = fs::read_to_string(&page).unwrap();
    assert!(html.contains("<title>2 networks, square.json</title>"));
    assert!(!html.contains("http"));

    let narrow: [Tensor; 4] = [
        ("layers.0.weight", &[1, 2], &[1.0, 0.0]),
        ("layers.0.bias", &[1], &[0.0]),
        ("layers.1.weight", &[1, 1], &[1.0]),
        ("layers.1.bias", &[1], &[0.0]),
    ];
    let narrow = files.write("narrow.safetensors", safetensors(&narrow));
    draw(&[&network, &narrow]).code(2).stderr(contains(
        "narrow.safetensors: its layers have [2, 1, 1] units, or its activation is another; expected \
         [2, 2, 1]",
    ));

    // A picture shows one network.
    let mut command = crease("draw", &network, &slice);
    command.arg("--network").arg(&network);
    command.arg("--output").arg(files.path("picture.svg"));
    command
        .assert()
        .code(2)
        .stderr(contains("found 2 networks"));
}
