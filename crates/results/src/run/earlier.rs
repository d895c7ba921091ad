//! Checkpoints of the same weights from when something else was measured.

use super::{MEASURED, RunEnd, RunFolder, RunStatus, STATUS, checkpoint_name, verified};
use crate::Damage;
use crease_experiment::settings::Source;
use std::collections::BTreeMap;
use std::fs;

/// What exists of a run that has not been measured yet.
#[derive(Clone, Debug, PartialEq)]
pub enum Earlier {
    /// Its weights were not trained, or not to the end.
    Nothing,
    /// Its weights were trained, and all that are needed were kept.
    Kept(Box<KeptCheckpoints>),
    /// Its weights were trained, but some that are needed were not kept.
    NotKept {
        /// How long the training took, in seconds.
        train_seconds: f64,
    },
}

/// Checkpoints from which a run is measured without training.
#[derive(Clone, Debug, PartialEq)]
pub struct KeptCheckpoints {
    /// How the training went, from the status of an earlier measurement.
    pub status: RunStatus,
    /// All that are needed, in order of steps.
    pub checkpoints: Vec<KeptCheckpoint>,
}

/// One of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptCheckpoint {
    /// Optimiser steps taken.
    pub step: u64,
    /// Its name in the run's folder.
    pub name: String,
    /// Its BLAKE3 hash.
    pub checksum: String,
}

impl RunFolder<'_> {
    /// What earlier measurements left. Checkpoints are not read; see [`Self::read_kept`].
    pub fn earlier(&self) -> Earlier {
        let mut statuses = self.other_statuses();
        statuses.retain(|status| status.state != RunEnd::Failed);
        // One that diverged may have measured what others did not.
        statuses.sort_by_key(|status| status.state != RunEnd::Finished);
        let files: BTreeMap<&String, &String> =
            statuses.iter().flat_map(|status| &status.files).collect();
        let steps = self.run.settings.schedule().into_iter();
        let Some(status) = statuses.iter().find(|status| self.would_end_alike(status)) else {
            let seconds = statuses.first().map(|status| status.train_seconds);
            return seconds.map_or(Earlier::Nothing, |train_seconds| Earlier::NotKept {
                train_seconds,
            });
        };
        let steps = steps.take_while(|&step| status.diverged_at.is_none_or(|end| step < end));
        let checkpoints = steps.map(|step| {
            let name = checkpoint_name(step);
            let checksum = String::clone(files.get(&name)?);
            Some(KeptCheckpoint {
                step,
                name,
                checksum,
            })
        });
        match checkpoints.collect() {
            Some(checkpoints) => Earlier::Kept(Box::new(KeptCheckpoints {
                status: status.clone(),
                checkpoints,
            })),
            None => Earlier::NotKept {
                train_seconds: status.train_seconds,
            },
        }
    }

    /// Whether training this run would end as it did for this measurement. If it diverged, that may
    /// have been because of a loss that was measured.
    fn would_end_alike(&self, status: &RunStatus) -> bool {
        let run = &self.run.settings;
        let examples = |measures: &[crease_experiment::settings::Measure]| {
            [Source::Training, Source::Test]
                .map(|source| measures.iter().any(|one| one.source() == source))
        };
        status.state == RunEnd::Finished
            || (examples(&status.settings.measures) == examples(&run.measures)
                && status.settings.schedule() == run.schedule())
    }

    /// The bytes of a kept checkpoint.
    ///
    /// # Errors
    /// If they are not those that were written.
    pub fn read_kept(&self, kept: &KeptCheckpoint) -> Result<Vec<u8>, Damage> {
        verified(&self.path.join(&kept.name), &kept.checksum)
    }

    /// The statuses of other measurements, in the order of their folders' names.
    pub(super) fn other_statuses(&self) -> Vec<RunStatus> {
        let folders = fs::read_dir(&self.path).into_iter().flatten().flatten();
        let mut folders: Vec<_> = folders
            .map(|entry| entry.path())
            .filter(|path| {
                let name = path.file_name().unwrap_or_default().to_string_lossy();
                name.starts_with(MEASURED) && *path != self.measured
            })
            .collect();
        folders.sort();
        let statuses = folders.into_iter().filter_map(|folder| {
            let path = folder.join(STATUS);
            RunStatus::from_bytes(&fs::read(&path).ok()?, &path).ok()
        });
        statuses
            .filter(|status| status.training_hash == self.run.training_hash)
            .collect()
    }
}
