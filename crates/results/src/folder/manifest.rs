use super::{Folder, write_json};
use crate::damage::read_if_there;
use crate::format::FORMAT;
use crate::{Damage, ResultsError};
use serde::{Deserialize, Serialize};
use std::fs;
use std::path::PathBuf;

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

/// What all versions of a manifest have.
#[derive(Deserialize)]
struct AnyManifest {
    format: u32,
    crease: Option<String>,
}

impl Manifest {
    /// The manifest of this version.
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

    /// Who wrote the folder; `None` if it is new or older than manifests.
    ///
    /// # Errors
    /// If it is damaged.
    pub fn manifest(&self) -> Result<Option<Manifest>, Damage> {
        let path = self.manifest_file();
        let Some(bytes) = read_if_there(&path)? else {
            return Ok(None);
        };
        serde_json::from_slice(&bytes).map_err(|reason| Damage::Json { path, reason })
    }

    /// Records who writes the folder.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn write_manifest(&self, manifest: &Manifest) -> Result<(), ResultsError> {
        write_json(&self.manifest_file(), manifest)
    }

    /// Refuses the folder of a newer version, since this one might damage it.
    pub(super) fn check_format(&self) -> Result<(), ResultsError> {
        // A newer manifest may differ in everything else.
        let bytes = fs::read(self.manifest_file()).unwrap_or_default();
        match serde_json::from_slice(&bytes) {
            Ok(AnyManifest { format, crease }) if format > FORMAT => Err(ResultsError::Newer {
                folder: self.root.clone(),
                crease: crease.unwrap_or_else(|| "of another version".to_owned()),
                found: format,
                known: FORMAT,
            }),
            _ => Ok(()),
        }
    }
}
