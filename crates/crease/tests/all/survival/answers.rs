//! The output of a command is written in full, or the command fails.

use crate::survival::support::{Results, crease, fig5};
use std::fs::File;
use std::process::{Command, Stdio};

/// Commands that print to stdout, each in `results`, where there is an experiment.
fn commands(results: &Results) -> Vec<Command> {
    let fig5 = fig5();
    let fig5 = fig5.to_str().unwrap();
    let lines: [&[&str]; 13] = [
        &["--help"],
        &["--version"],
        &["count", "--help"],
        &["help", "run"],
        &["cite"],
        &["check", fig5, "--preset", "quick"],
        &[
            "slurm", fig5, "--preset", "quick", "--nodes", "2", "--output", "-",
        ],
        &[
            "slurm", fig5, "--preset", "quick", "--nodes", "2", "--force",
        ],
        &["status", "fig5-quick"],
        &["status", "fig5-quick", "--json"],
        &["plot", "fig5-quick"],
        &["verify", "--quick", "--networks", "8", "--seed", "3"],
        &["run", "fig5.toml", "--preset", "quick"],
    ];
    let with_results = ["slurm", "status", "plot", "verify", "run"];
    let command = |line: &&[&str]| {
        let mut command = Command::new(assert_cmd::cargo::cargo_bin!("crease"));
        command.args(*line).current_dir(results.path());
        if with_results.contains(&line[0]) {
            command.arg("--results").arg(results.path());
        }
        if line[0] == "run" {
            command.args(crate::survival::support::SMALL);
        }
        command
    };
    let mut commands: Vec<Command> = lines.iter().map(command).collect();
    for name in ["count", "draw"] {
        let mut command = Command::new(assert_cmd::cargo::cargo_bin!("crease"));
        command.arg(name).current_dir(results.path());
        command.args(["--network", "network.safetensors", "--slice", "plane.json"]);
        if name == "draw" {
            command.args(["--output", "regions.svg"]);
        }
        commands.push(command);
    }
    commands
}

fn scene() -> Results {
    let results = Results::new();
    std::fs::copy(fig5(), results.path().join("fig5.toml")).unwrap();
    results.run(&["--set", "keep='last'"]).assert().success();
    let run = std::fs::read_dir(results.file("runs")).unwrap().next();
    let checkpoints = run.unwrap().unwrap().path().join("checkpoints");
    let checkpoint = std::fs::read_dir(checkpoints).unwrap().next();
    let network = results.path().join("network.safetensors");
    std::fs::copy(checkpoint.unwrap().unwrap().path(), network).unwrap();
    let plane = r#"{"kind": "plane", "window": {"center": [0, 0], "half_side": 1}}"#;
    std::fs::write(results.path().join("plane.json"), plane).unwrap();
    results
}

#[test]
fn an_answer_that_cannot_be_written_is_an_error() {
    let results = scene();
    for mut command in commands(&results) {
        let full = File::options().write(true).open("/dev/full").unwrap();
        let output = command.stdout(full).output().unwrap();
        let told = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{command:?}: {told}");
        let last = told.lines().last().unwrap_or_default();
        let why = "error: cannot write to stdout: No space left on device (os error 28)";
        assert!(last.starts_with(why), "{command:?}: {told}");
        assert_eq!(told.matches("error: ").count(), 1, "{told}");
    }
}

/// As `>&-` in a shell does.
#[cfg(target_os = "linux")]
#[test]
fn an_answer_to_a_closed_stdout_is_an_error() {
    let results = scene();
    for command in commands(&results) {
        let mut closed = Command::new("sh");
        closed.args(["-c", "exec \"$0\" \"$@\" >&-"]);
        closed.arg(command.get_program()).args(command.get_args());
        closed.current_dir(results.path());
        let output = closed.output().unwrap();
        let told = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{command:?}: {told}");
        let last = told.lines().last().unwrap_or_default();
        assert!(
            last.starts_with("error: cannot write to stdout: it is closed"),
            "{command:?}: {told}"
        );
    }
    // With /dev/null, the output counts as written.
    let mut check = Command::new(assert_cmd::cargo::cargo_bin!("crease"));
    let null = File::options().read(true).write(true).open("/dev/null");
    assert!(
        check
            .arg("--help")
            .stdout(null.unwrap())
            .status()
            .unwrap()
            .success()
    );
}

#[test]
fn a_reader_that_closes_the_pipe_is_not_an_error() {
    let results = scene();
    for mut command in commands(&results) {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let output = command.stdout(writer).stderr(Stdio::piped()).output();
        let output = output.unwrap();
        let told = String::from_utf8(output.stderr).unwrap();
        assert!(output.status.success(), "{command:?}: {told}");
        assert!(!told.contains("error"), "{command:?}: {told}");
    }
}

#[test]
fn errors_need_not_be_written() {
    let results = Results::new();
    let full = File::options().write(true).open("/dev/full").unwrap();
    let mut command = Command::new(assert_cmd::cargo::cargo_bin!("crease"));
    command.arg("nonsense").stderr(full);
    assert_eq!(command.status().unwrap().code(), Some(2));
    crease()
        .arg("status")
        .arg("missing")
        .arg("--results")
        .arg(results.path())
        .assert()
        .code(2);
}
