//! What the tests of this folder have in common: undisturbed results, and what a user sees of
//! disturbed ones.

use crate::survival::support::{Results, crease};
use assert_cmd::Command;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;
use std::sync::{Mutex, PoisonError};

/// Files by their paths in the folder of all results.
pub type Files = BTreeMap<PathBuf, Vec<u8>>;

/// The files of an undisturbed run with these arguments that depend on the experiment alone.
pub fn undisturbed(arguments: &[&str]) -> Files {
    static KNOWN: Mutex<BTreeMap<String, Files>> = Mutex::new(BTreeMap::new());
    // Held meanwhile, so that no other thread computes the same.
    let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    let files = known.entry(arguments.join(" ")).or_insert_with(|| {
        let results = Results::new();
        results.run(arguments).output().unwrap();
        results.deterministic_files()
    });
    files.clone()
}

/// Fails with the names of the files that differ, and not with their bytes.
pub fn assert_same(found: &Files, expected: &Files) {
    let names = found.keys().chain(expected.keys());
    let differ: Vec<&PathBuf> = names
        .filter(|name| found.get(*name) != expected.get(*name))
        .collect();
    assert!(differ.is_empty(), "these files differ: {differ:?}");
}

/// Every file and folder below `folder`; folders have no content. Without locks, of which a process
/// that is refused may leave one.
pub fn everything(folder: &Path) -> Files {
    let mut found = Files::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.ends_with(".locks") {
                continue;
            }
            let bytes = if path.is_dir() {
                folders.push(path.clone());
                Vec::new()
            } else {
                fs::read(&path).unwrap()
            };
            found.insert(path, bytes);
        }
    }
    found
}

/// The folders of the runs, by name.
pub fn run_folders(results: &Results) -> Vec<PathBuf> {
    let folders = fs::read_dir(results.file("runs")).unwrap();
    let mut folders: Vec<PathBuf> = folders.map(|run| run.unwrap().path()).collect();
    folders.sort();
    folders
}

/// The logs of all sessions.
pub fn logs(results: &Results) -> String {
    let files = fs::read_dir(results.file("logs")).unwrap();
    let logs = files.map(|file| file.unwrap().path());
    let logs = logs.filter(|path| path.extension().is_some_and(|end| end == "log"));
    logs.map(|path| fs::read_to_string(path).unwrap()).collect()
}

/// `crease plot`.
pub fn plot(results: &Results) -> Command {
    command("plot", results)
}

/// `crease status`.
pub fn status(results: &Results) -> Command {
    command("status", results)
}

fn command(name: &str, results: &Results) -> Command {
    let mut command = crease();
    command.args([name, "fig5-quick", "--results"]);
    command.arg(results.path());
    command
}

/// The output of `crease status --json`.
pub fn status_json(results: &Results) -> serde_json::Value {
    let output = status(results).arg("--json").output().unwrap();
    assert!(output.status.success(), "{output:?}");
    serde_json::from_slice(&output.stdout).unwrap()
}

/// Checks for exit code 2, and returns the last line, which must begin with `error:`.
pub fn refusal(output: &Output) -> String {
    let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(2), "{stderr}");
    let errors = stderr.lines().filter(|line| line.starts_with("error: "));
    assert_eq!(errors.count(), 1, "{stderr}");
    let last = stderr.lines().last().unwrap_or_default();
    assert!(last.starts_with("error: "), "{stderr}");
    last.to_owned()
}
