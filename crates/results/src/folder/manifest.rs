use super::{Folder, write_json};
use crate::ResultsError;
use serde::{Deserialize, Serialize};
use std::fs;
use std::path::PathBuf;

/// Counts changes of what lies in a results folder that other versions cannot read.
pub const FORMAT: u32 = 2;

/// `manifest.json`: who wrote the folder.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// The layout of the folder.
    #[serde(default)]
    pub format: u32,
    /// The version of crease that wrote it.
    pub crease: String,
    /// What computes the training steps; the hashes of the runs depend on it.
    pub backend: String,
}

impl Manifest {
    /// That of this version.
    pub fn new(crease: &str, backend: &str) -> Self {
        Self {
            format: FORMAT,
            crease: crease.to_owned(),
            backend: backend.to_owned(),
        }
    }
}

impl Folder {
    fn manifest_file(&self) -> PathBuf {
        self.root.join("manifest.json")
    }

    /// Who wrote the folder; `None` if it is empty or older than manifests.
    pub fn manifest(&self) -> Option<Manifest> {
        let bytes = fs::read(self.manifest_file()).ok()?;
        serde_json::from_slice(&bytes).ok()
    }

    /// Says who writes the folder.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn write_manifest(&self, manifest: &Manifest) -> Result<(), ResultsError> {
        write_json(&self.manifest_file(), manifest)
    }

    /// Refuses what a newer version wrote, of which we might damage what we do not know.
    pub(super) fn check_format(&self) -> Result<(), ResultsError> {
        match self.manifest() {
            Some(manifest) if manifest.format > FORMAT => Err(ResultsError::Newer {
                folder: self.root.clone(),
                crease: manifest.crease,
                found: manifest.format,
                known: FORMAT,
            }),
            _ => Ok(()),
        }
    }
}
