//! `results/NAME/runs/ID/`: one run, from its first checkpoint to its end.
//!
//! The folder is named for the weights that the run trains and holds their checkpoints. What was
//! asked of them has a folder in it, `measured-QUESTION`, so that asking something else takes nothing
//! away.

mod earlier;
mod kept;
mod rows;
mod status;

pub use earlier::{Earlier, KeptCheckpoint, KeptCheckpoints};
pub use kept::Kept;
pub use rows::Row;
pub(crate) use rows::{cells, header, parse_row};
pub use status::{Checksums, State, Status};

use crate::checksum::blake3;
use crate::write::{
    create_folder, create_one_folder, ignore_missing, remove, remove_partial_files,
};
use crate::{ResultsError, write_whole};
use crease_experiment::plan::PlannedRun;
use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

/// A run that need not be computed again.
#[derive(Clone, Debug, PartialEq)]
pub struct EndedRun {
    /// How it went.
    pub status: Status,
    /// One row a checkpoint, in order of steps; up to where it diverged, and none if it failed.
    pub rows: Vec<Row>,
}

/// What lies in a run's folder.
#[derive(Clone, Debug, PartialEq)]
pub enum Found {
    /// Nothing that a run left when it ended.
    Nothing,
    /// All that a run left when it ended.
    Ended(Box<EndedRun>),
    /// Something that is not what was written, for this reason.
    Damaged(String),
}

/// `results/NAME/runs/ID/`, of which this run takes care.
#[derive(Clone, Debug)]
pub struct RunFolder<'a> {
    run: &'a PlannedRun,
    path: PathBuf,
    /// Where the answer to the run's question lies.
    measured: PathBuf,
}

