use crate::checksum::blake3;
use crate::folder::FORMAT;
use crease_experiment::settings::RunSettings;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How a run ended. A run that was interrupted has no status.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Every checkpoint was analysed.
    Finished,
    /// Loss or weights were no longer finite: a result of the settings, as a count is.
    Diverged,
    /// Training or analysis went wrong.
    Failed,
}

/// The BLAKE3 hashes of files, by their names in the run's folder.
pub type Checksums = BTreeMap<String, String>;

/// `status.json`: how a run ended, from what settings, and what it took.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Status {
    /// The layout of the run's folder.
    pub format: u32,
    /// How it ended.
    pub state: State,
    /// Why it failed or diverged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// The step after which it was no longer finite.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub diverged_at: Option<u64>,
    /// Names the weights that were trained.
    pub training_hash: String,
    /// Names what was asked of them.
    pub question_hash: String,
    /// The run's own seed.
    pub seed: u64,
    /// What computed the training steps.
    pub backend: String,
    /// The version of crease that ended it.
    pub crease: String,
    /// Optimiser steps taken.
    pub steps: u64,
    /// Seconds of training, without waiting for the analysis.
    pub train_seconds: f64,
    /// Seconds of analysis, over all checkpoints.
    pub analysis_seconds: f64,
    /// How often exact arithmetic had to decide, over all checkpoints.
    pub exact_fallbacks: u64,
    /// The sessions that worked on it, first to last.
    pub sessions: Vec<String>,
    /// When it ended, UTC.
    pub ended: String,
    /// The run's settings in full.
    pub settings: RunSettings,
    /// The files that the run left.
    pub files: Checksums,
    /// BLAKE3 of this file with nothing in this place.
    pub checksum: String,
}

/// What all versions of a status say.
#[derive(Deserialize)]
struct Head {
    #[serde(default)]
    format: u32,
}

impl Status {
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

    /// Reads what [`Self::to_bytes`] wrote; otherwise says what is wrong with it.
    pub(super) fn from_bytes(bytes: &[u8]) -> Result<Self, String> {
        let unreadable = |error: serde_json::Error| format!("is damaged: {error}");
        let head: Head = serde_json::from_slice(bytes).map_err(unreadable)?;
        if head.format != FORMAT {
            return Err(format!(
                "is of another version of crease, in format {} and not {FORMAT}",
                head.format
            ));
        }
        let status: Self = serde_json::from_slice(bytes).map_err(unreadable)?;
        if status.to_bytes().map_err(unreadable)? != bytes {
            return Err("is damaged: its checksum is not that of its content".to_owned());
        }
        Ok(status)
    }
}
