//! The quick preset of Figure 5, made smaller still, in a folder of its own.

use assert_cmd::Command;
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// 6 runs of 3 checkpoints, in a second or two.
pub const SMALL: [&str; 6] = [
    "--set",
    "repeats=2",
    "--set",
    "training.epochs=12",
    "--set",
    "checkpoints=[{from = 0, to = 12, count = 3}]",
];

/// 6 runs of half a second each, one at a time: long enough to be interrupted in the middle.
pub const LONG: [&str; 10] = [
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

/// The experiment file of Figure 5.
pub fn fig5() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../experiments/fig5.toml")
}

/// The binary under test.
pub fn crease() -> Command {
    Command::new(assert_cmd::cargo::cargo_bin!("crease"))
}

/// A results folder that is removed when the test ends.
pub struct Results {
    folder: TempDir,
}

impl Results {
    pub fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
        }
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// `crease run experiments/fig5.toml --preset quick`, made small, with more arguments.
    pub fn run(&self, arguments: &[&str]) -> Command {
        Command::from_std(self.command(arguments))
    }

    /// The same, started without waiting for it.
    pub fn start(&self, arguments: &[&str]) -> Child {
        let mut command = self.command(arguments);
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        command.spawn().unwrap()
    }

    fn command(&self, arguments: &[&str]) -> std::process::Command {
        let mut command = std::process::Command::new(assert_cmd::cargo::cargo_bin!("crease"));
        command.args(self.arguments(&SMALL)).args(arguments);
        command
    }

    /// `run experiments/fig5.toml --preset quick`, with these settings and this folder.
    pub fn arguments(&self, settings: &[&str]) -> Vec<OsString> {
        let fig5 = fig5().into_os_string();
        let mut arguments: Vec<OsString> = vec!["run".into(), fig5];
        arguments.extend(["--preset", "quick"].map(OsString::from));
        arguments.extend(settings.iter().map(OsString::from));
        arguments.extend(["--results".into(), self.path().into()]);
        arguments
    }

    /// Runs that ended.
    pub fn ended_runs(&self) -> usize {
        let runs = fs::read_dir(self.file("runs")).into_iter().flatten();
        runs.filter(|run| {
            let run = run.as_ref().unwrap().path();
            measured(&run).join("status.json").exists()
        })
        .count()
    }

    /// Waits until a run of another process ends.
    #[cfg(unix)]
    pub fn wait_for_a_run(&self) {
        let began = Instant::now();
        while self.ended_runs() == 0 {
            assert!(began.elapsed() < Duration::from_mins(2), "no run ended");
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    /// A file of the results.
    pub fn file(&self, name: &str) -> PathBuf {
        self.path().join("fig5-quick").join(name)
    }

    pub fn read(&self, name: &str) -> String {
        fs::read_to_string(self.file(name)).unwrap()
    }

    /// Every file that may depend on the experiment alone.
    pub fn deterministic_files(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        let mut files = BTreeMap::new();
        gather(&self.path().join("fig5-quick"), &mut files);
        files.retain(|path, _| {
            let depends = ["status.json", "provenance.json", "report.html"];
            let depends = depends.iter().any(|name| path.ends_with(name));
            let within = |folder: &str| path.components().any(|part| part.as_os_str() == folder);
            !depends && !within(".locks") && !within("logs")
        });
        files
            .into_iter()
            .map(|(path, bytes)| {
                let relative = path.strip_prefix(self.path()).unwrap().to_path_buf();
                (relative, bytes)
            })
            .collect()
    }
}

/// The folder of a run's measurements, in an experiment that was measured in one way only.
pub fn measured(run: &Path) -> PathBuf {
    let entries = fs::read_dir(run).into_iter().flatten().flatten();
    let mut folders = entries.map(|entry| entry.path());
    let is_answer = |path: &PathBuf| {
        path.file_name()
            .unwrap()
            .to_str()
            .unwrap()
            .starts_with("measured-")
    };
    let folder = folders.find(is_answer);
    folder.unwrap_or_else(|| run.join("measured"))
}

/// Sends a signal, such as `-INT`.
pub fn signal(child: &Child, name: &str) {
    let kill = std::process::Command::new("kill")
        .args([name, &child.id().to_string()])
        .status();
    assert!(kill.unwrap().success());
}

fn gather(folder: &Path, files: &mut BTreeMap<PathBuf, Vec<u8>>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            gather(&path, files);
        } else {
            let bytes = fs::read(&path).unwrap();
            files.insert(path, bytes);
        }
    }
}
