//! The text of the script.

use crate::slurm::support::{crease, fig5, slurm};
use predicates::str::contains;
use std::fs;
use std::path::Path;
use std::process::Command;

/// The lines that sbatch reads.
fn options(script: &str) -> Vec<&str> {
    script
        .lines()
        .filter_map(|line| line.strip_prefix("#SBATCH "))
        .collect()
}

/// The values of the script's variables in bash.
fn variables(script: &str, names: &[&str]) -> Vec<String> {
    let (settings, _) = script.split_once("\nshard=").unwrap();
    let shown = format!("\nprintf '%s\\0' \"${}\"", names.join("\" \"$"));
    let output = Command::new("bash")
        .arg("-c")
        .arg(settings.to_owned() + &shown)
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    let text = String::from_utf8(output.stdout).unwrap();
    text.split_terminator('\0').map(str::to_owned).collect()
}

fn is_bash(path: &Path) {
    let check = Command::new("bash").arg("-n").arg(path).output().unwrap();
    assert!(check.status.success(), "{check:?}");
}

#[test]
fn requests_from_slurm_what_the_user_requested() {
    let folder = tempfile::tempdir().unwrap();
    let arguments = [
        "--nodes",
        "5",
        "--cpus",
        "3",
        "--time",
        "1-06",
        "--mem",
        "2G",
        "--partition",
        "long",
        "--account",
        "lab",
        "--results",
        "out",
    ];
    let results = folder.path().join("out");
    slurm(folder.path(), &arguments)
        .assert()
        .success()
        .stdout(contains(
            "12 runs in 5 tasks, 2 or 3 each; 3 cores and at most 1-06 per task",
        ))
        .stdout(contains("sbatch fig5-quick.sbatch"))
        .stdout(contains("crease plot fig5-quick --results"));
    let path = folder.path().join("fig5-quick.sbatch");
    is_bash(&path);
    let script = fs::read_to_string(&path).unwrap();
    let log = format!(
        "--output={}/fig5-quick/logs/slurm-%A_%a.log",
        results.display()
    );
    assert_eq!(
        options(&script),
        [
            "--job-name=fig5-quick",
            "--array=1-5",
            "--ntasks=1",
            "--cpus-per-task=3",
            "--time=1-06",
            "--mem=2G",
            "--partition=long",
            "--account=lab",
            log.as_str(),
            "--open-mode=append",
            "--requeue",
            "--signal=B:USR1@120",
        ]
    );
    assert!(results.join("fig5-quick/logs").is_dir());
    let [crease, kept, shared] = variables(&script, &["crease", "experiment", "results"])
        .try_into()
        .unwrap();
    assert_eq!(
        Path::new(&crease),
        assert_cmd::cargo::cargo_bin!("crease")
            .canonicalize()
            .unwrap()
    );
    assert_eq!(Path::new(&shared), results);
    assert!(Path::new(&kept).is_file(), "{kept}");
}

#[test]
fn stacks_as_many_runs_as_the_user_requested() {
    let folder = tempfile::tempdir().unwrap();
    let run = |more: &[&str]| {
        let arguments = ["--nodes", "2", "--output", "-", "--backend", "flex-stacked"];
        let output = slurm(folder.path(), &[&arguments, more].concat())
            .output()
            .unwrap();
        assert!(output.status.success(), "{output:?}");
        let script = String::from_utf8(output.stdout).unwrap();
        assert_eq!(variables(&script, &["backend"]), ["flex-stacked"]);
        let line = script.lines().find(|line| line.contains("--jobs"));
        line.unwrap().trim().to_owned()
    };
    let jobs = r#"--shard "$shard/$shards" --jobs "${SLURM_CPUS_PER_TASK:-6}""#;
    assert_eq!(run(&[]), format!("{jobs} &"));
    assert_eq!(run(&["--stack", "16"]), format!("{jobs} --stack 16 &"));
}

