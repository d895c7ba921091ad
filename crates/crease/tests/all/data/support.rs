//! Data folders, and the real MNIST.

use crate::data::server::{Answer, Request};
use assert_cmd::Command;
use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// The unpacked files, sorted.
pub const NAMES: [&str; 4] = [
    "t10k-images-idx3-ubyte",
    "t10k-labels-idx1-ubyte",
    "train-images-idx3-ubyte",
    "train-labels-idx1-ubyte",
];

/// The packed files of the real MNIST: the tests that need them are ignored by default.
pub fn real() -> PathBuf {
    let folder = std::env::var_os("CREASE_DATA").filter(|folder| !folder.is_empty());
    let folder = PathBuf::from(folder.expect("CREASE_DATA names the folder of MNIST"));
    for name in NAMES {
        let packed = folder.join(format!("{name}.gz"));
        assert!(packed.exists(), "{} is not there", packed.display());
    }
    // The tests run in another folder than the binary.
    fs::canonicalize(folder).unwrap()
}

/// The packed files by their paths on a server.
pub fn packed(real: &Path) -> impl Fn(&Request) -> Vec<u8> + Send + Sync + use<> {
    let files: HashMap<String, Vec<u8>> = NAMES
        .iter()
        .map(|name| {
            let bytes = fs::read(real.join(format!("{name}.gz"))).unwrap();
            (format!("/mnist/{name}.gz"), bytes)
        })
        .collect();
    move |request| files[&request.path].clone()
}

/// A mirror without faults.
pub fn good(real: &Path) -> impl Fn(usize, &Request) -> Answer + Send + Sync + use<> {
    let files = packed(real);
    move |_, request| Answer::good(&files(request), request)
}

/// A data folder that is removed when the test ends.
pub struct Data {
    home: TempDir,
}

impl Data {
    pub fn new() -> Self {
        Self {
            home: tempfile::tempdir().unwrap(),
        }
    }

    /// The current folder of the commands.
    pub fn home(&self) -> &Path {
        self.home.path()
    }

    /// Where the data should be.
    pub fn folder(&self) -> PathBuf {
        self.home().join("data")
    }

    /// The names of the files in the data folder, sorted.
    pub fn names(&self) -> Vec<String> {
        let mut names: Vec<_> = fs::read_dir(self.folder())
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    /// `crease data`, without the tester's environment variables for data and proxies.
    pub fn std_command(&self) -> std::process::Command {
        let mut command = std::process::Command::new(assert_cmd::cargo::cargo_bin!("crease"));
        command.current_dir(self.home()).arg("data");
        command.env_remove("CREASE_DATA");
        for name in ["ALL_PROXY", "HTTPS_PROXY", "HTTP_PROXY", "NO_PROXY"] {
            command.env_remove(name).env_remove(name.to_lowercase());
        }
        command
    }

    pub fn command(&self) -> Command {
        Command::from_std(self.std_command())
    }
}
