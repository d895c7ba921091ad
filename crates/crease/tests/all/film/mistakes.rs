//! Bad input.

use super::support::{Training, lines};
use crate::count::support::{CROSS, crease, safetensors};
use predicates::prelude::PredicateBooleanExt;
use predicates::str::{contains, is_match};
use std::fs;

#[test]
fn every_mistake_is_one_line_and_leaves_the_old_film() {
    let training = Training::new();
    let film = training.files.write("film.png", "before");
    let narrow = training
        .files
        .write("narrow.safetensors", safetensors(&CROSS[2..]));
    let line = training.files.write(
        "line.json",
        r#"{"kind": "line", "origin": [0, 0], "direction": [1, 0]}"#,
    );
    let narrow = narrow.to_str().unwrap().to_owned();
    let broken = ["--dpi", "20"];
    for (arguments, expected) in [
        (
            vec!["--fps", "0"],
            "--fps: found 0, expected a number from 0.1 to 60",
        ),
        (
            vec!["--fps", "NaN"],
            "--fps: found NaN, expected a number from 0.1 to 60",
        ),
        (
            vec!["--seconds", "1e9"],
            "--seconds: found 1000000000, expected a number from 0.1 to 3600",
        ),
        (
            vec!["--dpi", "inf"],
            "--dpi: found inf, expected a number from 10 to 600",
        ),
        (
            vec!["--max-regions", "3"],
            "more than 3 regions there; pass --max-regions N",
        ),
        (
            vec!["--network", &narrow],
            "narrow.safetensors: its layers have [2, 1] units, or its activation is another; expected [2, 2, 1]",
        ),
        (broken.to_vec(), "epoch-3.safetensors"),
    ] {
        if arguments == broken {
            training.files.write("epoch-3.safetensors", "no network");
        }
        let mut command = training.film(&film);
        command.args(&arguments);
        let message = contains(expected).and(is_match("^error: [^\n]*\n$").unwrap());
        command.assert().code(2).stdout("").stderr(message);
        assert_eq!(
            fs::read_to_string(&film).unwrap(),
            "before",
            "{arguments:?}"
        );
    }
    training
        .files
        .write("epoch-3.safetensors", lines([0.0, 0.2]));
    let mut command = crease("film", &training.networks[0], &line);
    command.arg("--network").arg(&training.networks[1]);
    let message = "found the string \"line\", expected plane: only planes can be shown";
    command.arg("--output").arg(&film);
    command.assert().code(2).stderr(contains(message));
    // One network is a picture.
    let mut command = crease("film", &training.networks[0], &training.slice);
    command.arg("--output").arg(&film);
    let message = contains("expected two or more; `crease draw` draws one");
    command.assert().code(2).stderr(message);
    for name in ["film", "film.gif", "film.svg"] {
        let output = training.files.path(name);
        let message = contains("expected a name that ends in .png, .html or .mp4");
        training.film(&output).assert().code(2).stderr(message);
        assert!(!output.exists());
    }
    let names = training.names();
    assert!(names.iter().all(|name| !name.starts_with('.')), "{names:?}");
}

#[test]
fn a_name_or_files_but_not_both_nor_neither() {
    let training = Training::new();
    let film = training.files.path("film.png");
    let mut both = training.film(&film);
    both.arg("fig7")
        .assert()
        .code(2)
        .stderr(contains("cannot be used with"));
    let mut neither = assert_cmd::Command::new(assert_cmd::cargo::cargo_bin!("crease"));
    neither.args(["film", "--output", "film.png"]);
    neither
        .assert()
        .code(2)
        .stderr(contains("required arguments"));
}
