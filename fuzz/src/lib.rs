//! Helpers that the targets share.

use crease_experiment::check::Check;
use crease_experiment::{ExperimentError, Loaded, Overrides, Scene, Sections};
use serde::{Deserialize, Serialize};
use std::fmt::Display;
use std::path::PathBuf;
use std::sync::LazyLock;
use tempfile::TempDir;

/// Checks that an error message is one line.
///
/// # Panics
/// If it is not.
pub fn one_line(error: &impl Display) {
    let line = error.to_string();
    assert!(!line.is_empty(), "an error without words");
    assert!(!line.chars().any(char::is_control), "{line:?}");
}

static FOLDER: LazyLock<TempDir> =
    LazyLock::new(|| TempDir::new_in("/dev/shm").expect("a folder in memory"));

/// A file in memory, owned by this process.
pub fn file(name: &str) -> PathBuf {
    FOLDER.path().join(name)
}

/// The sections that `crease-report` reads, left unparsed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Unread {
    figure: toml::Table,
    panel: Vec<toml::Table>,
    claim: Vec<toml::Table>,
}

impl Sections for Unread {
    const KEYS: &'static [&'static str] = &["figure", "panel", "claim"];

    fn check(&self, _: &Scene) -> Check {
        Ok(())
    }
}

/// Loads an experiment.
///
/// # Errors
/// If it is not one.
pub fn parse(text: &str) -> Result<Loaded<Unread>, ExperimentError> {
    crease_experiment::parse(text, "fuzz.toml", &Overrides::default(), "flex")
}
