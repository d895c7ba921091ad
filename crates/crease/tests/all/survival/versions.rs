//! Folders of other versions, other experiments and other times.

use crate::survival::scene::{
    Files, assert_same, everything, logs, plot, refusal, run_folders, status, status_json,
    undisturbed,
};
use crate::survival::support::{LONG, Results, measured, signal};
use predicates::prelude::PredicateBooleanExt;
use predicates::str::contains;
use serde_json::Value;
use std::fs;
use std::path::Path;

fn json(path: &Path) -> Value {
    serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
}

#[test]
fn what_a_newer_version_wrote_is_left_alone() {
    let results = Results::new();
    results.run(&["--shard", "1/2"]).assert().success();
    let mut manifest = json(&results.file("manifest.json"));
    let format = manifest["format"].as_u64().unwrap();
    manifest["format"] = (format + 1).into();
    manifest["crease"] = "9.0.0".into();
    let told = format!(
        "was written by crease 9.0.0, in format {}; this version reads formats up to {format}; \
         use that version, or another folder with --results",
        format + 1
    );
    fs::write(results.file("manifest.json"), manifest.to_string()).unwrap();
    refused_untouched(&results, &told);
    // Everything else in it may have changed.
    let bare = format!("{{\"format\": {}, \"backends\": []}}", format + 1);
    fs::write(results.file("manifest.json"), bare).unwrap();
    refused_untouched(
        &results,
        "use that version, or another folder with --results",
    );
}

fn refused_untouched(results: &Results, told: &str) {
    let before = everything(results.path());
    for mut command in [
        results.run(&[]),
        results.run(&["--shard", "2/2"]),
        plot(results),
        status(results),
    ] {
        let error = refusal(&command.output().unwrap());
        assert!(error.contains(told), "{error}");
    }
    assert_same(&everything(results.path()), &before);
}

#[test]
fn what_an_older_version_wrote_is_computed_again() {
    let results = Results::new();
    results.run(&[]).assert().success();
    fs::remove_file(results.file("manifest.json")).unwrap();
    for run in run_folders(&results) {
        let mut status = json(&measured(&run).join("status.json"));
        for key in ["format", "files", "checksum", "sessions"] {
            status.as_object_mut().unwrap().remove(key).unwrap();
        }
        fs::write(measured(&run).join("status.json"), status.to_string()).unwrap();
    }
    status(&results).assert().success().stdout(
        contains("6 waiting of 6").and(contains("was written by another version of crease")),
    );
    results.run(&[]).assert().success().stderr(
        contains("status.json was written by another version of crease, in format 0")
            .and(contains("the run will be computed again"))
            .and(contains("warning: and 1 more damaged run"))
            .and(contains("fig5-quick: 6 runs, ")),
    );
    assert_same(&results.deterministic_files(), &undisturbed(&[]));
}

const OTHER: [&str; 2] = ["--set", "training.learning_rate=0.01"];

/// The files without the runs, which are those of both experiments.
fn drawn(results: &Results) -> Files {
    let mut files = results.deterministic_files();
    files.retain(|path, _| !path.starts_with("fig5-quick/runs"));
    files
}

#[test]
fn experiments_of_one_name_keep_their_runs_and_share_nothing() {
    let results = Results::new();
    results.run(&[]).assert().success();
    let first = drawn(&results);

    let run = results.run(&OTHER).assert().success();
    run.stderr(contains(
        "fig5-quick held another experiment: its runs/ still has 6 runs of other settings, which the results \
         below do not include",
    ));
    assert_eq!(results.read("table.csv").lines().count(), 1 + 6 * 3);
    assert!(drawn(&results) != first);
    assert_eq!(run_folders(&results).len(), 12);
    let told = status(&results).assert().success();
    told.stdout(contains("6 finished of 6").and(contains("including 6 runs of other settings")));

    let began = logs(&results).matches("starts run=").count();
    let back = results.run(&[]).assert().success();
    back.stderr(contains("6 of 6 runs already finished"));
    assert_eq!(logs(&results).matches("starts run=").count(), began);
    assert_same(&drawn(&results), &first);
    plot(&results).assert().success();
    assert_same(&drawn(&results), &first);
}

#[test]
fn an_unfinished_experiment_has_no_figure_of_another() {
    let results = Results::new();
    results.run(&[]).assert().success();
    let child = results.start(&LONG);
    while logs(&results).matches("starts run=").count() == 6 {
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    signal(&child, "-INT");
    assert_eq!(child.wait_with_output().unwrap().status.code(), Some(130));
    for name in [
        "table.csv",
        "fig5-quick.svg",
        "caption.txt",
        "report.html",
        "provenance.json",
    ] {
        assert!(
            !results.file(name).exists(),
            "{name} is of another experiment"
        );
    }
    results.run(&[]).assert().success();
    let mut expected = undisturbed(&[]);
    expected.retain(|path, _| !path.starts_with("fig5-quick/runs"));
    assert_same(&drawn(&results), &expected);
}

#[test]
fn clocks_that_go_backwards_do_no_harm() {
    let results = Results::new();
    results.run(&["--shard", "1/2"]).assert().success();
    // As if the clock had been wrong that day.
    for file in fs::read_dir(results.file("logs")).unwrap() {
        let path = file.unwrap().path();
        if path.extension().is_some_and(|end| end == "json") {
            let mut record = json(&path);
            record["session"]["began"] = "2099-12-31T23:59:59Z".into();
            fs::write(&path, record.to_string()).unwrap();
        }
    }
    status(&results)
        .assert()
        .success()
        .stdout(contains("since 2099-12-31"));
    results.run(&["--shard", "2/2"]).assert().success();
    let last = &status_json(&results)["sessions"];
    assert_eq!(last.as_array().unwrap().len(), 1);
    assert_eq!(last[0]["shard"], "2/2");
    assert_ne!(last[0]["began"], "2099-12-31T23:59:59Z");
    plot(&results).assert().success();
    let sessions = json(&results.file("provenance.json"))["sessions"].clone();
    let shards: Vec<&Value> = sessions
        .as_array()
        .unwrap()
        .iter()
        .map(|s| &s["shard"])
        .collect();
    assert_eq!(shards, ["1/2", "2/2"], "first to last");
    assert_same(&results.deterministic_files(), &undisturbed(&[]));
}
