//! The quick preset of Figure 5.

use assert_cmd::Command;
use std::path::{Path, PathBuf};

/// The binary under test.
pub fn crease() -> Command {
    Command::new(assert_cmd::cargo::cargo_bin!("crease"))
}

/// The experiment file of Figure 5.
pub fn fig5() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../experiments/fig5.toml")
}

/// `crease slurm experiments/fig5.toml --preset quick`, in `folder`: 12 runs.
pub fn slurm(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = crease();
    command.current_dir(folder).arg("slurm").arg(fig5());
    command.args(["--preset", "quick"]).args(arguments);
    command
}
