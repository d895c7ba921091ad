use super::{Folder, write_json};
use crate::ResultsError;
use serde::{Deserialize, Serialize};
use std::fmt::Display;
use std::fs;
use std::io::ErrorKind;
use std::path::PathBuf;

/// Counts changes of what lies in a results folder that other versions cannot read.
pub const FORMAT: u32 = 3;

/// `manifest.json`: who wrote the folder.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// The layout of the folder.
    pub format: u32,
    /// The version of crease that wrote it.
    pub crease: String,
    /// What computes the training steps; the hashes of the runs depend on it.
    pub backend: String,
}

/// What all versions of a manifest say.
#[derive(Deserialize)]
struct Head {
    format: u32,
    crease: Option<String>,
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
    ///
    /// # Errors
    /// In words, if it is damaged.
    pub fn manifest(&self) -> Result<Option<Manifest>, String> {
        let path = self.manifest_file();
        let damaged = |error: &dyn Display| format!("{} is damaged: {error}", path.display());
        match fs::read(&path) {
            Ok(bytes) => serde_json::from_slice(&bytes).map_err(|error| damaged(&error)),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(damaged(&error)),
        }
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
        // Of a newer manifest nothing else need be as we know it.
        let bytes = fs::read(self.manifest_file()).unwrap_or_default();
        match serde_json::from_slice(&bytes) {
            Ok(Head { format, crease }) if format > FORMAT => Err(ResultsError::Newer {
                folder: self.root.clone(),
                crease: crease.unwrap_or_else(|| "of another version".to_owned()),
                found: format,
                known: FORMAT,
            }),
            _ => Ok(()),
        }
    }
}
