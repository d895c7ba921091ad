//! Parts of a sweep, in any order and at the same time.

use crate::survival::scene::{assert_same, logs, plot, refusal, run_folders, undisturbed};
use crate::survival::support::Results;
use predicates::prelude::PredicateBooleanExt;
use predicates::str::contains;
use std::fs;

const KEEP: [&str; 2] = ["--set", "keep=\"all\""];

fn part<'a>(shard: &'a str, jobs: &'a str) -> Vec<&'a str> {
    [&KEEP[..], &["--shard", shard, "--jobs", jobs]].concat()
}

/// Checks that the table, figures and checkpoints are those of an unsharded run, and that no run
/// began twice.
fn assert_whole(results: &Results) {
    assert_same(&results.deterministic_files(), &undisturbed(&KEEP));
    let logs = logs(results);
    for run in run_folders(results) {
        let name = run.file_name().unwrap().to_str().unwrap();
        let begins = format!("starts run=\"{name}\"");
        assert_eq!(logs.matches(&begins).count(), 1, "{logs}");
    }
}

#[test]
fn one_after_the_other_in_any_order() {
    for order in [["1/3", "2/3", "3/3"], ["3/3", "1/3", "2/3"]] {
        let results = Results::new();
        for (shard, jobs) in order[..2].iter().zip(["1", "3"]) {
            let done = results.run(&part(shard, jobs)).assert().success();
            done.stdout("").stderr(
                contains(format!("fig5-quick, shard {shard}: 2 runs"))
                    .and(contains("left to other shards")),
            );
            assert!(!results.file("table.csv").exists(), "the last one draws");
        }
        let last = results.run(&part(order[2], "2")).assert().success();
        last.stdout(contains("fig5-quick.svg"));
        assert_whole(&results);
    }
}

#[test]
fn all_at_the_same_time() {
    let results = Results::new();
    let shards = ["1/3", "2/3", "3/3"].map(|shard| results.start(&part(shard, "1")));
    for shard in shards {
        let output = shard.wait_with_output().unwrap();
        assert!(output.status.success(), "{output:?}");
    }
    assert_whole(&results);
}

#[test]
fn a_process_for_all_runs_resumes_from_shards() {
    let results = Results::new();
    results.run(&part("2/3", "1")).assert().success();
    let all = results.run(&KEEP).assert().success();
    all.stderr(contains("2 of 6 runs already finished"));
    assert_whole(&results);
}

#[test]
fn a_missing_shard_is_named_point_by_point() {
    let results = Results::new();
    results.run(&["--shard", "1/2"]).assert().success();
    plot(&results).assert().success().stdout(
        contains("3 of 6 runs have finished")
            .and(contains("Missing: 3 not finished."))
            .and(contains("  1 of 2 at points = 250\n"))
            .and(contains("  1 of 2 at points = 1000\n"))
            .and(contains("  1 of 2 at points = 2500\n")),
    );
    results.run(&["--shard", "2/2"]).assert().success();
    assert_same(&results.deterministic_files(), &undisturbed(&[]));
}

#[test]
fn a_shard_reports_its_own_runs() {
    // Repeats of one point are assigned in turn, so that each shard has one of each.
    let diverging = ["--set", "sweep.training.learning_rate=[1e-3, 1e30]"];
    let few = [
        "--set",
        "sweep.task.memorise.points=[250]",
        "--set",
        "repeats=1",
    ];
    let shard = |shard: &'static str| [&diverging[..], &few, &["--shard", shard]].concat();
    let results = Results::new();
    let codes = ["1/2", "2/2"].map(|which| {
        let output = results.run(&shard(which)).output().unwrap();
        let stderr = String::from_utf8(output.stderr).unwrap();
        let bad = stderr.contains("error: 1 of 1 run diverged; --retry-failed retries them");
        let code = output.status.code();
        assert_eq!(bad, code == Some(1), "{stderr}");
        code
    });
    assert!(
        codes.contains(&Some(0)) && codes.contains(&Some(1)),
        "{codes:?}"
    );
    assert!(
        results.file("fig5-quick.svg").exists(),
        "the last one draws"
    );
    assert!(
        results
            .read("report.html")
            .contains(" diverged (not in the figure)")
    );
}

#[test]
fn invalid_shards_are_refused() {
    let results = Results::new();
    for shard in ["0/3", "4/3", "3", "1/0", "a/b", "1/3/5", "-1/3", ""] {
        let shard = format!("--shard={shard}");
        let run = results.run(&[&shard]).assert().code(2).stdout("");
        run.stderr(contains("error: invalid value").and(contains("such as 2/4")));
    }
    let error = refusal(&results.run(&["--shard", "2/7"]).output().unwrap());
    let told = "--shard 2/7: the experiment has only 6 runs, expected at most as many shards";
    assert!(error.contains(told), "{error}");
    assert!(!results.path().join("fig5-quick").exists());
}

#[test]
fn shards_use_panels_that_were_changed_in_the_folder_and_note_it() {
    let results = Results::new();
    let first = results.run(&["--shard", "1/2"]).assert().success();
    first.stderr(contains("keeps to it").not());
    let file = results.read("experiment.toml");
    let title = file.lines().find(|line| line.starts_with("title = "));
    let changed = file.replace(title.unwrap(), "title = \"Changed in the folder\"");
    fs::write(results.file("experiment.toml"), &changed).unwrap();
    let second = results.run(&["--shard", "2/2"]).assert().success();
    second.stderr(contains(
        "experiment.toml has the same runs as this file, but other panels, claims or text",
    ));
    assert_eq!(results.read("experiment.toml"), changed);
    assert!(
        results
            .read("report.html")
            .contains("Changed in the folder")
    );
}

#[test]
fn the_leftovers_of_a_shard_killed_at_its_start_are_completed() {
    let results = Results::new();
    results.run(&["--shard", "1/2"]).assert().success();
    fs::remove_file(results.file("manifest.json")).unwrap();
    results.run(&["--shard", "2/2"]).assert().success();
    assert_same(&results.deterministic_files(), &undisturbed(&[]));
}
