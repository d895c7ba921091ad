//! Experiment files in a folder of their own, and the errors of the binary for them.

use std::ffi::OsStr;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// A count of the network and the slice in the folder.
pub const COUNT: [&str; 5] = [
    "count",
    "--network",
    "network.safetensors",
    "--slice",
    "slice.json",
];

/// A small experiment with one of everything.
pub const SMALL: &str = include_str!("../../../../experiment/src/tests/small.toml");

/// No mistake takes longer to find, on a slow and busy machine.
const SLOWEST: Duration = Duration::from_secs(20);

/// The most address space, of which a process that counts nothing needs a fraction.
const MOST_KIB: u64 = 1 << 20;

/// A folder that is removed when the test ends.
pub struct Folder(TempDir);

impl Folder {
    pub fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub fn path(&self) -> &Path {
        self.0.path()
    }

    pub fn write(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path().join(name);
        fs::write(&path, content).unwrap();
        path
    }

    /// The error of `crease ARGUMENTS`, started in this folder. It must have one line, come
    /// quickly, and leave nothing behind.
    pub fn complaint<A: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = A>) -> String {
        let before = self.names();
        let mut child = bounded()
            .arg(assert_cmd::cargo::cargo_bin!("crease"))
            .args(arguments)
            .current_dir(self.path())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let began = Instant::now();
        while child.try_wait().unwrap().is_none() {
            if began.elapsed() > SLOWEST {
                child.kill().unwrap();
                panic!("no answer within {SLOWEST:?}");
            }
            std::thread::sleep(Duration::from_millis(1));
        }
        let (mut stdout, mut stderr) = (String::new(), String::new());
        child
            .stdout
            .take()
            .unwrap()
            .read_to_string(&mut stdout)
            .unwrap();
        child
            .stderr
            .take()
            .unwrap()
            .read_to_string(&mut stderr)
            .unwrap();
        let code = child.wait().unwrap().code();
        assert_eq!((code, stdout.as_str()), (Some(2), ""), "{stderr}");
        assert_eq!(self.names(), before, "files were left behind: {stderr}");
        let line = stderr
            .strip_prefix("error: ")
            .and_then(|line| line.strip_suffix('\n'));
        let line = line.unwrap_or_else(|| panic!("no line: {stderr:?}"));
        assert!(!line.chars().any(char::is_control), "{line:?}");
        assert!(line.len() < 800, "{line}");
        line.to_owned()
    }

    fn names(&self) -> Vec<PathBuf> {
        let entries = fs::read_dir(self.path()).unwrap();
        let mut names: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
        names.sort();
        names
    }
}

/// The binary under test.
pub fn crease() -> Command {
    Command::new(assert_cmd::cargo::cargo_bin!("crease"))
}

/// Runs a command with bounded memory: no mistake may take all of it.
fn bounded() -> Command {
    let mut command = Command::new("sh");
    command.args([
        "-c",
        &format!("ulimit -v {MOST_KIB} 2>/dev/null; exec \"$0\" \"$@\""),
    ]);
    command
}
