//! Folders that cannot be written, or disappear during a run.

use crate::survival::scene::{assert_same, everything, refusal, run_folders, status, undisturbed};
use crate::survival::support::{LONG, Results, SMALL, measured, signal};
use predicates::prelude::PredicateBooleanExt;
use predicates::str::contains;
use std::fs;
use std::process::{Child, Command, Output};
use std::time::{Duration, Instant};

/// Checks that the error is one line that says what is kept, and that no file is incomplete.
pub fn assert_reported(results: &Results, output: &Output, why: &str) {
    let error = refusal(output);
    assert!(error.contains("error: cannot write"), "{error}");
    let kept = format!(
        ": {why}; {} of 6 runs finished and kept; run the same command to resume",
        results.ended_runs()
    );
    assert!(error.ends_with(&kept), "{error}");
    let stderr = String::from_utf8_lossy(&output.stderr);
    let progress = stderr.lines().filter(|line| !line.starts_with("error: "));
    for line in progress {
        let usual = [" already finished", " at a time, flex", " steps/s"];
        assert!(usual.iter().any(|end| line.ends_with(end)), "{stderr}");
    }
    let files = everything(results.path());
    let partial = files.keys().find(|path| {
        let name = path.file_name().unwrap_or_default();
        name.to_string_lossy().contains("partial")
    });
    assert_eq!(partial, None);
}

#[cfg(unix)]
#[test]
fn a_file_that_must_not_grow_is_as_a_full_disk() {
    // In blocks of 512 bytes: no checkpoint can be written, or no figure.
    for blocks in ["5", "40"] {
        let results = Results::new();
        let script = format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$@\"");
        let output = Command::new("sh")
            .args(["-c", &script, "sh"])
            .arg(assert_cmd::cargo::cargo_bin!("crease"))
            .args(results.arguments(&SMALL))
            .output()
            .unwrap();
        assert_reported(&results, &output, "File too large (os error 27)");
        results.run(&[]).assert().success();
        assert_same(&results.deterministic_files(), &undisturbed(&[]));
    }
}

/// `rm -rf`, until it is gone: a process that still writes may be in its way.
fn remove(results: &Results) {
    let folder = results.path().join("fig5-quick");
    while folder.exists() {
        let _ = fs::remove_dir_all(&folder);
    }
}

fn assert_gone(child: Child) {
    let began = Instant::now();
    let error = refusal(&child.wait_with_output().unwrap());
    let told = "fig5-quick was removed while its runs were computed: nothing more can be saved; \
                run the same command to start again";
    assert!(error.ends_with(told), "{error}");
    let elapsed = began.elapsed();
    assert!(elapsed < Duration::from_mins(1), "{elapsed:?}");
}

#[test]
fn a_folder_that_is_removed_is_not_made_again() {
    // Between two runs, and within one that writes nothing for long.
    for arguments in [&LONG[..], &["--set", "training.epochs=100000"]] {
        let results = Results::new();
        let child = results.start(arguments);
        let begun = || results.file("runs").exists();
        while !begun() {
            std::thread::sleep(Duration::from_millis(5));
        }
        remove(&results);
        assert_gone(child);
        assert_eq!(fs::read_dir(results.path()).unwrap().count(), 0);
    }
}

#[test]
fn a_folder_that_others_recreated_is_theirs() {
    let results = Results::new();
    let first = results.start(&LONG);
    results.wait_for_a_run();
    signal(&first, "-STOP");
    remove(&results);
    results.run(&[]).assert().success();
    let theirs = everything(results.path());
    signal(&first, "-CONT");
    assert_gone(first);
    assert_same(&everything(results.path()), &theirs);
    assert_same(&results.deterministic_files(), &undisturbed(&[]));
}

#[test]
fn a_file_in_the_place_of_a_folder_is_named() {
    let results = Results::new();
    fs::write(results.path().join("fig5-quick"), "mine").unwrap();
    let error = refusal(&results.run(&[]).output().unwrap());
    assert!(error.contains("fig5-quick"), "{error}");
    assert_eq!(
        fs::read(results.path().join("fig5-quick")).unwrap(),
        b"mine"
    );
}

#[test]
fn a_run_that_cannot_be_written_costs_no_other() {
    let results = Results::new();
    results.run(&[]).assert().success();
    let obstacle = run_folders(&results).swap_remove(0);
    fs::remove_dir_all(results.path().join("fig5-quick/runs")).unwrap();
    fs::create_dir(results.file("runs")).unwrap();
    fs::write(&obstacle, "in the way").unwrap();

    let name = obstacle.file_name().unwrap().to_str().unwrap();
    let failed = format!("run {name} failed: cannot ");
    for _ in 0..2 {
        results.run(&[]).assert().code(1).stderr(
            contains(&failed)
                .and(contains("Not a directory"))
                .and(contains("error: 1 of 6 runs failed")),
        );
        assert_eq!(results.ended_runs(), 5);
        assert_eq!(fs::read(&obstacle).unwrap(), b"in the way");
    }
    status(&results).assert().success();
    fs::remove_file(&obstacle).unwrap();
    results.run(&[]).assert().success();
    assert_same(&results.deterministic_files(), &undisturbed(&[]));
}

#[test]
fn a_finished_run_that_somebody_removed_is_missed_and_computed_again() {
    let results = Results::new();
    let child = results.start(&LONG);
    results.wait_for_a_run();
    signal(&child, "-STOP");
    let ended = run_folders(&results)
        .into_iter()
        .find(|run| measured(run).join("status.json").exists())
        .unwrap();
    fs::remove_dir_all(ended).unwrap();
    signal(&child, "-CONT");
    let output = child.wait_with_output().unwrap();
    let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(1), "{stderr}");
    assert!(stderr.contains("missing or damaged"), "{stderr}");
    assert!(stderr.contains("error: 1 of 6 runs failed"), "{stderr}");
    results.run(&LONG).assert().success();
    assert_same(&results.deterministic_files(), &undisturbed(&LONG));
}
