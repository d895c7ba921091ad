//! Ctrl-C, SIGTERM and SIGKILL in the middle.

use crate::pipeline::support::{LONG, Results, measured, signal};
use predicates::str::contains;
use std::fs;
use std::process::{Command, Stdio};

#[test]
fn an_interrupted_sweep_resumes_to_the_same_table() {
    let whole = Results::new();
    whole.run(&LONG).assert().success();

    for name in ["-INT", "-TERM", "-KILL"] {
        let results = Results::new();
        let child = results.start(&LONG);
        results.wait_for_a_run();
        signal(&child, name);
        let output = child.wait_with_output().unwrap();
        let kept = results.ended_runs();
        assert!((1..6).contains(&kept), "{kept} of 6 runs were finished");
        assert!(!results.file("table.csv").exists());
        if name != "-KILL" {
            assert_eq!(output.status.code(), Some(130));
            let stderr = String::from_utf8(output.stderr).unwrap();
            let told = format!("stopped: {kept} of 6 runs finished and kept");
            assert!(stderr.contains(&told), "{stderr}");
            let folders = fs::read_dir(results.file("runs")).unwrap();
            let states = folders.filter(|run| has(run.as_ref().unwrap(), "state.bin"));
            assert_eq!(states.count(), 1, "the run under way goes on where it is");
        }
        let told = format!("{kept} of 6 runs already finished");
        results.run(&LONG).assert().success().stderr(contains(told));
        assert_eq!(results.deterministic_files(), whole.deterministic_files());
    }
}

#[test]
#[cfg(unix)]
fn a_sweep_begun_with_nohup_outlives_the_terminal() {
    let results = Results::new();
    let sweep = results.run(&LONG);
    let mut command = Command::new("nohup");
    command.arg(sweep.get_program()).args(sweep.get_args());
    let child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    results.wait_for_a_run();
    signal(&child, "-HUP");
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{output:?}");
    assert_eq!(results.ended_runs(), 6);
}

fn has(run: &fs::DirEntry, name: &str) -> bool {
    measured(&run.path()).join(name).exists()
}
