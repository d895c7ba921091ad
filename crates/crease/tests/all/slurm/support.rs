//! The quick preset of Figure 5.

pub use crate::pipeline::support::{crease, fig5};

use assert_cmd::Command;
use std::path::Path;

/// `crease slurm experiments/fig5.toml --preset quick`, in `folder`: 12 runs.
pub fn slurm(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = crease();
    command.current_dir(folder).arg("slurm").arg(fig5());
    command.args(["--preset", "quick"]).args(arguments);
    command
}