const MEASURES: &str = "measures.csv";
const STATUS: &str = "status.json";
const CHECKPOINTS: &str = "checkpoints";
/// What the folders of answers begin with.
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

    /// Where the answer to the run's question lies: its measures, its status, and while it is under
    /// way its state.
    pub fn measured(&self) -> &Path {
        &self.measured
    }

    fn status_file(&self) -> PathBuf {
        self.measured.join(STATUS)
    }

    /// What is kept of the run while it is under way.
    pub fn kept_file(&self) -> PathBuf {
        self.measured.join("state.bin")
    }

    /// Where the checkpoint of one step lies, if it is kept.
    pub fn checkpoint_file(&self, step: u64) -> PathBuf {
        self.path.join(checkpoint_name(step))
    }

    /// Starts the run afresh: nothing of an earlier attempt stays, but for what answers other
    /// questions.
    ///
    /// # Errors
    /// If the folder cannot be emptied or created.
    pub fn begin(&self) -> Result<(), ResultsError> {
        self.discard()?;
        create_folder(&self.path.join(CHECKPOINTS))?;
        // Not those around it: if someone removes them now they stay removed.
        create_one_folder(&self.measured)
    }

    /// Removes the answer to the run's question, status first, so that at no time it is taken for
    /// ended while parts of it are missing; and the checkpoints, unless they answered another one.
    ///
    /// # Errors
    /// If something cannot be removed.
    pub fn discard(&self) -> Result<(), ResultsError> {
        remove(&self.status_file())?;
        let unneeded = if self.other_answers().is_empty() {
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

    /// Keeps what a run under way goes on from, in the place of what was kept before.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn keep(&self, kept: &Kept) -> Result<(), ResultsError> {
        let path = self.kept_file();
        let bytes = kept.to_bytes(self.run);
        let bytes = bytes.map_err(io::Error::from);
        write_whole(&path, &bytes.map_err(ResultsError::io("write", &path))?)
    }

    /// What the run goes on from, if something was kept. The folder is then as it was when that was
    /// written, but for checkpoints behind it, which will be written again. A run that had failed
    /// has not ended any more.
    ///
    /// # Errors
    /// In words, if something is damaged: the run has to begin again.
    pub fn resume(&self) -> Result<Option<Kept>, String> {
        let Some(kept) = self.kept()? else {
            return Ok(None);
        };
        self.verify(&kept.files)?;
        remove(&self.status_file()).map_err(|error| error.to_string())?;
        remove_partial_files(&self.measured);
        remove_partial_files(&self.path.join(CHECKPOINTS));
        Ok(Some(kept))
    }

    /// The step that the run would go on from, if something was kept.
    pub fn kept_step(&self) -> Option<u64> {
        let kept = self.kept().ok()??;
        Some(kept.step)
    }

    fn kept(&self) -> Result<Option<Kept>, String> {
        let path = self.kept_file();
        let bytes = match fs::read(&path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(format!("{} cannot be read: {error}", path.display())),
        };
        let kept = Kept::from_bytes(&bytes, self.run);
        let kept = kept.map_err(|error| format!("{} {error}", path.display()))?;
        Ok(Some(kept))
    }

    /// Ends the run: measures first and the status last, since it is what makes the run ended.
    ///
    /// # Errors
    /// If something cannot be written.
    pub fn end(&self, mut status: Status, rows: &[Row]) -> Result<(), ResultsError> {
        let state = status.state;
        if state == State::Failed {
            // Whatever lies there is of no use, but for looking into what went wrong.
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
        // The run has ended, whether this can be removed or not; the next session tries again.
        let _ = self.tidy(state);
        Ok(())
    }

    /// Removes what a run that ended so does not need any more, which a process that was killed may
    /// have left. A run that failed may be tried again, and then goes on where it was.
    ///
    /// # Errors
    /// If it cannot be removed.
    pub fn tidy(&self, state: State) -> Result<(), ResultsError> {
        match state {
            State::Finished | State::Diverged => self.forget(),
            State::Failed => Ok(()),
        }
    }

    /// Removes what the run could go on from, so that it begins when it is tried again.
    ///
    /// # Errors
    /// If it cannot be removed.
    pub fn forget(&self) -> Result<(), ResultsError> {
        remove(&self.kept_file())
    }

    /// What lies here, measured against what should. Checkpoints are not read; see
    /// [`Self::verify`].
    pub fn find(&self) -> Found {
        let path = self.status_file();
        let damaged =
            |path: &Path, reason: String| Found::Damaged(format!("{} {reason}", path.display()));
        let bytes = match fs::read(&path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == ErrorKind::NotFound => return Found::Nothing,
            Err(error) => return damaged(&path, format!("cannot be read: {error}")),
        };
        let status = match Status::from_bytes(&bytes) {
            Ok(status) => status,
            Err(reason) => return damaged(&path, reason),
        };
        for (found, expected) in [
            (&status.training_hash, &self.run.training_hash),
            (&status.question_hash, &self.run.question_hash),
        ] {
            if found != expected {
                return damaged(&path, format!("is of the run {found}, expected {expected}"));
            }
        }
        if status.state == State::Failed {
            let rows = Vec::new();
            return Found::Ended(Box::new(EndedRun { status, rows }));
        }
        match self.rows(&status) {
            // Another `keep` than now left fewer checkpoints.
            Ok(rows) if !self.has_checkpoints(&status, &rows) => Found::Nothing,
            Ok(rows) => Found::Ended(Box::new(EndedRun { status, rows })),
            Err(reason) => damaged(&self.measured.join(MEASURES), reason),
        }
    }

    fn rows(&self, status: &Status) -> Result<Vec<Row>, String> {
        let text = fs::read_to_string(self.measured.join(MEASURES));
        let text = text.map_err(|error| format!("cannot be read: {error}"))?;
        if status.files.get(MEASURES) != Some(&blake3(text.as_bytes())) {
            return Err("is damaged: its checksum is not that of its content".to_owned());
        }
        let rows = rows::parse(&text, &self.run.settings.columns());
        let rows = rows.ok_or_else(|| "has other columns than the experiment".to_owned())?;
        let steps = rows.iter().map(|row| row.step);
        let schedule = self.run.settings.schedule().into_iter();
        let all = match status.state {
            State::Finished => steps.eq(schedule),
            _ => schedule.take(rows.len()).eq(steps),
        };
        if all {
            Ok(rows)
        } else {
            Err("has other steps than the experiment".to_owned())
        }
    }

    /// Whether the run left the checkpoints that are to stay, as far as it came.
    fn has_checkpoints(&self, status: &Status, rows: &[Row]) -> bool {
        let kept = self.run.settings.kept_steps();
        let mut steps = rows.iter().map(|row| row.step);
        steps.all(|step| !kept.contains(&step) || status.files.contains_key(&checkpoint_name(step)))
    }

    /// Whether files are what they were when they were written.
    ///
    /// # Errors
    /// In words, if one is not.
    pub fn verify(&self, files: &Checksums) -> Result<(), String> {
        for (name, checksum) in files {
            let path = self.file(name);
            let bytes = fs::read(&path).map_err(|error| match error.kind() {
                ErrorKind::NotFound => format!("{} is missing", path.display()),
                _ => format!("{} cannot be read: {error}", path.display()),
            })?;
            let found = blake3(&bytes);
            if found != *checksum {
                return Err(format!(
                    "{} is damaged: its BLAKE3 checksum is {}..., expected {}...",
                    path.display(),
                    short(&found),
                    short(checksum),
                ));
            }
        }
        Ok(())
    }

    /// Where a file of a status lies.
    fn file(&self, name: &str) -> PathBuf {
        let folder = if name == MEASURES {
            &self.measured
        } else {
            &self.path
        };
        folder.join(name)
    }
}

/// The digits that tell checksums apart by eye.
fn short(checksum: &str) -> String {
    checksum.chars().take(8).collect()
}

fn checkpoint_name(step: u64) -> String {
    format!("{CHECKPOINTS}/step_{step:07}.safetensors")
}

#[cfg(test)]
mod tests;
