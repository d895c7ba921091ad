//! What is kept of a run under way, so that it can go on behind an interruption.
//!
//! One file holds all of it, so that its parts belong together at any time: a line with the BLAKE3
//! checksum of what follows, a line of JSON, and the bytes of the trainer's state.

use super::rows::{Row, parse, text};
use super::status::Checksums;
use crate::checksum::blake3;
use crate::folder::FORMAT;
use crease_experiment::plan::PlannedRun;
use serde::{Deserialize, Serialize};

/// A run under way.
#[derive(Clone, Debug, PartialEq)]
pub struct Kept {
    /// Optimiser steps taken.
    pub step: u64,
    /// What was measured so far: all that is scheduled before the state was taken.
    pub rows: Vec<Row>,
    /// The checkpoints kept so far.
    pub files: Checksums,
    /// How often exact arithmetic had to decide.
    pub exact_fallbacks: u64,
    /// Seconds of training.
    pub train_seconds: f64,
    /// Seconds of analysis.
    pub analysis_seconds: f64,
    /// The sessions that worked on it, first to last.
    pub sessions: Vec<String>,
    /// What the trainer goes on from.
    pub state: Vec<u8>,
}

/// The line of JSON.
#[derive(Serialize, Deserialize)]
struct Head {
    format: u32,
    training_hash: String,
    question_hash: String,
    step: u64,
    measures: String,
    files: Checksums,
    exact_fallbacks: u64,
    train_seconds: f64,
    analysis_seconds: f64,
    sessions: Vec<String>,
}

impl Kept {
    /// The bytes of the file, for this run.
    pub(super) fn to_bytes(&self, run: &PlannedRun) -> Result<Vec<u8>, serde_json::Error> {
        let mut body = serde_json::to_vec(&Head {
            format: FORMAT,
            training_hash: run.training_hash.clone(),
            question_hash: run.question_hash.clone(),
            step: self.step,
            measures: text(&run.settings.columns(), &self.rows),
            files: self.files.clone(),
            exact_fallbacks: self.exact_fallbacks,
            train_seconds: self.train_seconds,
            analysis_seconds: self.analysis_seconds,
            sessions: self.sessions.clone(),
        })?;
        body.push(b'\n');
        body.extend_from_slice(&self.state);
        let mut bytes = blake3(&body).into_bytes();
        bytes.push(b'\n');
        bytes.append(&mut body);
        Ok(bytes)
    }

    /// Reads what [`Self::to_bytes`] wrote for the same run; otherwise says what is wrong with it.
    pub(super) fn from_bytes(bytes: &[u8], run: &PlannedRun) -> Result<Self, String> {
        let damaged = || "is damaged: its checksum is not that of its content".to_owned();
        let (checksum, body) = first_line(bytes).ok_or_else(damaged)?;
        if checksum != blake3(body).as_bytes() {
            return Err(damaged());
        }
        let (head, state) = first_line(body).ok_or_else(damaged)?;
        let other = || "is of another version of crease".to_owned();
        let head: Head = serde_json::from_slice(head).map_err(|_| other())?;
        if head.format != FORMAT {
            return Err(other());
        }
        for (found, expected) in [
            (&head.training_hash, &run.training_hash),
            (&head.question_hash, &run.question_hash),
        ] {
            if found != expected {
                return Err(format!("is of the run {found}, expected {expected}"));
            }
        }
        Ok(Self {
            step: head.step,
            rows: parse(&head.measures, &run.settings.columns()).ok_or_else(damaged)?,
            files: head.files,
            exact_fallbacks: head.exact_fallbacks,
            train_seconds: head.train_seconds,
            analysis_seconds: head.analysis_seconds,
            sessions: head.sessions,
            state: state.to_vec(),
        })
    }
}

fn first_line(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let end = bytes.iter().position(|&byte| byte == b'\n')?;
    Some((&bytes[..end], &bytes[end + 1..]))
}