#[test]
fn the_whole_script() {
    let folder = tempfile::tempdir().unwrap();
    slurm(folder.path(), &["--nodes", "3"]).assert().success();
    let script = fs::read_to_string(folder.path().join("fig5-quick.sbatch")).unwrap();
    let mut plain = script.clone();
    let experiment = &variables(&script, &["experiment"])[0];
    let digest = Path::new(experiment).parent().unwrap().file_name().unwrap();
    for (found, named) in [
        (
            assert_cmd::cargo::cargo_bin!("crease")
                .canonicalize()
                .unwrap()
                .to_str()
                .unwrap(),
            "[crease]",
        ),
        (fig5().to_str().unwrap(), "[fig5.toml]"),
        (folder.path().to_str().unwrap(), "[folder]"),
        (digest.to_str().unwrap(), "[digest]"),
    ] {
        plain = plain.replace(found, named);
    }
    let version = format!("crease {}", env!("CARGO_PKG_VERSION"));
    assert_eq!(
        plain.replace(&version, "crease [version]"),
        include_str!("expected.sbatch")
    );
}

#[test]
fn to_stdout_the_script_alone() {
    let folder = tempfile::tempdir().unwrap();
    let output = slurm(folder.path(), &["--nodes", "1", "--output", "-"])
        .output()
        .unwrap();
    assert!(
        output.status.success() && output.stderr.is_empty(),
        "{output:?}"
    );
    assert!(output.stdout.starts_with(b"#!/bin/bash\n"));
    assert!(!folder.path().join("fig5-quick.sbatch").exists());
}

#[test]
fn odd_paths_are_words() {
    let folder = tempfile::tempdir().unwrap();
    let odd = folder
        .path()
        .join("it's \"a\" $(folder) #1 of {{cpus}}; 100% `x` ü");
    fs::create_dir(&odd).unwrap();
    let script = odd.join("the script");
    slurm(&odd, &["--nodes", "2", "--output", "the script"])
        .assert()
        .success()
        .stdout(contains("sbatch 'the script'"));
    is_bash(&script);
    let text = fs::read_to_string(script).unwrap();
    let [results] = variables(&text, &["results"]).try_into().unwrap();
    assert_eq!(Path::new(&results), odd.join("results"));

    for (name, message) in [
        ("line\nbreak", "control characters"),
        ("back\\slash", "backslash"),
    ] {
        let odd = folder.path().join(name);
        fs::create_dir(&odd).unwrap();
        slurm(&odd, &["--nodes", "2"])
            .assert()
            .code(2)
            .stderr(contains(message));
    }
}

/// Tasks may start days later.
#[test]
fn the_experiment_is_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("mine.toml");
    let run = |file: &Path, results: &str, arguments: &[&str]| {
        let mut command = crease();
        command
            .current_dir(folder.path())
            .arg("run")
            .arg(file)
            .args(["--results", results]);
        command.args(arguments).assert().success();
        fs::read(folder.path().join(results).join("mine-quick/table.csv")).unwrap()
    };
    let small = [
        "--preset",
        "quick",
        "--set",
        "training.epochs=12",
        "--set",
        "repeats=1",
    ];
    fs::copy(fig5(), &file).unwrap();
    crease()
        .current_dir(folder.path())
        .args(["slurm", "mine.toml", "--nodes", "2"])
        .args(small)
        .assert()
        .success();
    let script = fs::read_to_string(folder.path().join("mine-quick.sbatch")).unwrap();
    let [kept] = variables(&script, &["experiment"]).try_into().unwrap();
    let expected = run(&file, "expected", &small);
    fs::write(&file, "title = 'changed'").unwrap();
    assert_eq!(run(Path::new(&kept), "kept", &[]), expected);
}

/// Nodes have another working directory, and may have another environment.
#[test]
#[ignore = "needs MNIST: set CREASE_DATA to its folder"]
fn the_data_is_named_by_its_absolute_path_with_mnist() {
    let data = std::env::var_os("CREASE_DATA").expect("CREASE_DATA names the folder of MNIST");
    let folder = tempfile::tempdir().unwrap();
    std::os::unix::fs::symlink(data, folder.path().join("digits")).unwrap();
    crease()
        .current_dir(folder.path())
        .env("CREASE_DATA", "digits")
        .arg("slurm")
        .arg(fig5().with_file_name("fig3.toml"))
        .args(["--nodes", "2"])
        .assert()
        .success();
    let script = fs::read_to_string(folder.path().join("fig3.sbatch")).unwrap();
    let [data] = variables(&script, &["CREASE_DATA"]).try_into().unwrap();
    assert_eq!(Path::new(&data), folder.path().join("digits"));
}
