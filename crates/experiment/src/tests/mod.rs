//! Whole files: those that load, and the one-line errors of those that do not.

mod fig5;
mod kinds;
mod neighbourhoods;
mod never_panics;
mod plans;
mod tasks;

use crate::check::Check;
use crate::{ExperimentError, Overrides, Scene, Sections, resolve};
use serde::{Deserialize, Serialize};
use std::path::Path;

const BACKEND: &str = "flex";

/// A small experiment with one of everything. The tests of the binary break it in every way.
const SMALL: &str = include_str!("small.toml");

/// The sections of another crate, unread.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Unread {
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

type Loaded = crate::Loaded<Unread>;

fn load(path: &Path, overrides: &Overrides, backend: &str) -> Result<Loaded, ExperimentError> {
    crate::load(path, overrides, backend)
}

fn parse(
    text: &str,
    file: &str,
    overrides: &Overrides,
    backend: &str,
) -> Result<Loaded, ExperimentError> {
    resolve::parse(text, file, overrides, backend)
}

fn with(preset: Option<&str>, set: &[&str]) -> Overrides {
    Overrides {
        preset: preset.map(str::to_owned),
        set: set.iter().map(|&one| one.to_owned()).collect(),
    }
}

fn small(preset: Option<&str>, set: &[&str]) -> Result<Loaded, String> {
    parse(SMALL, "small.toml", &with(preset, set), BACKEND).map_err(|error| error.to_string())
}

/// `SMALL` with `old` replaced by `new`.
fn edited(old: &str, new: &str) -> String {
    assert!(SMALL.contains(old), "the small experiment has no {old:?}");
    SMALL.replacen(old, new, 1)
}
