//! `results/NAME/runs/ID/`: one run, from its first checkpoint to its end.
//!
//! The folder is named after the weights that the run trains and holds their checkpoints. What was
//! measured is in a folder of its own, `measured-QUESTION`, so that measuring something else loses
//! nothing.

mod earlier;
mod resume_point;
mod rows;
mod status;

pub use earlier::{Earlier, KeptCheckpoint, KeptCheckpoints};
pub use resume_point::ResumePoint;
pub use rows::Row;
pub(crate) use rows::{cells, header, parse_row};
pub use status::{Checksums, RunEnd, RunStatus};

use crate::checksum::blake3;
use crate::damage::read_if_there;
use crate::write::{
    create_folder, create_one_folder, ignore_missing, remove, remove_partial_files,
};
use crate::{Damage, ResultsError, write_whole};
use crease_experiment::plan::PlannedRun;
use resume_point::of_this_run;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// A run that has finished and need not be computed again.
#[derive(Clone, Debug, PartialEq)]
pub struct EndedRun {
    /// How it ended.
    pub status: RunStatus,
    /// One row per checkpoint, in order of steps, up to where it diverged; empty if it failed.
    pub rows: Vec<Row>,
}

/// `results/NAME/runs/ID/`, the folder of a run.
#[derive(Clone, Debug)]
pub struct RunFolder<'a> {
    run: &'a PlannedRun,
    path: PathBuf,
    /// The folder of what the run measures.
    measured: PathBuf,
}

const MEASURES: &str = "measures.csv";
const STATUS: &str = "status.json";
const CHECKPOINTS: &str = "checkpoints";
/// The names of such folders begin with this.
const MEASURED: &str = "measured-";

impl<'a> RunFolder<'a> {
    pub(crate) fn new(runs: &Path, run: &'a PlannedRun) -> Self {
        let path = runs.join(&run.id);
        Self {
            measured: path.join(format!("{MEASURED}{}", run.question_hash)),
            path,
            run,
        }
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The folder of what the run measures: its measures, its status and, while it is under way,
    /// its state.
    pub fn measured(&self) -> &Path {
        &self.measured
    }

    fn status_file(&self) -> PathBuf {
        self.measured.join(STATUS)
    }

    /// What a run under way resumes from.
    pub fn resume_file(&self) -> PathBuf {
        self.measured.join("state.bin")
    }

    /// The checkpoint of one step, if it is kept.
    pub fn checkpoint_file(&self, step: u64) -> PathBuf {
        self.path.join(checkpoint_name(step))
    }

    /// Starts the run from the beginning: nothing of an earlier attempt stays except other
    /// measurements.
    ///
    /// # Errors
    /// If the folder cannot be emptied or created.
    pub fn begin(&self) -> Result<(), ResultsError> {
        self.discard()?;
        create_folder(&self.path.join(CHECKPOINTS))?;
        // Not its parents: if a user removes them now, they stay removed.
        create_one_folder(&self.measured)
    }

    /// Removes what the run measured, status first, so that it never looks complete while parts are
    /// missing; and the checkpoints, unless they belong to another measurement.
    ///
    /// # Errors
    /// If something cannot be removed.
    pub fn discard(&self) -> Result<(), ResultsError> {
        remove(&self.status_file())?;
        let unneeded = if self.other_statuses().is_empty() {
            &self.path
        } else {
            &self.measured
        };
        ignore_missing(fs::remove_dir_all(unneeded)).map_err(ResultsError::io("remove", unneeded))
    }

    /// Keeps the checkpoint file of one step; gives its name and checksum.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn write_checkpoint(
        &self,
        step: u64,
        bytes: &[u8],
    ) -> Result<(String, String), ResultsError> {
        write_whole(&self.checkpoint_file(step), bytes)?;
        Ok((checkpoint_name(step), blake3(bytes)))
    }

