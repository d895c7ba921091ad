use crate::Damage;
use crate::checksum::blake3;
use crate::format::FORMAT;
use crease_experiment::settings::RunSettings;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::Path;

/// How a run ended. An interrupted run has no status.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RunEnd {
    /// Every checkpoint was analysed.
    Finished,
    /// Loss or weights were no longer finite: a result of the settings, as a count is.
    Diverged,
    /// Training or analysis failed.
    Failed,
}

/// The BLAKE3 hashes of files, by their names in the run's folder.
pub type Checksums = BTreeMap<String, String>;

/// `status.json`: how a run ended, its settings, and how long it took.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RunStatus {
    /// The format of the folder.
    pub format: u32,
    /// How it ended.
    pub state: RunEnd,
    /// Why it failed or diverged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// The step after which it was no longer finite.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub diverged_at: Option<u64>,
    /// Identifies the weights that were trained.
    pub training_hash: String,
    /// Identifies what was measured on them.
    pub question_hash: String,
    /// The run's own seed.
    pub seed: u64,
    /// What computed the training steps.
    pub backend: String,
    /// The version of crease that wrote this.
    pub crease: String,
    /// Optimiser steps taken.
    pub steps: u64,
    /// Seconds of training, without waiting for the analysis.
    pub train_seconds: f64,
    /// Seconds of analysis, over all checkpoints.
    pub analysis_seconds: f64,
    /// How often exact arithmetic was needed, over all checkpoints.
    pub exact_fallbacks: u64,
    /// The sessions that worked on it, first to last.
    pub sessions: Vec<String>,
    /// When it ended, UTC.
    pub ended: String,
    /// The run's settings in full.
    pub settings: RunSettings,
    /// The files that the run left.
    pub files: Checksums,
    /// BLAKE3 of this file with this string empty.
    pub checksum: String,
}

/// What all versions of a status have.
#[derive(Default, Deserialize)]
pub(super) struct AnyStatus {
    #[serde(default)]
    pub(super) format: u32,
}

impl RunStatus {
    /// The bytes of `status.json`, checksum included.
    pub(super) fn to_bytes(&self) -> Result<Vec<u8>, serde_json::Error> {
        let mut status = self.clone();
        status.format = FORMAT;
        status.checksum.clear();
        status.checksum = blake3(&serde_json::to_vec(&status)?);
        let mut bytes = serde_json::to_vec_pretty(&status)?;
        bytes.push(b'\n');
        Ok(bytes)
    }

    /// Reads what [`Self::to_bytes`] wrote to the file at `path`.
    pub(super) fn from_bytes(bytes: &[u8], path: &Path) -> Result<Self, Damage> {
        let json = |reason: serde_json::Error| Damage::Json {
            path: path.to_path_buf(),
            reason,
        };
        let AnyStatus { format } = serde_json::from_slice(bytes).map_err(json)?;
        if format != FORMAT {
            let path = path.to_path_buf();
            return Err(Damage::OtherVersion { path, format });
        }
        let status: Self = serde_json::from_slice(bytes).map_err(json)?;
        if status.to_bytes().map_err(json)? != bytes {
            return Err(Damage::Content(path.to_path_buf()));
        }
        Ok(status)
    }
}
