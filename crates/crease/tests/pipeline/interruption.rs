//! Ctrl-C in the middle, and two processes at once.

use crate::support::{Results, SMALL, fig5};
use predicates::str::contains;
use std::fs;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// 6 runs of half a second each, one at a time: long enough to be interrupted in the middle.
const LONG: [&str; 10] = [
    "--set",
    "repeats=6",
    "--set",
    "sweep.task.memorise.points=[2500]",
    "--set",
    "training.epochs=300",
    "--set",
    "checkpoints=[{from = 0, to = 300, count = 3}]",
    "--jobs",
    "1",
];

fn start(results: &Results) -> Child {
    Command::new(assert_cmd::cargo::cargo_bin!("crease"))
        .arg("run")
        .arg(fig5())
        .args(["--preset", "quick"])
        .args(SMALL)
        .args(LONG)
        .arg("--results")
        .arg(results.path())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

fn finished_runs(results: &Results) -> usize {
    let runs = fs::read_dir(results.file("runs")).into_iter().flatten();
    runs.filter(|run| run.as_ref().unwrap().path().join("status.json").exists())
        .count()
}

fn wait_for_a_finished_run(results: &Results) {
    let began = Instant::now();
    while finished_runs(results) == 0 {
        assert!(began.elapsed() < Duration::from_mins(2), "no run finished");
        std::thread::sleep(Duration::from_millis(5));
    }
}

fn signal(child: &Child, name: &str) {
    let kill = Command::new("kill")
        .args([name, &child.id().to_string()])
        .status();
    assert!(kill.unwrap().success());
}

#[test]
fn an_interrupted_sweep_goes_on_to_the_same_table() {
    let whole = Results::new();
    whole.run(&LONG).assert().success();

    for name in ["-INT", "-TERM", "-KILL"] {
        let results = Results::new();
        let child = start(&results);
        wait_for_a_finished_run(&results);
        signal(&child, name);
        let output = child.wait_with_output().unwrap();
        let kept = finished_runs(&results);
        assert!((1..6).contains(&kept), "{kept} of 6 runs were finished");
        assert!(!results.file("table.csv").exists());
        if name != "-KILL" {
            assert_eq!(output.status.code(), Some(130));
            let stderr = String::from_utf8(output.stderr).unwrap();
            let told = format!("stopped: {kept} of 6 runs are finished and kept");
            assert!(stderr.contains(&told), "{stderr}");
            let folders = fs::read_dir(results.file("runs")).unwrap();
            let states = folders.filter(|run| has(run.as_ref().unwrap(), "state.bin"));
            assert_eq!(states.count(), 1, "the run under way goes on where it is");
        }
        let told = format!("{kept} of 6 runs were already finished");
        results.run(&LONG).assert().success().stderr(contains(told));
        assert_eq!(results.deterministic_files(), whole.deterministic_files());
    }
}

fn has(run: &fs::DirEntry, name: &str) -> bool {
    run.path().join(name).exists()
}

#[test]
fn a_second_process_is_told_to_wait() {
    let results = Results::new();
    let mut child = start(&results);
    wait_for_a_finished_run(&results);
    results
        .run(&[])
        .assert()
        .code(2)
        .stdout("")
        .stderr(contains("error: another crease is at work in"));
    child.kill().unwrap();
    child.wait().unwrap();
}