    /// Keeps where a run under way can resume, in the place of what was kept before.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn keep(&self, point: &ResumePoint) -> Result<(), ResultsError> {
        let path = self.resume_file();
        let bytes = point.to_bytes(self.run);
        let bytes = bytes.map_err(io::Error::from);
        write_whole(&path, &bytes.map_err(ResultsError::io("write", &path))?)
    }

    /// Where the run can resume, if that was kept. The folder is then as it was when that was written,
    /// except for later checkpoints, which will be written again. A run that had failed is under way
    /// again.
    ///
    /// # Errors
    /// If something is damaged: the run has to begin again.
    pub fn resume(&self) -> Result<Option<ResumePoint>, Damage> {
        let Some(point) = self.resume_point()? else {
            return Ok(None);
        };
        self.verify(&point.files)?;
        remove(&self.status_file())?;
        remove_partial_files(&self.measured);
        remove_partial_files(&self.path.join(CHECKPOINTS));
        Ok(Some(point))
    }

    /// The step at which the run would resume, if that was kept.
    pub fn resume_step(&self) -> Option<u64> {
        let point = self.resume_point().ok()??;
        Some(point.step)
    }

    fn resume_point(&self) -> Result<Option<ResumePoint>, Damage> {
        let path = self.resume_file();
        let bytes = read_if_there(&path)?;
        let point = |bytes: Vec<u8>| ResumePoint::from_bytes(&bytes, self.run, &path);
        bytes.map(point).transpose()
    }

    /// Ends the run: writes the measures first and the status last, since that marks the run as ended.
    ///
    /// # Errors
    /// If something cannot be written.
    pub fn end(&self, mut status: RunStatus, rows: &[Row]) -> Result<(), ResultsError> {
        let state = status.state;
        if state == RunEnd::Failed {
            // The files only help to find out what went wrong.
            status.files.clear();
        } else {
            let text = rows::text(&status.settings.columns(), rows);
            write_whole(&self.measured.join(MEASURES), text.as_bytes())?;
            let checksum = blake3(text.as_bytes());
            status.files.insert(MEASURES.to_owned(), checksum);
        }
        let path = self.status_file();
        let bytes = status.to_bytes().map_err(io::Error::from);
        let bytes = bytes.map_err(ResultsError::io("write", &path))?;
        create_folder(&self.measured)?;
        write_whole(&path, &bytes)?;
        // The run has finished whether or not this can be removed; the next session tries again.
        let _ = self.tidy(state);
        Ok(())
    }

    /// Removes what a run no longer needs once it has finished in this way, which a killed process may have
    /// left. A failed run may be tried again and then resumes.
    ///
    /// # Errors
    /// If it cannot be removed.
    pub fn tidy(&self, state: RunEnd) -> Result<(), ResultsError> {
        match state {
            RunEnd::Finished | RunEnd::Diverged => self.remove_state(),
            RunEnd::Failed => Ok(()),
        }
    }

    /// Removes the state of the run, so that it starts from the beginning when it is tried again.
    ///
    /// # Errors
    /// If it cannot be removed.
    pub fn remove_state(&self) -> Result<(), ResultsError> {
        remove(&self.resume_file())
    }

    /// The status and the rows of the run, if it has ended. Checkpoints are not read; see
    /// [`Self::verify`].
    ///
    /// # Errors
    /// If something is not what was written.
    pub fn ended(&self) -> Result<Option<EndedRun>, Damage> {
        let path = self.status_file();
        let Some(bytes) = read_if_there(&path)? else {
            return Ok(None);
        };
        let status = RunStatus::from_bytes(&bytes, &path)?;
        of_this_run(
            &status.training_hash,
            &status.question_hash,
            self.run,
            &path,
        )?;
        if status.state == RunEnd::Failed {
            let rows = Vec::new();
            return Ok(Some(EndedRun { status, rows }));
        }
        let rows = self.rows(&status)?;
        // An earlier value of `keep` may have left fewer checkpoints.
        let complete = self.has_checkpoints(&status, &rows);
        Ok(complete.then_some(EndedRun { status, rows }))
    }

    fn rows(&self, status: &RunStatus) -> Result<Vec<Row>, Damage> {
        let path = self.measured.join(MEASURES);
        let bytes = fs::read(&path).map_err(|error| Damage::unread(path.clone(), error))?;
        if status.files.get(MEASURES) != Some(&blake3(&bytes)) {
            return Err(Damage::Content(path));
        }
        let text = String::from_utf8_lossy(&bytes);
        let Some(rows) = rows::parse(&text, &self.run.settings.columns()) else {
            return Err(Damage::Columns(path));
        };
        let steps = rows.iter().map(|row| row.step);
        let schedule = self.run.settings.schedule().into_iter();
        let all = match status.state {
            RunEnd::Finished => steps.eq(schedule),
            _ => schedule.take(rows.len()).eq(steps),
        };
        if all {
            Ok(rows)
        } else {
            Err(Damage::Steps(path))
        }
    }

    /// Whether the run left the checkpoints that must be kept, as far as it got.
    fn has_checkpoints(&self, status: &RunStatus, rows: &[Row]) -> bool {
        let kept = self.run.settings.kept_steps();
        let mut steps = rows.iter().map(|row| row.step);
        steps.all(|step| !kept.contains(&step) || status.files.contains_key(&checkpoint_name(step)))
    }

    /// Whether files are what they were when they were written.
    ///
    /// # Errors
    /// If one is not.
    pub fn verify(&self, files: &Checksums) -> Result<(), Damage> {
        for (name, checksum) in files {
            verified(&self.file(name), checksum)?;
        }
        Ok(())
    }

    /// The path of a file in a status.
    fn file(&self, name: &str) -> PathBuf {
        let folder = if name == MEASURES {
            &self.measured
        } else {
            &self.path
        };
        folder.join(name)
    }
}

/// The bytes of a file, if they are those that were written.
fn verified(path: &Path, checksum: &str) -> Result<Vec<u8>, Damage> {
    let bytes = fs::read(path).map_err(|error| Damage::unread(path.to_path_buf(), error))?;
    let found = blake3(&bytes);
    if found == checksum {
        return Ok(bytes);
    }
    Err(Damage::Checksum {
        path: path.to_path_buf(),
        found,
        expected: checksum.to_owned(),
    })
}

fn checkpoint_name(step: u64) -> String {
    format!("{CHECKPOINTS}/step_{step:07}.safetensors")
}

#[cfg(test)]
mod tests;
