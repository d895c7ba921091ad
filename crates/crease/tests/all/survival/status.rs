//! `crease status`: the progress of a sweep, while it runs and after its end. It only reads.

use crate::survival::scene::{assert_same, everything, refusal, run_folders, status, status_json};
use crate::survival::support::{Results, measured, signal};
use predicates::prelude::PredicateBooleanExt;
use predicates::str::contains;
use serde_json::Value;
use std::process::Child;
use std::time::{Duration, Instant};

/// Two runs that are too long to finish.
const ENDLESS: [&str; 10] = [
    "--set",
    "repeats=2",
    "--set",
    "sweep.task.memorise.points=[2500]",
    "--set",
    "training.epochs=100000",
    "--jobs",
    "1",
    "--keep-every",
    "0.1",
];

/// Waits until the status satisfies `so`; then stops these processes, so that it does not change.
fn wait_until(results: &Results, processes: &[&Child], so: impl Fn(&Value) -> bool) -> Value {
    let began = Instant::now();
    loop {
        if results.file("experiment.toml").exists() && so(&status_json(results)) {
            break;
        }
        assert!(began.elapsed() < Duration::from_mins(1), "it never is so");
        std::thread::sleep(Duration::from_millis(50));
    }
    for process in processes {
        signal(process, "-STOP");
    }
    status_json(results)
}

/// The text, without the commas in its numbers; checks that the command changed nothing.
fn text(results: &Results) -> String {
    let before = everything(results.path());
    let output = status(results).output().unwrap();
    assert!(output.status.success(), "{output:?}");
    assert_same(&everything(results.path()), &before);
    let text = String::from_utf8(output.stdout).unwrap();
    let plain = |line: &str| {
        if line.starts_with("  runs ") {
            format!("{line}\n")
        } else {
            format!("{}\n", line.replace(',', ""))
        }
    };
    text.lines().map(plain).collect()
}

fn kill(mut process: Child) {
    process.kill().unwrap();
    process.wait().unwrap();
}

#[test]
fn while_it_runs_and_when_it_stopped() {
    let results = Results::new();
    let process = results.start(&ENDLESS);
    let json = wait_until(&results, &[&process], |status| {
        status["running"][0]["step"].as_u64() > Some(0)
    });
    assert_eq!((&json["runs"], &json["finished"]), (&2.into(), &0.into()));
    assert_eq!(
        (&json["interrupted"], &json["waiting"]),
        (&0.into(), &1.into())
    );
    let session = &json["sessions"][0];
    assert_eq!(
        (&session["alive"], &session["pid"]),
        (&true.into(), &process.id().into())
    );
    let running = &json["running"][0];
    let (step, steps) = (
        running["step"].as_u64().unwrap(),
        running["steps"].as_u64().unwrap(),
    );
    assert_eq!(json["steps_done"], step);
    assert_eq!(json["steps"], 2 * steps);
    let rate = json["steps_per_second"].as_f64().unwrap();
    let left = json["seconds_left"].as_f64().unwrap();
    assert!(
        (left * rate - (2 * steps - step) as f64).abs() < 1.0,
        "{json}"
    );
    let files = everything(&results.path().join("fig5-quick"));
    let bytes: usize = files.values().map(Vec::len).sum();
    assert_eq!(json["disk_bytes"], bytes);
    let told = text(&results);
    for part in [
        "fig5-quick: Memorising random points\n".to_owned(),
        "  runs          1 running, 1 waiting of 2\n".to_owned(),
        format!(
            "  steps         {step} of {} {} per second\n",
            2 * steps,
            rate as u64
        ),
        "  time left     about ".to_owned(),
        format!("process {}: {} steps in ", process.id(), session["steps"]),
        format!(
            "  running       {}  {step} of {steps} steps ",
            running["run"].as_str().unwrap()
        ),
    ] {
        assert!(told.contains(&part), "{part}\n{told}");
    }

    signal(&process, "-INT");
    signal(&process, "-CONT");
    assert_eq!(process.wait_with_output().unwrap().status.code(), Some(130));
    let stopped = assert_stopped(&results, step);

    // When killed, it loses at most what was not saved, and resumes from there, not from the
    // beginning.
    let process = results.start(&ENDLESS);
    wait_until(&results, &[&process], |status| {
        status["running"][0]["step"].as_u64() >= Some(stopped)
    });
    kill(process);
    assert_stopped(&results, stopped);
}

