//! What is kept of a run under way, so that it can resume after an interruption.
//!
//! One file holds all of it, so that its parts always belong together: a line with the BLAKE3 checksum
//! of the rest, a line of JSON, and the bytes of the trainer's state.

use super::rows::{Row, parse, text};
use super::status::{AnyStatus, Checksums};
use crate::Damage;
use crate::checksum::blake3;
use crate::format::FORMAT;
use crease_experiment::plan::PlannedRun;
use serde::{Deserialize, Serialize};
use std::path::Path;

/// Where a run under way can resume. Rows and state are not in the line of JSON as they are.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ResumePoint {
    /// Optimiser steps taken.
    pub step: u64,
    /// What was measured so far: everything scheduled before the state.
    #[serde(skip)]
    pub rows: Vec<Row>,
    /// The checkpoints kept so far.
    pub files: Checksums,
    /// How often exact arithmetic was needed.
    pub exact_fallbacks: u64,
    /// Seconds of training.
    pub train_seconds: f64,
    /// Seconds of analysis.
    pub analysis_seconds: f64,
    /// The sessions that worked on it, first to last.
    pub sessions: Vec<String>,
    /// The trainer's state.
    #[serde(skip)]
    pub state: Vec<u8>,
}

/// The line of JSON.
#[derive(Serialize, Deserialize)]
struct Header<P> {
    format: u32,
    training_hash: String,
    question_hash: String,
    /// The rows, as in `measures.csv`.
    measures: String,
    #[serde(flatten)]
    point: P,
}

impl ResumePoint {
    /// The bytes of the file, for this run.
    pub(super) fn to_bytes(&self, run: &PlannedRun) -> Result<Vec<u8>, serde_json::Error> {
        let mut body = serde_json::to_vec(&Header {
            format: FORMAT,
            training_hash: run.training_hash.clone(),
            question_hash: run.question_hash.clone(),
            measures: text(&run.settings.columns(), &self.rows),
            point: self,
        })?;
        body.push(b'\n');
        body.extend_from_slice(&self.state);
        let mut bytes = blake3(&body).into_bytes();
        bytes.push(b'\n');
        bytes.append(&mut body);
        Ok(bytes)
    }

    /// Reads what [`Self::to_bytes`] wrote for the same run to the file at `path`.
    pub(super) fn from_bytes(bytes: &[u8], run: &PlannedRun, path: &Path) -> Result<Self, Damage> {
        let damaged = || Damage::Content(path.to_path_buf());
        let (checksum, body) = first_line(bytes).ok_or_else(damaged)?;
        if checksum != blake3(body).as_bytes() {
            return Err(damaged());
        }
        let (header, state) = first_line(body).ok_or_else(damaged)?;
        let AnyStatus { format } = serde_json::from_slice(header).unwrap_or_default();
        let other_version = || Damage::OtherVersion {
            path: path.to_path_buf(),
            format,
        };
        let header: Header<Self> = serde_json::from_slice(header).map_err(|_| other_version())?;
        if format != FORMAT {
            return Err(other_version());
        }
        of_this_run(&header.training_hash, &header.question_hash, run, path)?;
        Ok(Self {
            rows: parse(&header.measures, &run.settings.columns()).ok_or_else(damaged)?,
            state: state.to_vec(),
            ..header.point
        })
    }
}

/// Refuses a file with the hashes of another run.
pub(super) fn of_this_run(
    training_hash: &str,
    question_hash: &str,
    run: &PlannedRun,
    path: &Path,
) -> Result<(), Damage> {
    for (found, expected) in [
        (training_hash, &run.training_hash),
        (question_hash, &run.question_hash),
    ] {
        if found != expected {
            return Err(Damage::OtherRun {
                path: path.to_path_buf(),
                found: found.to_owned(),
                expected: expected.clone(),
            });
        }
    }
    Ok(())
}

fn first_line(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let end = bytes.iter().position(|&byte| byte == b'\n')?;
    Some((&bytes[..end], &bytes[end + 1..]))
}
