//! Other measures of networks that are trained already: taken from kept checkpoints without
//! training, with the bytes of a run that had these measures from the start.

use crate::survival::scene::{
    Files, assert_same, logs, run_folders, status, status_json, undisturbed,
};
use crate::survival::support::{Results, fig5, signal};
use predicates::prelude::PredicateBooleanExt;
use predicates::str::contains;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use std::fs;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Instant;

const KEEP: [&str; 2] = ["--set", "keep=\"all\""];
const MEASURES: [&str; 2] = [
    "--set",
    "measures=[\"edges\", \"activation_regions\", \"loss\", \"accuracy\", \"boundary_distance\"]",
];
const SQUARE: [&str; 4] = [
    "--set",
    "slice={square = {half_side = 0.5}}",
    "--set",
    "measures=[\"activation_regions\", \"boundary_measure\", \"loss\", \"accuracy\"]",
];

/// How often a run began to be trained.
fn trainings(results: &Results) -> usize {
    logs(results).matches("starts run=").count() + logs(results).matches("resumes run=").count()
}

/// Steps that the last session took.
fn steps_of_last_session(results: &Results) -> u64 {
    let status = status_json(results);
    status["sessions"][0]["steps"].as_u64().unwrap()
}

/// Checks that everything is as expected, apart from other measurements.
fn assert_answered(results: &Results, expected: &Files) {
    let mut found = results.deterministic_files();
    found.retain(|path, _| {
        let mut parts = path.components();
        let is_answer =
            parts.any(|part| part.as_os_str().to_str().unwrap().starts_with("measured-"));
        !is_answer || expected.contains_key(path)
    });
    assert_same(&found, expected);
}

/// Checks that the table is that of an undisturbed run with these arguments.
fn assert_table(results: &Results, arguments: &[&str]) {
    let expected = &undisturbed(arguments)[&PathBuf::from("fig5-quick/table.csv")];
    assert_eq!(results.read("table.csv").as_bytes(), expected);
}

#[test]
fn a_new_measure_is_taken_from_kept_checkpoints_without_training() {
    for measures in [&MEASURES[..], &SQUARE] {
        let results = Results::new();
        results.run(&KEEP).assert().success();
        assert_eq!(
            (trainings(&results), steps_of_last_session(&results)),
            (6, 720)
        );
        let weights = checkpoints(&results);
        let arguments = [&KEEP[..], measures].concat();
        crease_check(&results, &arguments).stdout(contains(
            "6 runs were trained before: will be measured from kept checkpoints, without training",
        ));
        let run = results.run(&arguments).assert().success();
        run.stderr(
            contains(
                "fig5-quick: 6 runs were trained before: will be measured from kept checkpoints, \
                 without training",
            )
            .and(contains("fig5-quick: 6 runs, 0 steps, 18 checkpoints"))
            .and(contains("6 runs and 0 steps in ")),
        );
        assert_eq!(
            (trainings(&results), steps_of_last_session(&results)),
            (6, 0)
        );
        assert_eq!(
            logs(&results)
                .matches("measured from its checkpoints")
                .count(),
            6
        );
        assert_eq!(checkpoints(&results), weights);
        assert_answered(&results, &undisturbed(&arguments));

        // The first measurement is still there.
        let back = results.run(&KEEP).assert().success();
        back.stderr("fig5-quick: 6 of 6 runs already finished\n");
        assert_table(&results, &KEEP);
        crease_check(&results, &KEEP).stdout(contains("results     6 of 6 runs have finished"));
    }
}

/// Every checkpoint with the time at which it was written.
fn checkpoints(results: &Results) -> Vec<(PathBuf, std::time::SystemTime)> {
    let mut files = Vec::new();
    for run in run_folders(results) {
        for file in fs::read_dir(run.join("checkpoints")).unwrap() {
            let file = file.unwrap();
            files.push((file.path(), file.metadata().unwrap().modified().unwrap()));
        }
    }
    files.sort();
    files
}

fn crease_check(results: &Results, arguments: &[&str]) -> assert_cmd::assert::Assert {
    // The same arguments, for the other command.
    let mut command = assert_cmd::Command::new(assert_cmd::cargo::cargo_bin!("crease"));
    command.arg("check").arg(fig5()).args(["--preset", "quick"]);
    command
        .args(crate::survival::support::SMALL)
        .args(arguments);
    command.arg("--results").arg(results.path());
    command.assert().success()
}

#[test]
fn without_kept_checkpoints_the_cost_is_stated() {
    let results = Results::new();
    results.run(&[]).assert().success();
    let told = "6 runs were trained before, but some checkpoints that are now measured were not \
                kept (keep = \"all\" keeps them): will be trained again, 720 steps, which took ";
    crease_check(&results, &MEASURES)
        .stdout(contains(told).and(contains("training them again takes about ")));
    let run = results.run(&MEASURES).assert().success();
    run.stderr(contains(told).and(contains("fig5-quick: 6 runs, 720 steps, 18 checkpoints")));
    assert_eq!(
        (trainings(&results), steps_of_last_session(&results)),
        (12, 720)
    );
    assert_table(&results, &MEASURES);
    let back = results.run(&[]).assert().success();
    back.stderr("fig5-quick: 6 of 6 runs already finished\n");
}

