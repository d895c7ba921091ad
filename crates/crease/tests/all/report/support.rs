//! Two small experiments: curves with claims, and a picture too large for a page as SVG.

pub use crate::pipeline::support::{crease, fig5};

use crate::pipeline::support::SMALL;
use assert_cmd::Command;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// An untrained network with some ten thousand regions in a square.
const CELLS: &str = r#"
title = "Many regions & <one> network"
keep = "all"
measures = ["activation_regions"]

[network]
hidden = [128, 128, 128]
bias_std = 0.5

[task.untrained]

[slice]
square = { half_side = 2.0 }

[[panel]]
[panel.cells]
"#;

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

    /// `fig5-quick`, made small: 6 runs of 3 checkpoints.
    pub fn curves(&self, arguments: &[&str]) -> Command {
        let mut command = crease();
        command.arg("run").arg(fig5()).args(["--preset", "quick"]);
        command.args(SMALL).arg("--results").arg(self.path());
        command.args(arguments);
        command
    }

    /// `cells`: one panel of polygons.
    pub fn cells(&self, arguments: &[&str]) -> Command {
        self.cells_named("cells".as_ref(), arguments)
    }

    /// The same, with another name.
    pub fn cells_named(&self, name: &OsStr, arguments: &[&str]) -> Command {
        let mut file = self.path().join(name).into_os_string();
        file.push(".toml");
        fs::write(&file, CELLS).unwrap();
        let mut command = crease();
        command
            .arg("run")
            .arg(file)
            .arg("--results")
            .arg(self.path())
            .args(arguments);
        command
    }

    /// A file of the results.
    pub fn file(&self, name: &str) -> PathBuf {
        self.path().join(name)
    }

    pub fn read(&self, name: &str) -> String {
        fs::read_to_string(self.file(name)).unwrap()
    }
}
