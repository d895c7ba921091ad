//! The same numbers whatever else runs at the same time.

use crate::pipeline::support::{Results, measured};
use predicates::str::contains;
use std::fs;

#[test]
fn any_number_of_jobs_gives_the_same_bytes() {
    let (one, three) = (Results::new(), Results::new());
    let keep = ["--set", "keep=\"all\"", "--jobs"];
    one.run(&keep).arg("1").assert().success();
    three.run(&keep).arg("3").assert().success();
    let files = one.deterministic_files();
    assert_eq!(
        files.len(),
        6 * (1 + 3) + 8,
        "measures, checkpoints, table, figures, captions, experiment, manifest"
    );
    assert_eq!(files, three.deterministic_files());
}

#[test]
fn a_second_run_computes_nothing() {
    let results = Results::new();
    results.run(&[]).assert().success();
    let before = results.deterministic_files();
    let provenance = results.read("provenance.json");
    results
        .run(&[])
        .assert()
        .success()
        .stderr("fig5-quick: 6 of 6 runs already finished\n");
    assert_eq!(results.deterministic_files(), before);
    assert_eq!(results.read("provenance.json"), provenance);
}

#[test]
fn only_what_is_not_finished_is_computed() {
    let results = Results::new();
    results
        .run(&["--set", "sweep.task.memorise.points=[250, 2500]"])
        .assert()
        .success();
    results
        .run(&[])
        .assert()
        .success()
        .stderr(contains("4 of 6 runs already finished"));

    let fresh = Results::new();
    fresh.run(&[]).assert().success();
    assert_eq!(results.deterministic_files(), fresh.deterministic_files());
}

#[test]
fn a_damaged_run_is_computed_again() {
    let results = Results::new();
    results.run(&[]).assert().success();
    let before = results.deterministic_files();
    let mut runs: Vec<_> = fs::read_dir(results.file("runs"))
        .unwrap()
        .map(|run| run.unwrap().path())
        .collect();
    runs.sort();
    fs::write(measured(&runs[0]).join("measures.csv"), "step,epoch\n0,").unwrap();
    fs::remove_file(measured(&runs[1]).join("status.json")).unwrap();
    fs::write(measured(&runs[2]).join("status.json"), "{\"state\": \"fini").unwrap();
    results
        .run(&[])
        .assert()
        .success()
        .stderr(contains("3 of 6 runs already finished"));
    assert_eq!(results.deterministic_files(), before);
}