/// Fewer steps than before need fewer checkpoints; at others there are none.
#[test]
fn another_schedule_is_measured_where_its_checkpoints_were_kept() {
    let results = Results::new();
    results.run(&KEEP).assert().success();
    let fewer = [
        &KEEP[..],
        &["--set", "checkpoints=[{from = 0, to = 12, count = 2}]"],
    ]
    .concat();
    results.run(&fewer).assert().success();
    assert_eq!(
        (trainings(&results), steps_of_last_session(&results)),
        (6, 0)
    );
    assert_table(&results, &fewer);
    let more = [
        &KEEP[..],
        &["--set", "checkpoints=[{from = 0, to = 12, count = 5}]"],
    ]
    .concat();
    results.run(&more).assert().success();
    assert_eq!(
        (trainings(&results), steps_of_last_session(&results)),
        (12, 720)
    );
    assert_table(&results, &more);
}

#[test]
fn keep_last_reuses_runs_and_keep_all_repeats_them() {
    let results = Results::new();
    results.run(&KEEP).assert().success();
    let last = results.run(&["--set", "keep=\"last\""]).assert().success();
    last.stderr(contains("6 of 6 runs already finished"));
    // But files that are not there cannot be kept.
    let results = Results::new();
    results.run(&[]).assert().success();
    results.run(&KEEP).assert().success();
    assert_eq!(trainings(&results), 12);
    assert_same(&results.deterministic_files(), &undisturbed(&KEEP));
}

#[test]
fn a_damaged_checkpoint_costs_the_training_of_its_run() {
    let results = Results::new();
    results.run(&KEEP).assert().success();
    let (checkpoint, _) = checkpoints(&results).swap_remove(4);
    let mut bytes = fs::read(&checkpoint).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(&checkpoint, bytes).unwrap();
    let arguments = [&KEEP[..], &MEASURES].concat();
    let run = results.run(&arguments).assert().success();
    run.stderr(contains(format!(
        "warning: {} is damaged",
        checkpoint.display()
    )));
    assert_eq!(trainings(&results), 7);
    assert_answered(&results, &undisturbed(&arguments));
}

/// Half of the runs diverge, before their last checkpoints.
#[test]
fn diverged_runs_are_measured_up_to_where_they_diverged() {
    let diverging = [
        "--set",
        "sweep.training.learning_rate=[1e-3, 1e30]",
        "--set",
        "repeats=1",
        "--set",
        "keep=\"all\"",
    ];
    let results = Results::new();
    results.run(&diverging).assert().code(1);
    let trained = trainings(&results);
    let arguments = [&diverging[..], &MEASURES].concat();
    let run = results.run(&arguments).assert().code(1);
    run.stderr(contains("error: 3 of 6 runs diverged"));
    assert_eq!(
        (trainings(&results), steps_of_last_session(&results)),
        (trained, 0)
    );
    assert_answered(&results, &undisturbed(&arguments));
}

#[test]
fn status_lists_what_is_left_to_measure() {
    let results = Results::new();
    results.run(&KEEP).assert().success();
    let arguments = [&KEEP[..], &MEASURES, &["--shard", "1/2"]].concat();
    results.run(&arguments).assert().success();
    status(&results)
        .assert()
        .success()
        .stdout(contains("3 finished, 3 to measure of 6").and(contains("720 of 720")));
    let rest = [&KEEP[..], &MEASURES, &["--shard", "2/2"]].concat();
    results.run(&rest).assert().success();
    let whole = [&KEEP[..], &MEASURES].concat();
    assert_table(&results, &whole);
    assert_eq!(trainings(&results), 6);
}

/// 6 runs of 12 checkpoints, whose new measure takes its time.
const SWEEP: [&str; 10] = [
    "--set",
    "repeats=2",
    "--set",
    "sweep.task.memorise.points=[250, 1000, 2500]",
    "--set",
    "training.epochs=24",
    "--set",
    "checkpoints=[{from = 0, to = 24, count = 12}]",
    "--set",
    "keep=\"all\"",
];
const ASKED: [&str; 2] = [
    "--set",
    "measures=[\"activation_regions\", \"edges\", \"loss\", \"boundary_distance\"]",
];

fn start(results: &Results, arguments: &[&str], jobs: u32) -> Child {
    Command::new(assert_cmd::cargo::cargo_bin!("crease"))
        .args(results.arguments(&SWEEP))
        .args(arguments)
        .args(["--set", "claim=[]", "--set", "panel=[]"])
        .args(["--jobs", &jobs.to_string()])
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

fn finish(child: Child) {
    let output = child.wait_with_output().unwrap();
    let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{stderr}");
    assert!(!stderr.contains("warning"), "nothing is damaged: {stderr}");
}

#[test]
fn stopped_or_killed_at_any_moment_it_ends_with_the_same_bytes() {
    let fresh = Results::new();
    finish(start(&fresh, &ASKED, 2));
    let trained = Results::new();
    finish(start(&trained, &[], 2));
    let began = Instant::now();
    finish(start(&trained, &ASKED, 2));
    let longest = began.elapsed();

    let mut random = ChaCha8Rng::seed_from_u64(12);
    let (mut interrupted, mut ended) = (0, false);
    let mut results = Results::new();
    finish(start(&results, &[], 2));
    while interrupted < 12 && !ended {
        let mut child = start(&results, &ASKED, random.random_range(1..=3));
        thread::sleep(longest.mul_f64(random.random_range(0.0..0.7)));
        if child.try_wait().unwrap().is_some() {
            // On a busy machine the first one may have taken much longer than this one.
            ended = interrupted > 0;
            if !ended {
                results = Results::new();
                finish(start(&results, &[], 2));
            }
            continue;
        }
        if interrupted % 2 == 0 {
            child.kill().unwrap();
        } else {
            signal(&child, "-INT");
        }
        child.wait().unwrap();
        interrupted += 1;
    }
    finish(start(&results, &ASKED, 2));
    assert_eq!(trainings(&results), 6, "nothing was trained again");
    assert_answered(&results, &fresh.deterministic_files());
}
