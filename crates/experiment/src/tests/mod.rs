//! Whole files: what loads, and the one line that is said of what does not.

mod broken;
mod fig5;
mod files;
mod never_panics;
mod plans;

use crate::resolve::parse;
use crate::{Loaded, Overrides};

const BACKEND: &str = "flex";

/// A small experiment with one of everything; the tests of errors break it.
const SMALL: &str = r#"title = "Small"
repeats = 2
measures = ["linear_regions", "loss"]

[network]
hidden = [8, 8]

[task.memorise]
points = 100

[training]
batch = 50
epochs = 10

[[checkpoints]]
count = 3

[[checkpoints]]
unit = "steps"
spacing = "logarithmic"
from = 1
to = 10
count = 4

[slice]
square = { half_side = 1.0 }

[sweep]
task.memorise.points = [100, 200]
network.bias_std = [0.0, 0.001]

[[panel]]
[panel.curves]
x = { of = "epoch" }
y = { of = "linear_regions", min = 1, max = 10 }
series = "task.memorise.points"
reference = [{ y = 4, label = "four" }]

[[claim]]
[claim.initial]
paper = "Few."
measure = "loss"
predicted = 0.7

[[claim]]
[claim.growth]
paper = "Fewer."
measure = "linear_regions"
by = "network.bias_std"

[preset.quick]
training.epochs = 5
sweep.task.memorise.points = [100]
"#;

fn with(preset: Option<&str>, set: &[&str]) -> Overrides {
    Overrides {
        preset: preset.map(str::to_owned),
        set: set.iter().map(|&one| one.to_owned()).collect(),
    }
}

fn small(preset: Option<&str>, set: &[&str]) -> Result<Loaded, String> {
    parse(SMALL, "small.toml", &with(preset, set), BACKEND).map_err(|error| error.to_string())
}

fn error_of(text: &str, overrides: &Overrides) -> String {
    match parse(text, "small.toml", overrides, BACKEND) {
        Ok(_) => "no error".to_owned(),
        Err(error) => error.to_string(),
    }
}

/// `SMALL` with `old` replaced by `new`.
fn edited(old: &str, new: &str) -> String {
    assert!(SMALL.contains(old), "the small experiment has no {old:?}");
    SMALL.replacen(old, new, 1)
}
