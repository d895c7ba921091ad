//! Runs that diverge or fail: recorded, while the others continue; exit code 1.

use crate::survival::scene::{assert_same, logs, run_folders, status, status_json, undisturbed};
use crate::survival::support::{LONG, Results, measured, signal};
use predicates::prelude::PredicateBooleanExt;
use predicates::str::contains;
use serde_json::Value;
use std::fs;
use std::path::Path;
use std::time::Duration;

/// Every other run has a learning rate that makes it diverge.
const DIVERGING: [&str; 4] = [
    "--set",
    "sweep.training.learning_rate=[1e-3, 1e30]",
    "--set",
    "repeats=1",
];

/// One neuron whose weights are mostly zero in 32 bits: in some runs there is no boundary at all,
/// and so no distance to it.
const FAILING: [&str; 12] = [
    "--set",
    "network.hidden=[1]",
    "--set",
    "network.bias_std=1",
    "--set",
    "network.weight_scale=1e-45",
    "--set",
    "sweep.task.memorise.points=[250]",
    "--set",
    "repeats=6",
    "--set",
    "measures=[\"boundary_distance\", \"activation_regions\", \"loss\", \"accuracy\"]",
];

fn status_of(run: &Path) -> Value {
    serde_json::from_slice(&fs::read(measured(run).join("status.json")).unwrap()).unwrap()
}

/// The status of every run in this state, with its folder's name.
fn in_state(results: &Results, state: &str) -> Vec<(String, Value)> {
    let runs = run_folders(results).into_iter();
    let runs = runs.map(|run| {
        let name = run.file_name().unwrap().to_str().unwrap().to_owned();
        (name, status_of(&run))
    });
    runs.filter(|(_, status)| status["state"] == state)
        .collect()
}

/// How often a run began, by the logs of all sessions.
fn begun(results: &Results, name: &str) -> usize {
    logs(results)
        .matches(&format!("starts run=\"{name}\""))
        .count()
}

#[test]
fn a_diverged_run_is_a_result_with_its_step() {
    let results = Results::new();
    let run = results.run(&DIVERGING).assert().code(1);
    let diverged = in_state(&results, "diverged");
    assert_eq!(diverged.len(), 3);
    let report = results.read("report.html");
    let text = status(&results).output().unwrap().stdout;
    let text = String::from_utf8(text).unwrap();
    let stderr = String::from_utf8(run.get_output().stderr.clone()).unwrap();
    for (name, status) in &diverged {
        let error = status["error"].as_str().unwrap();
        let step = status["diverged_at"].as_u64().unwrap();
        assert!(
            error.contains(&format!("diverged at step {step}")),
            "{error}"
        );
        for told in [&report, &text, &stderr] {
            assert!(
                told.contains(name.as_str()) && told.contains(error),
                "{told}"
            );
        }
        let folder = measured(&results.file(&format!("runs/{name}")));
        let measures = fs::read_to_string(folder.join("measures.csv")).unwrap();
        let steps = measures.lines().skip(1);
        let steps: Vec<u64> = steps
            .map(|line| line.split(',').next().unwrap().parse().unwrap())
            .collect();
        assert_eq!(steps.first(), Some(&0), "{measures}");
        assert!(steps.iter().all(|&before| before < step), "{measures}");
    }
    run.stdout(
        contains("3 of 6 runs have finished")
            .and(contains("Missing: 3 diverged."))
            .and(contains("1 of 1 at points = 250, learning_rate = 1e30")),
    )
    .stderr(contains(
        "error: 3 of 6 runs diverged; --retry-failed retries them",
    ));
    assert_eq!(results.read("table.csv").lines().count(), 1 + 3 * 3);
    assert!(report.contains(" diverged (not in the figure):"));
    let json = status_json(&results);
    assert_eq!(
        (&json["finished"], &json["diverged"]),
        (&3.into(), &3.into())
    );
}

#[test]
fn a_diverged_run_is_computed_again_only_if_asked() {
    let results = Results::new();
    results.run(&DIVERGING).assert().code(1);
    let (name, before) = in_state(&results, "diverged").remove(0);
    let files = results.deterministic_files();
    let again = results.run(&DIVERGING).assert().code(1);
    again.stderr(
        contains("3 of 6 runs already finished, 3 failed or diverged")
            .and(contains("error: 3 of 6 runs diverged")),
    );
    assert_eq!(begun(&results, &name), 1);
    let retry = [&DIVERGING[..], &["--retry-failed"]].concat();
    let again = results.run(&retry).assert().code(1);
    again.stderr(contains("3 of 6 runs already finished\n").and(contains("3 runs, ")));
    assert_eq!(begun(&results, &name), 2);
    let after = status_of(&results.file(&format!("runs/{name}")));
    assert_ne!(before["sessions"], after["sessions"]);
    assert_eq!(before["diverged_at"], after["diverged_at"]);
    assert_same(&results.deterministic_files(), &files);
}

