//! Whole files: what loads, and the one line that is said of what does not.

mod fig5;
mod never_panics;
mod plans;

use crate::resolve::parse;
use crate::{Loaded, Overrides};

const BACKEND: &str = "flex";

/// A small experiment with one of everything. The tests of the binary break it in every way.
const SMALL: &str = include_str!("small.toml");

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