/// Checks that one run has a state to resume from, at this step or later; returns that step.
fn assert_stopped(results: &Results, at_least: u64) -> u64 {
    let json = status_json(results);
    assert_eq!(json["running"], Value::Array(Vec::new()));
    assert_eq!(
        (&json["interrupted"], &json["waiting"]),
        (&1.into(), &1.into())
    );
    assert_eq!(json["sessions"][0]["alive"], false);
    assert_eq!(json["sessions"][0]["interrupted"], true);
    let told = text(results);
    assert!(told.contains("  1 interrupted, 1 waiting of 2\n"), "{told}");
    assert!(told.contains(" was interrupted or killed\n"), "{told}");
    assert!(
        told.contains("nothing is running: run the same `crease run` to resume"),
        "{told}"
    );
    let step = json["steps_done"].as_u64().unwrap();
    assert!(step >= at_least, "{told}");
    step
}

#[test]
fn several_shards_at_work() {
    let results = Results::new();
    let shards = ["1/2", "2/2"].map(|shard| {
        let arguments = [&ENDLESS[..], &["--shard", shard]].concat();
        results.start(&arguments)
    });
    let processes: Vec<&Child> = shards.iter().collect();
    let json = wait_until(&results, &processes, |status| {
        status["running"].as_array().unwrap().len() == 2
    });
    let sessions = json["sessions"].as_array().unwrap();
    let mut at_work: Vec<&str> = sessions
        .iter()
        .filter(|session| session["alive"] == true)
        .map(|session| session["shard"].as_str().unwrap())
        .collect();
    at_work.sort_unstable();
    assert_eq!(at_work, ["1/2", "2/2"]);
    let told = text(&results);
    assert!(told.contains("  runs          2 running of 2\n"), "{told}");
    assert_eq!(told.matches("  session       since ").count(), 2, "{told}");
    assert!(
        told.contains(" shard 1/2: ") && told.contains(" shard 2/2: "),
        "{told}"
    );
    let [one, two] = shards;
    kill(one);
    let json = status_json(&results);
    assert_eq!(
        json["sessions"].as_array().unwrap().len(),
        1,
        "only who is at work"
    );
    assert_eq!(json["running"].as_array().unwrap().len(), 1);
    kill(two);
}

#[test]
fn behind_the_end() {
    let results = Results::new();
    results.run(&[]).assert().success();
    let json = status_json(&results);
    assert_eq!((&json["runs"], &json["finished"]), (&6.into(), &6.into()));
    assert_eq!(
        (&json["steps"], &json["steps_done"]),
        (&720.into(), &720.into())
    );
    assert_eq!(json["sessions"][0]["interrupted"], false);
    let told = text(&results);
    for part in [
        "  runs          6 finished of 6\n",
        "  steps         720 of 720 ",
        "  time left     none: all runs have ended\n",
        "  last session  since ",
        ": 720 steps in ",
        " ended\n",
    ] {
        assert!(told.contains(part), "{part}\n{told}");
    }
    let logs = format!("  logs          {}\n", results.file("logs").display());
    assert!(told.contains(&logs), "{told}");

    // Damaged runs will be computed again, and do not count as finished.
    let measures = measured(&run_folders(&results)[0]).join("measures.csv");
    std::fs::write(&measures, "").unwrap();
    status(&results)
        .assert()
        .success()
        .stdout(contains("5 finished, 1 waiting of 6").and(contains(format!(
            "  damaged       {} is damaged",
            measures.display()
        ))));
}

#[test]
fn without_results_status_is_an_error() {
    let results = Results::new();
    let error = refusal(&status(&results).output().unwrap());
    assert!(error.contains("no results in "), "{error}");
    assert!(
        error.contains("first run the experiment with `crease run FILE`"),
        "{error}"
    );
    assert_eq!(everything(results.path()).len(), 0);
}