#[test]
fn a_failed_run_is_recorded_with_its_reason() {
    let reason = "checkpoint at step 0: boundary_distance is infinite: there is no boundary";
    let results = Results::new();
    let run = results.run(&FAILING).assert().code(1);
    let failed = in_state(&results, "failed");
    let (bad, good) = (failed.len(), 6 - failed.len());
    assert!(bad > 0 && good > 0, "{bad} of 6 runs failed");
    run.stdout(
        contains(format!("{good} of 6 runs have finished"))
            .and(contains(format!("Missing: {bad} failed."))),
    )
    .stderr(contains(format!("error: {bad} of 6 runs failed")));
    for (name, record) in &failed {
        assert_eq!(record["error"], reason);
        let told = status(&results).assert().success();
        told.stdout(contains(format!("{name}  {reason}")));
    }
    assert!(results.read("report.html").contains(" failed:"));
    assert!(logs(&results).contains(&format!("failed: {reason}")));

    let name = &failed[0].0;
    results.run(&FAILING).assert().code(1);
    assert_eq!(begun(&results, name), 1);
    let retry = [&FAILING[..], &["--retry-failed"]].concat();
    let again = results.run(&retry).assert().code(1);
    again.stderr(contains(format!("run {name} failed: {reason}")));
    assert_eq!(begun(&results, name), 2);
}

#[test]
fn a_failed_run_resumes_once_its_cause_is_gone() {
    let results = Results::new();
    let one = [
        "--set",
        "repeats=1",
        "--set",
        "keep=\"all\"",
        "--set",
        "training.epochs=900",
        "--set",
        "checkpoints=[{from = 0, to = 900, count = 31}]",
        "--keep-every",
        "0.05",
    ];
    let arguments = [&LONG[..], &one].concat();
    let child = results.start(&arguments);
    let state = || {
        let runs = fs::read_dir(results.file("runs")).into_iter().flatten();
        let mut runs = runs.map(|run| run.unwrap().path());
        runs.find(|run| measured(run).join("state.bin").exists())
    };
    let folder = loop {
        if let Some(folder) = state() {
            break folder;
        }
        assert_eq!(results.ended_runs(), 0, "no state was kept");
        std::thread::sleep(Duration::from_millis(1));
    };
    signal(&child, "-STOP");
    let (checkpoints, aside) = (folder.join("checkpoints"), folder.join("aside"));
    fs::rename(&checkpoints, &aside).unwrap();
    fs::write(&checkpoints, "in the way").unwrap();
    signal(&child, "-CONT");
    let output = child.wait_with_output().unwrap();
    let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(1), "{stderr}");
    assert!(stderr.contains("failed: cannot write "), "{stderr}");
    assert_eq!(in_state(&results, "failed").len(), 1);

    fs::remove_file(&checkpoints).unwrap();
    fs::rename(&aside, &checkpoints).unwrap();
    results.run(&arguments).assert().code(1);
    let retry = [&arguments[..], &["--retry-failed"]].concat();
    results.run(&retry).assert().success();
    assert_eq!(logs(&results).matches("resumes").count(), 1);
    assert_same(&results.deterministic_files(), &undisturbed(&arguments));
}

#[test]
fn without_finished_runs_nothing_is_claimed() {
    let results = Results::new();
    let all = [
        "--set",
        "training.learning_rate=1e30",
        "--set",
        "repeats=1",
        "--set",
        "sweep.task.memorise.points=[250]",
    ];
    let run = results.run(&all).assert().code(1);
    run.stdout(contains(
        "None of 1 run has finished.\nMissing: 1 diverged.",
    ))
    .stderr(contains("error: 1 of 1 run diverged"));
    assert!(!results.file("fig5-quick.svg").exists());
    crate::survival::scene::plot(&results)
        .assert()
        .code(2)
        .stderr(contains(
            "none of its 1 run has finished yet, so there is nothing to draw",
        ));
}
