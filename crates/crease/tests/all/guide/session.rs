//! A reader at a terminal, in a folder of their own.

use crate::guide::expected::first_not_printed;
use std::fs;
use std::io::Write;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

pub struct Session {
    repository: PathBuf,
    scratch: TempDir,
    /// The reader's current folder.
    folder: PathBuf,
}

impl Session {
    /// With the `crease` under test first in the path.
    pub fn new(repository: &Path) -> Self {
        let scratch = tempfile::tempdir().unwrap();
        let bin = scratch.path().join("bin");
        fs::create_dir(&bin).unwrap();
        symlink(assert_cmd::cargo::cargo_bin!("crease"), bin.join("crease")).unwrap();
        Self {
            repository: repository.to_path_buf(),
            folder: scratch.path().to_path_buf(),
            scratch,
        }
    }

    /// A path that the guide names.
    pub fn place(&self, path: &str) -> PathBuf {
        self.folder.join(path)
    }

    pub fn write(&self, file: &str, text: &str) {
        fs::write(self.place(file), text).unwrap();
    }

    pub fn append(&self, file: &str, text: &str) {
        let mut file = fs::OpenOptions::new()
            .append(true)
            .open(self.place(file))
            .unwrap_or_else(|error| panic!("adding to {file}: {error}"));
        file.write_all(text.as_bytes()).unwrap();
    }

    /// Runs the commands of a block one by one. The last one fails where the guide shows an error,
    /// and is interrupted where it shows `^C`; all others succeed.
    pub fn run(&mut self, lines: &[String], expected: &[String]) {
        let interrupts = expected.first().is_some_and(|line| line == "^C");
        let code = match expected.first() {
            Some(line) if line.starts_with("error: ") => 2,
            _ if interrupts => 130,
            _ => 0,
        };
        let mut printed = String::new();
        for (index, line) in lines.iter().enumerate() {
            if line.starts_with("cargo install ") {
                self.assert_installs_what_is_tested(line);
                continue;
            }
            if let Some(folder) = line.strip_prefix("cd ") {
                self.folder = self.place(folder).canonicalize().unwrap();
                continue;
            }
            let is_last = index + 1 == lines.len();
            let output = if is_last && interrupts {
                self.interrupted(line)
            } else {
                self.shell(line).output().unwrap()
            };
            let message = shown(&output);
            let wanted = if is_last { code } else { 0 };
            assert_eq!(output.status.code(), Some(wanted), "{line}\n{message}");
            printed += &message;
        }
        let expected = &expected[usize::from(interrupts)..];
        if let Some(missing) = first_not_printed(expected, &printed) {
            panic!("the guide says that {lines:?} prints\n{missing}\nbut it prints\n{printed}");
        }
    }

    /// Runs a script.
    pub fn python(&self, text: &str) {
        self.write("from_the_guide.py", text);
        let output = self.shell("python3 from_the_guide.py").output().unwrap();
        assert!(output.status.success(), "{}", shown(&output));
    }

    /// The mean over runs of regions at the end over regions at the start.
    pub fn kept_regions(&self, name: &str, batch: &str, rate: Option<&str>) -> f64 {
        let path = self.place(&format!("results/{name}/table.csv"));
        let mut reader = csv::Reader::from_path(path).unwrap();
        let header = reader.headers().unwrap().clone();
        let column = |name: &str| header.iter().position(|held| held == name);
        let (step, regions) = (
            column("step").unwrap(),
            column("activation_regions").unwrap(),
        );
        let mut ratios: Vec<f64> = Vec::new();
        let mut start = f64::NAN;
        for row in reader.records().map(Result::unwrap) {
            let is = |name: &str, wanted: &str| row[column(name).unwrap()] == *wanted;
            if !is("batch", batch) || rate.is_some_and(|rate| !is("learning_rate", rate)) {
                continue;
            }
            let count: f64 = row[regions].parse().unwrap();
            if &row[step] == "0" {
                start = count;
                ratios.push(1.0);
            }
            *ratios.last_mut().unwrap() = count / start;
        }
        assert!(!ratios.is_empty(), "no rows of batch {batch}, {rate:?}");
        ratios.iter().sum::<f64>() / ratios.len() as f64
    }

    /// The installation itself would take minutes to build what is built already.
    fn assert_installs_what_is_tested(&self, line: &str) {
        let path = line.strip_prefix("cargo install --locked --path ");
        let path = self
            .repository
            .join(path.unwrap_or_else(|| panic!("{line}")));
        let tested = Path::new(env!("CARGO_MANIFEST_DIR")).canonicalize();
        assert_eq!(path.canonicalize().unwrap(), tested.unwrap());
        assert!(self.repository.join("Cargo.lock").is_file());
    }

    fn shell(&self, line: &str) -> Command {
        let bin = self.scratch.path().join("bin");
        let path = std::env::var_os("PATH").unwrap_or_default();
        let paths = std::iter::once(bin).chain(std::env::split_paths(&path));
        let mut command = Command::new("sh");
        command
            .args(["-c", line])
            .current_dir(&self.folder)
            .env("PATH", std::env::join_paths(paths).unwrap())
            .stdin(Stdio::null());
        command
    }

    /// Ctrl-C as soon as a run has finished.
    fn interrupted(&self, line: &str) -> Output {
        let before = self.finished_runs();
        let mut command = self.shell(&format!("exec {line}"));
        let command = command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let child = command.spawn().unwrap();
        let began = Instant::now();
        while self.finished_runs() == before {
            assert!(began.elapsed() < Duration::from_mins(2), "no run finished");
            std::thread::sleep(Duration::from_millis(5));
        }
        let kill = Command::new("kill")
            .args(["-INT", &child.id().to_string()])
            .status();
        assert!(kill.unwrap().success());
        child.wait_with_output().unwrap()
    }

    fn finished_runs(&self) -> usize {
        let entries = |path: &Path| {
            let entries = fs::read_dir(path).into_iter().flatten().flatten();
            entries.map(|entry| entry.path()).collect::<Vec<_>>()
        };
        let names = entries(&self.place("results")).into_iter();
        let runs = names.flat_map(|name| entries(&name.join("runs")));
        let answers = runs.flat_map(|run| entries(&run));
        answers
            .filter(|answer| answer.join("status.json").exists())
            .count()
    }
}

/// The output on the terminal.
fn shown(output: &Output) -> String {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    text(&output.stderr) + &text(&output.stdout)
}
