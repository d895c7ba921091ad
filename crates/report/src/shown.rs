use crate::claims::Claim;
use crate::panels::{FigureSettings, Panel};
use crease_experiment::check::Check;
use crease_experiment::{ExperimentError, Overrides, Scene, Sections};
use crease_results::Folder;
use crease_train::Backend;
use serde::{Deserialize, Serialize};
use std::path::Path;

/// The sections of an experiment file for its figure and the paper's claims.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Shown {
    /// How the panels are arranged.
    pub figure: FigureSettings,
    /// The panels of the figure.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub panel: Vec<Panel>,
    /// What the paper says, to compare with what was measured.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub claim: Vec<Claim>,
}

impl Sections for Shown {
    const KEYS: &'static [&'static str] = &["figure", "panel", "claim"];

    fn check(&self, scene: &Scene) -> Check {
        self.figure.check()?;
        for (index, panel) in self.panel.iter().enumerate() {
            panel.check(&format!("panel[{index}]"), scene)?;
        }
        for (index, claim) in self.claim.iter().enumerate() {
            claim.check(&format!("claim[{index}]"), scene)?;
        }
        Ok(())
    }
}

/// An experiment, its plan, and how it is shown.
pub type Loaded = crease_experiment::Loaded<Shown>;

/// Loads an experiment file; see [`crease_experiment::load`].
///
/// # Errors
/// If it is not one.
pub fn load(path: &Path, overrides: &Overrides, backend: &str) -> Result<Loaded, ExperimentError> {
    crease_experiment::load(path, overrides, backend)
}

/// [`load`] on a text that stands for the file named `file`; see [`crease_experiment::parse`].
///
/// # Errors
/// If it is not an experiment.
pub fn parse(
    text: &str,
    file: &str,
    overrides: &Overrides,
    backend: &str,
) -> Result<Loaded, ExperimentError> {
    crease_experiment::parse(text, file, overrides, backend)
}

/// The experiment of a folder of results.
///
/// # Errors
/// If its file is missing or is not an experiment.
pub fn read(folder: &Folder) -> Result<Loaded, ExperimentError> {
    let manifest = folder.manifest().ok().flatten();
    let default = || Backend::default().identity().to_owned();
    let backend = manifest.map_or_else(default, |manifest| manifest.backend);
    let mut loaded = load(&folder.experiment_file(), &Overrides::default(), &backend)?;
    folder.name().clone_into(&mut loaded.name);
    Ok(loaded)
}

#[cfg(test)]
pub(crate) mod tests;
