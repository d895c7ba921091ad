//! The way of an experiment through this crate.

use crate::check;
use crate::decode;
use crate::document::Document;
use crate::error::ExperimentError;
use crate::overlay;
use crate::plan::{Plan, SweepAxis};
use crate::preset::Preset;
use crate::settings::{Experiment, RunSettings};
use crate::sweep::{Point, Sweep};
use std::path::Path;

/// The largest file that is read as an experiment.
const LARGEST: u64 = 1 << 20;

/// What the command line changes in a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Overrides {
    /// `--preset NAME`: the preset to lay over the file.
    pub preset: Option<String>,
    /// Every `--set key=value`, in order, laid over file and preset.
    pub set: Vec<String>,
}

/// An experiment and its plan.
#[derive(Clone, Debug, PartialEq)]
pub struct Loaded {
    /// Name of the results: the file's without its ending, and the preset's behind it.
    pub name: String,
    /// The experiment, its preset and every `--set` applied.
    pub experiment: Experiment,
    /// Its runs.
    pub plan: Plan,
    /// The experiment as TOML with all defaults spelled out. Loaded, it is the same experiment.
    pub resolved_toml: String,
}

/// Loads the experiment file at `path`; `backend` names what will compute it and enters the hash
/// of every run.
///
/// # Errors
/// If the file cannot be read, or anything in it, in one of its presets or in `overrides` does not
/// make an experiment.
pub fn load(path: &Path, overrides: &Overrides, backend: &str) -> Result<Loaded, ExperimentError> {
    let file = path.to_string_lossy();
    let bytes = crease_input::read(path, LARGEST, "an experiment file")?;
    let text = crease_input::text(&bytes).map_err(|error| ExperimentError::NotText {
        file: file.clone().into_owned(),
        error,
    })?;
    parse(text, &file, overrides, backend)
}

/// [`load`] on a text that stands for the file named `file`.
pub(crate) fn parse(
    text: &str,
    file: &str,
    overrides: &Overrides,
    backend: &str,
) -> Result<Loaded, ExperimentError> {
    let mut bare = Document::parse(text, file)?;
    let presets = Preset::take_all(&mut bare)?;
    let chosen = match &overrides.preset {
        Some(name) => Some(Preset::find(&presets, name, file)?),
        None => None,
    };
    let mut document = chosen.map_or_else(|| bare.clone(), |preset| preset.over(&bare));
    for assignment in &overrides.set {
        overlay::set(&mut document, assignment)?;
    }
    let (experiment, axes, points) = resolve(&document)?;
    // A preset that nobody asked for yet should not wait with its errors until somebody does.
    for preset in &presets {
        if chosen.is_none_or(|chosen| chosen.name != preset.name) {
            resolve(&preset.over(&bare))?;
        }
    }
    let resolved_toml = toml::to_string(&experiment).map_err(|error| ExperimentError::File {
        file: file.to_owned(),
        problem: format!("cannot be written as TOML again: {error}"),
    })?;
    let stem = Path::new(file).file_stem().unwrap_or_default();
    let mut name = stem.to_string_lossy().into_owned();
    if let Some(preset) = chosen {
        name += "-";
        name += &preset.name;
    }
    Ok(Loaded {
        name,
        plan: Plan::new(&experiment, axes, &points, backend),
        experiment,
        resolved_toml,
    })
}

type Resolved = (Experiment, Vec<SweepAxis>, Vec<Point>);

fn resolve(document: &Document) -> Result<Resolved, ExperimentError> {
    let experiment = decode::experiment(document)?;
    let base = base(&experiment);
    let complain = |complaint: check::Complaint| complaint.at(document);
    check::repeats(experiment.repeats).map_err(complain)?;
    check::values(&base).map_err(complain)?;
    let sweep = Sweep::find(document, &base)?;
    let (axes, points) = sweep.points(&experiment)?;
    check::figure(&experiment, &axes, &points).map_err(complain)?;
    Ok((experiment, axes, points))
}

/// The settings of a run before its sweep and its seed.
fn base(experiment: &Experiment) -> RunSettings {
    RunSettings {
        seed: 0,
        network: experiment.network.clone(),
        task: experiment.task.clone(),
        training: experiment.training.clone(),
        checkpoints: experiment.checkpoints.clone(),
        keep: experiment.keep,
        slice: experiment.slice.clone(),
        distances: experiment.distances.clone(),
        measures: experiment.measures.clone(),
    }
}
