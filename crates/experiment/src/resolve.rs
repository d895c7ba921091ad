//! Loading an experiment, from file to plan.

use crate::axis::SweepAxis;
use crate::check::{Check, Complaint};
use crate::decode;
use crate::document::Document;
use crate::error::ExperimentError;
use crate::overlay;
use crate::plan::Plan;
use crate::preset::Preset;
use crate::reader;
use crate::rules;
use crate::sections::{Scene, Sections};
use crate::settings::{Experiment, RunSettings, Task};
use crate::sweep::{Point, Sweep};
use serde::Serialize;
use std::path::Path;

/// The largest file that is read as an experiment.
const LARGEST: u64 = 1 << 20;

/// What the command line changes in a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Overrides {
    /// `--preset NAME`: the preset to apply to the file.
    pub preset: Option<String>,
    /// Every `--set key=value`, in order, applied after file and preset.
    pub set: Vec<String>,
}

/// An experiment and its plan.
#[derive(Clone, Debug, PartialEq)]
pub struct Loaded<S> {
    /// Name of the results: that of the file without its extension, then that of the preset.
    pub name: String,
    /// The settings of its runs, with its preset and every `--set` applied.
    pub experiment: Experiment,
    /// The sections of another crate.
    pub sections: S,
    /// Its runs.
    pub plan: Plan,
    /// The whole file as TOML with all defaults. Loading it gives the same experiment.
    pub resolved_toml: String,
}

/// Loads the experiment file at `path`; `backend` names what will compute it and is part of the hash of
/// every run.
///
/// # Errors
/// If the file cannot be read, or anything in it, in one of its presets or in `overrides` is invalid.
pub fn load<S: Sections>(
    path: &Path,
    overrides: &Overrides,
    backend: &str,
) -> Result<Loaded<S>, ExperimentError> {
    let file = path.to_string_lossy();
    let bytes = crease_input::read(path, LARGEST, "an experiment file")?;
    let text = crease_input::text(&bytes).map_err(|error| ExperimentError::NotText {
        file: file.clone().into_owned(),
        error,
    })?;
    parse(text, &file, overrides, backend)
}

/// [`load`] on a text that stands for the file named `file`.
///
/// # Errors
/// As [`load`], except for reading.
pub fn parse<S: Sections>(
    text: &str,
    file: &str,
    overrides: &Overrides,
    backend: &str,
) -> Result<Loaded<S>, ExperimentError> {
    let mut bare = reader::document(text, file)?;
    let presets = Preset::take_all(&mut bare)?;
    let chosen = match &overrides.preset {
        Some(name) => Some(Preset::find(&presets, name, file)?),
        None => None,
    };
    let mut document = chosen.map_or_else(|| bare.clone(), |preset| preset.over(&bare));
    for assignment in &overrides.set {
        overlay::set(&mut document, assignment)?;
    }
    let folder = Path::new(file).parent().unwrap_or(Path::new(""));
    let Resolved {
        experiment,
        sections,
        axes,
        points,
    } = resolve(&document, folder)?;
    // Errors in presets that were not requested are reported too.
    for preset in &presets {
        if chosen.is_none_or(|chosen| chosen.name != preset.name) {
            resolve::<S>(&preset.over(&bare), folder)?;
        }
    }
    let resolved_toml = toml::to_string(&Whole {
        experiment: &experiment,
        sections: &sections,
    })
    .map_err(|error| ExperimentError::File {
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
        sections,
        resolved_toml,
    })
}

/// A file as it is written.
#[derive(Serialize)]
struct Whole<'a, S> {
    #[serde(flatten)]
    experiment: &'a Experiment,
    #[serde(flatten)]
    sections: &'a S,
}

struct Resolved<S> {
    experiment: Experiment,
    sections: S,
    axes: Vec<SweepAxis>,
    points: Vec<Point>,
}

fn resolve<S: Sections>(
    document: &Document,
    folder: &Path,
) -> Result<Resolved<S>, ExperimentError> {
    let (mut experiment, sections) = decode::file::<S>(document, S::KEYS)?;
    read_facts(&mut experiment.task, folder).map_err(|complaint| document.complain(&complaint))?;
    let base = base(&experiment);
    let complain = |complaint: Complaint| document.complain(&complaint);
    rules::repeats(experiment.repeats).map_err(complain)?;
    rules::values(&base).map_err(complain)?;
    let sweep = Sweep::find(document, &base)?;
    let (axes, points) = sweep.points(&experiment)?;
    let scene = Scene {
        experiment: &experiment,
        axes: &axes,
        points: &points,
    };
    sections.check(&scene).map_err(complain)?;
    Ok(Resolved {
        experiment,
        sections,
        axes,
        points,
    })
}

/// Reads the facts of a task's own file, if it has one.
fn read_facts(task: &mut Task, folder: &Path) -> Check {
    let Task::File(file) = task else {
        return Ok(());
    };
    file.read_facts(folder).map_err(|expected| Complaint {
        keys: vec!["task.file.path".to_owned()],
        found: format!("{:?}", file.path),
        expected,
    })
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
        neighbourhoods: experiment.neighbourhoods.clone(),
        measures: experiment.measures.clone(),
    }
}
