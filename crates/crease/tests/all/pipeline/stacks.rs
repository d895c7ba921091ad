//! Runs in stacks: trained side by side, with the results of runs trained alone.

use crate::pipeline::support::{LONG, Results, crease, measured, signal};
use predicates::prelude::PredicateBooleanExt;
use predicates::str::contains;
use std::fs;

const STACKED: [&str; 2] = ["--backend", "flex-stacked"];

/// Checks that the rows are those of one run per thread, the first of each run to the last digit;
/// returns how many rows.
fn rows_are_those_of(stacked: &Results, alone: &Results) -> usize {
    let [stacked, alone] = [stacked, alone].map(|results| results.read("table.csv"));
    let rows = |table: &str| -> Vec<Vec<String>> {
        let cells = |line: &str| line.split(',').map(str::to_owned).collect();
        table.lines().map(cells).collect()
    };
    let (stacked, alone) = (rows(&stacked), rows(&alone));
    let column = |name: &str| alone[0].iter().position(|head| head == name).unwrap();
    let (step, regions) = (column("step"), column("activation_regions"));
    assert_eq!(stacked.len(), alone.len());
    assert_eq!(stacked[0], alone[0]);
    for (stacked, alone) in stacked.iter().zip(&alone).skip(1) {
        assert_eq!(stacked[step], alone[step]);
        if alone[step] == "0" {
            assert_eq!(stacked, alone);
        }
        let count = |row: &[String]| row[regions].parse::<f64>().unwrap();
        let ratio = count(stacked) / count(alone);
        assert!((0.9..1.1).contains(&ratio), "{stacked:?} {alone:?}");
    }
    alone.len() - 1
}

#[test]
fn a_stacked_sweep_counts_what_one_run_a_thread_does() {
    let (stacked, alone) = (Results::new(), Results::new());
    let run = stacked.run(&STACKED).args(["--stack", "4"]).assert();
    run.success()
        .stderr(contains("up to 4 runs side by side, flex-stacked"));
    alone.run(&[]).assert().success();
    assert_eq!(rows_are_those_of(&stacked, &alone), 6 * 3);
    let provenance = stacked.read("provenance.json");
    assert!(
        provenance.contains("flex-stacked (stacked steps)"),
        "{provenance}"
    );
    // Nothing is left to do.
    let again = stacked.run(&STACKED).assert().success();
    again.stderr(contains("6 of 6 runs already finished"));
}

#[test]
fn the_size_of_the_stack_shards_and_jobs_change_nothing() {
    let (one, two) = (Results::new(), Results::new());
    let stack = |size| [&STACKED[..], &["--stack", size]].concat();
    one.run(&stack("6"))
        .args(["--jobs", "1"])
        .assert()
        .success();
    for shard in ["1/2", "2/2"] {
        two.run(&stack("2"))
            .args(["--shard", shard])
            .assert()
            .success();
    }
    assert_eq!(one.deterministic_files(), two.deterministic_files());
}

/// Ctrl-C and SIGKILL in the middle of a stack of all runs.
#[test]
fn an_interrupted_stack_resumes_to_the_same_table() {
    // Fewer epochs, because Burn's tensor operations on the CPU are not optimised.
    let fewer = [
        "--set",
        "training.epochs=60",
        "--set",
        "checkpoints=[{from = 0, to = 60, count = 3}]",
    ];
    let long = [&LONG[..], &fewer, &STACKED, &["--keep-every", "0"]].concat();
    let whole = Results::new();
    whole.run(&long).assert().success();
    for name in ["-INT", "-KILL"] {
        let results = Results::new();
        let child = results.start(&long);
        let states = || {
            let runs = fs::read_dir(results.file("runs")).into_iter().flatten();
            let kept = runs.filter(|run| {
                let run = run.as_ref().unwrap().path();
                measured(&run).join("state.bin").exists()
            });
            kept.count()
        };
        while states() < 6 {
            std::thread::sleep(std::time::Duration::from_millis(5));
        }
        signal(&child, name);
        let output = child.wait_with_output().unwrap();
        assert_eq!(results.ended_runs(), 0, "none ends before the others");
        if name == "-INT" {
            assert_eq!(output.status.code(), Some(130));
        }
        assert_eq!(states(), 6);
        results.run(&long).assert().success();
        assert_eq!(results.deterministic_files(), whole.deterministic_files());
    }
}

#[test]
fn a_run_that_diverges_leaves_the_others_of_its_stack_alone() {
    let results = Results::new();
    let fast = ["--set", "sweep.training.learning_rate=[1e-3, 1e30]"];
    let one = ["--set", "sweep.task.memorise.points=[250]"];
    let run = results.run(&STACKED).args(fast).args(one).assert();
    run.code(1).stderr(contains("2 of 4 runs diverged"));
    assert_eq!(results.ended_runs(), 4);
    let again = results.run(&STACKED).args(fast).args(one).assert();
    again.stderr(contains(
        "2 of 4 runs already finished, 2 failed or diverged",
    ));
    let retried = results
        .run(&STACKED)
        .args(fast)
        .args(one)
        .arg("--retry-failed")
        .assert();
    retried.code(1).stderr(contains(": 2 runs, "));
}

#[test]
fn backends_are_listed_and_others_explained() {
    crease().arg("backends").assert().success().stdout(contains(
        "flex          the CPU, one run per thread, the default\n",
    ));
    let results = Results::new();
    let refused = results.run(&["--stack", "4"]).assert();
    refused.code(2).stdout("").stderr(
        contains(
            "error: --stack 4: the backend flex trains one run per thread, expected --backend",
        )
        .and(contains("flex-stacked")),
    );
    #[cfg(not(feature = "wgpu"))]
    results
        .run(&["--backend", "wgpu"])
        .assert()
        .code(2)
        .stderr(contains("`cargo build --release --features wgpu` adds it"));
}
