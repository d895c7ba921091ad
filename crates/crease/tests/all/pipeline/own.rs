//! Examples that are the user's own, made ones, and measures that are vectors.

use crate::pipeline::support::crease;
use predicates::prelude::PredicateBooleanExt;
use predicates::str::contains;
use std::fmt::Write;
use std::fs;
use std::path::Path;

const EXPERIMENT: &str = r#"
title = "Own examples"
repeats = 2
measures = ["activation_regions", "loss", "weight_norm_by_layer", "gradient_norm"]

[network]
hidden = [8]

[task.file]
path = "data/own.csv"

[training]
epochs = 4
batch = 16

[[checkpoints]]
count = 3

[sweep]
network.hidden = [[8], [8, 8]]

[[panel]]
[panel.curves]
x = { of = "epoch" }
y = { of = "weight_norm_by_layer" }

[[panel]]
[panel.box]
x = "network.hidden"
y = { of = "gradient_norm" }
at = "end"
"#;

/// The distance from the origin, at points of a square.
fn write(folder: &Path) {
    let mut text = "x,y,target,split\n".to_owned();
    for index in 0..100 {
        let (x, y) = (
            f64::from(index % 10) / 5.0 - 1.0,
            f64::from(index / 10) / 5.0 - 1.0,
        );
        let split = if index % 5 == 0 { "test" } else { "train" };
        writeln!(text, "{x},{y},{},{split}", x.hypot(y)).unwrap();
    }
    fs::create_dir_all(folder.join("data")).unwrap();
    fs::write(folder.join("data/own.csv"), text).unwrap();
    fs::write(folder.join("own.toml"), EXPERIMENT).unwrap();
}

#[test]
fn a_file_is_trained_on_and_results_outlive_it() {
    let home = tempfile::tempdir().unwrap();
    write(home.path());
    let run = |command: &str, file: &str| {
        let mut run = crease();
        run.current_dir(home.path()).args([command, file]);
        run
    };
    run("check", "own.toml")
        .assert()
        .success()
        .stdout(contains("fused steps on flex"));
    run("run", "own.toml").assert().success();
    let results = home.path().join("results/own");
    let table = fs::read_to_string(results.join("table.csv")).unwrap();
    let head = "hidden,repeat,seed,neurons,step,epoch,activation_regions,loss,\
                weight_norm_by_layer_1,weight_norm_by_layer_2,weight_norm_by_layer_3,gradient_norm";
    let mut lines = table.lines();
    assert_eq!(lines.next(), Some(head));
    // One hidden layer has no third layer.
    let cells: Vec<Vec<&str>> = lines
        .map(|line| line.split("],").nth(1).unwrap_or(line).split(',').collect())
        .collect();
    assert_eq!(cells.len(), 12);
    let third = |row: &Vec<&str>| row[row.len() - 2].to_owned();
    assert!(
        cells[..6].iter().all(|row| third(row).is_empty()),
        "{table}"
    );
    assert!(
        cells[6..].iter().all(|row| !third(row).is_empty()),
        "{table}"
    );
    let caption = fs::read_to_string(results.join("caption.txt")).unwrap();
    assert!(
        caption.contains("task file (own.csv, BLAKE3 ")
            && caption.contains(", 80 examples, mean squared error)"),
        "{caption}"
    );
    assert!(!caption.contains("cross entropy"), "{caption}");

    // The same command has nothing to do; a copy elsewhere has the same runs.
    run("run", "own.toml").assert().success();
    assert_eq!(
        fs::read_to_string(results.join("table.csv")).unwrap(),
        table
    );

    fs::remove_file(home.path().join("data/own.csv")).unwrap();
    run("plot", "own").assert().success();
    run("run", "own.toml").assert().code(2).stderr(
        contains("own.toml:10: task.file.path: ").and(contains("must hold examples: cannot read ")),
    );
}

#[test]
fn generated_points_are_classified() {
    let home = tempfile::tempdir().unwrap();
    let text = EXPERIMENT
        .replace(
            "[task.file]\npath = \"data/own.csv\"",
            "[task.two-moons]\npoints = 200",
        )
        .replace("\"loss\"", "\"test_accuracy\", \"test_accuracy_by_class\"");
    fs::write(home.path().join("moons.toml"), text).unwrap();
    let mut run = crease();
    run.current_dir(home.path()).args(["run", "moons.toml"]);
    run.assert().success();
    let results = home.path().join("results/moons");
    let table = fs::read_to_string(results.join("table.csv")).unwrap();
    let names: Vec<&str> = table.lines().next().unwrap().split(',').collect();
    let place = |name: &str| {
        let place = names.iter().rev().position(|held| *held == name);
        place.unwrap_or_else(|| panic!("{name} in {names:?}"))
    };
    for line in table.lines().skip(1) {
        let cells: Vec<&str> = line.rsplit(',').collect();
        let number = |name: &str| cells[place(name)].parse::<f64>().unwrap();
        let classes = [0, 1].map(|class| number(&format!("test_accuracy_by_class_{class}")));
        // As many test points of each class.
        let mean = f64::midpoint(classes[0], classes[1]);
        assert!((mean - number("test_accuracy")).abs() < 1e-12, "{line}");
    }
    let caption = fs::read_to_string(results.join("caption.txt")).unwrap();
    assert!(
        caption.contains("task two-moons (points = 200)"),
        "{caption}"
    );
}
