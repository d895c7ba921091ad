//! The files of a run, and the other commands on them.

use crate::pipeline::support::{Results, crease, fig5};
use predicates::prelude::PredicateBooleanExt;
use predicates::str::contains;
use std::fs;

#[test]
fn a_run_leaves_table_figures_report_and_provenance() {
    let results = Results::new();
    results
        .run(&[])
        .assert()
        .success()
        .stderr(contains("6 runs, 720 steps, 18 checkpoints"))
        .stdout(
            contains("paper says     At initialisation")
                .and(contains("measured here  mean activation regions"))
                .and(contains("verdict        "))
                .and(contains("fig5-quick.pdf")),
        );

    let table = results.read("table.csv");
    let lines: Vec<&str> = table.lines().collect();
    assert_eq!(
        lines[0],
        "points,repeat,seed,neurons,step,epoch,activation_regions,loss,accuracy"
    );
    assert_eq!(lines.len(), 1 + 6 * 3);
    assert!(lines[1].starts_with("250,0,"));
    assert!(lines[18].starts_with("2500,1,"));
    let steps: Vec<&str> = lines[1..4]
        .iter()
        .map(|line| line.split(',').nth(4).unwrap())
        .collect();
    assert_eq!(steps, ["0", "12", "24"]);

    assert!(results.read("fig5-quick.svg").starts_with("<svg"));
    assert!(
        fs::read(results.file("fig5-quick.pdf"))
            .unwrap()
            .starts_with(b"%PDF")
    );
    assert!(
        fs::read(results.file("fig5-quick.png"))
            .unwrap()
            .starts_with(b"\x89PNG")
    );
    let report = results.read("report.html");
    assert!(report.contains("Paper says") && report.contains("6 of 6 runs finished"));
    assert!(results.read("provenance.json").contains("\"wall_seconds\""));
    assert!(results.read("experiment.toml").contains("epochs = 12"));
}

#[test]
fn checkpoints_stay_as_keep_says() {
    for (keep, expected) in [("all", 3), ("last", 1), ("none", 0)] {
        let results = Results::new();
        let keep = format!("keep=\"{keep}\"");
        let one = ["--set", &keep, "--set", "sweep.task.memorise.points=[250]"];
        results.run(&one).assert().success();
        for run in fs::read_dir(results.file("runs")).unwrap() {
            let folder = run.unwrap().path().join("checkpoints");
            assert_eq!(fs::read_dir(folder).unwrap().count(), expected, "{keep}");
        }
    }
}

#[test]
fn every_measure_can_be_taken_in_a_square() {
    let results = Results::new();
    results
        .run(&[
            "--set",
            "slice={square = {half_side = 1.0}}",
            "--set",
            "measures=[\"activation_regions\", \"linear_regions\", \"edges\", \"vertices\", \
             \"boundary_measure\", \"loss\", \"accuracy\"]",
            "--set",
            "repeats=1",
        ])
        .assert()
        .success();
    let table = results.read("table.csv");
    let row: Vec<f64> = table
        .lines()
        .nth(1)
        .unwrap()
        .split(',')
        .map(|cell| cell.parse().unwrap())
        .collect();
    let (regions, linear, edges, vertices) = (row[6], row[7], row[8], row[9]);
    assert!(linear <= regions && regions > 1000.0);
    assert_eq!(vertices - edges + regions, 1.0, "Euler's relation");
}

#[test]
fn plot_draws_the_same_figure_again() {
    let results = Results::new();
    results.run(&[]).assert().success();
    let before = results.deterministic_files();
    for extension in ["svg", "pdf", "png"] {
        fs::remove_file(results.file(&format!("fig5-quick.{extension}"))).unwrap();
    }
    crease()
        .args(["plot", "fig5-quick", "--results"])
        .arg(results.path())
        .assert()
        .success()
        .stdout(contains("fig5-quick.svg"));
    assert_eq!(results.deterministic_files(), before);
}

#[test]
fn check_prints_the_plan_of_the_paper() {
    crease().arg("check").arg(fig5()).assert().success().stdout(
        contains("240 = 6 points of the sweep x 40 repeats")
            .and(contains(
                "task.memorise.points = 250, 500, 1000, 2500, 5000, 10000",
            ))
            .and(contains(
                "4,000 to 158,000 steps per run, 12,240,000 in all",
            ))
            .and(contains("48 checkpoints per run, 11,520 in all"))
            .and(contains("estimated from a trial here")),
    );
}

#[test]
fn every_command_explains_itself_with_examples() {
    for command in [
        "run", "plot", "status", "check", "slurm", "cite", "count", "draw", "data", "verify",
    ] {
        crease()
            .args([command, "--help"])
            .assert()
            .success()
            .stdout(contains("Examples:").and(contains(format!("crease {command}"))));
    }
    crease().arg("--version").assert().success();
}
