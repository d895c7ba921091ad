//! Several processes in one folder.

use crate::survival::scene::{assert_same, everything, plot, refusal, status_json, undisturbed};
use crate::survival::support::{LONG, Results, signal};
use predicates::prelude::PredicateBooleanExt;
use predicates::str::contains;
use std::fs::{self, File};
use std::process::{Child, Output, Stdio};
use std::time::Duration;

fn long(more: &[&'static str]) -> Vec<&'static str> {
    [&LONG[..], more].concat()
}

/// A process that has finished a run and is stopped in the next one, still holding its locks.
fn stopped(results: &Results, arguments: &[&str]) -> Child {
    let child = results.start(arguments);
    results.wait_for_a_run();
    signal(&child, "-STOP");
    child
}

fn resume(child: Child) -> Output {
    signal(&child, "-CONT");
    child.wait_with_output().unwrap()
}

#[test]
fn the_second_process_gets_an_error_and_does_no_harm() {
    let results = Results::new();
    let first = stopped(&results, &LONG);
    let before = everything(results.path());
    let mut shard = results.start(&long(&["--shard", "1/2"]));
    let other_experiment = ["--set", "training.learning_rate=0.1"];
    for more in [&[][..], &other_experiment] {
        let second = results.run(&long(more)).output().unwrap();
        let error = refusal(&second);
        assert!(
            error.contains("another crease process is computing"),
            "{error}"
        );
        assert!(error.contains("with --shard"), "{error}");
    }
    // Both failed at once. A shard waits for a while, since its predecessor may be just ending.
    assert_eq!(shard.try_wait().unwrap(), None);
    let error = refusal(&shard.wait_with_output().unwrap());
    assert!(error.ends_with("wait until it ends"), "{error}");
    assert_same(&everything(results.path()), &before);

    let ended = results.ended_runs();
    let left = 6 - ended;
    plot(&results).assert().success().stdout(
        contains(format!("{ended} of 6 runs "))
            .and(contains(format!("Missing: {left} not finished.")))
            .and(contains(format!("  {left} of 6 at points = 2500"))),
    );
    let status = status_json(&results);
    assert_eq!(status["finished"], ended);
    assert_eq!(status["sessions"][0]["alive"], true);

    assert!(resume(first).status.success());
    assert_same(&results.deterministic_files(), &undisturbed(&LONG));
}

#[test]
fn shards_of_one_number_and_one_experiment_work_together() {
    let results = Results::new();
    let first = stopped(&results, &long(&["--shard", "1/3"]));
    let before = everything(results.path());
    let mut same = results.start(&long(&["--shard", "1/3"]));
    let other_number = results.start(&long(&["--shard", "2/4"]));
    let other_experiment = ["--shard", "2/3", "--set", "training.learning_rate=0.1"];
    let other_experiment = results.run(&long(&other_experiment)).output().unwrap();
    let error = refusal(&other_experiment);
    assert!(error.contains("of another experiment"), "{error}");
    let all = results.run(&LONG).output().unwrap();
    assert!(refusal(&all).contains("another crease process is computing"));
    // The first shard of the same number still waits.
    assert_eq!(same.try_wait().unwrap(), None);
    let error = refusal(&same.wait_with_output().unwrap());
    assert!(error.contains("is computing shard 1/3 in "), "{error}");
    let error = refusal(&other_number.wait_with_output().unwrap());
    assert!(error.contains("is computing shard 1 of 3"), "{error}");
    assert_same(&everything(results.path()), &before);

    let second = results.run(&long(&["--shard", "2/3"])).assert().success();
    second.stderr(contains("are left to other shards"));
    let third = results.start(&long(&["--shard", "3/3"]));
    for output in [resume(first), third.wait_with_output().unwrap()] {
        assert!(output.status.success(), "{output:?}");
    }
    assert_same(&results.deterministic_files(), &undisturbed(&LONG));
}

#[test]
fn a_shard_waits_for_its_predecessor_to_end() {
    let results = Results::new();
    let first = stopped(&results, &long(&["--shard", "1/2"]));
    let successor = results.start(&long(&["--shard", "1/2"]));
    std::thread::sleep(Duration::from_secs(1));
    signal(&first, "-KILL");
    let output = successor.wait_with_output().unwrap();
    assert!(output.status.success(), "{output:?}");
    assert!(!first.wait_with_output().unwrap().status.success());
    assert_eq!(results.ended_runs(), 3);
}

#[test]
fn plot_draws_the_experiment_that_is_there_when_its_turn_comes() {
    let results = Results::new();
    results.run(&[]).assert().success();
    let tables = File::options()
        .write(true)
        .open(results.file(".locks/tables"));
    let tables = tables.unwrap();
    tables.lock().unwrap();
    let mut waiting = std::process::Command::new(assert_cmd::cargo::cargo_bin!("crease"));
    waiting
        .args(["plot", "fig5-quick", "--results"])
        .arg(results.path());
    let waiting = waiting
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    std::thread::sleep(Duration::from_millis(500));
    let fewer = results.read("experiment.toml");
    let fewer = fewer.replace("\nrepeats = 2\n", "\nrepeats = 1\n");
    fs::write(results.file("experiment.toml"), &fewer).unwrap();
    tables.unlock().unwrap();
    let output = waiting.wait_with_output().unwrap();
    assert!(output.status.success(), "{output:?}");
    // 3 runs of 3 checkpoints.
    assert_eq!(results.read("table.csv").lines().count(), 1 + 9);
}
