//! `results/NAME/runs/ID/`: one run, from its first checkpoint to its end.

mod kept;
mod rows;
mod status;

pub use kept::Kept;
pub use rows::Row;
pub(crate) use rows::{cells, header, parse_row};
pub use status::{Checksums, State, Status};

use crate::checksum::blake3;
use crate::write::{create_folder, ignore_missing, remove, remove_partial_files};
use crate::{ResultsError, write_whole};
use crease_experiment::settings::Measure;
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

/// What the folder of a run has to be of.
#[derive(Clone, Copy, Debug)]
pub struct Expected<'a> {
    /// Hash of all that the run's numbers depend on.
    pub hash: &'a str,
    /// What is measured.
    pub measures: &'a [Measure],
    /// The steps at which it is measured.
    pub schedule: &'a [u64],
}

/// `results/NAME/runs/ID/`.
#[derive(Clone, Debug)]
pub struct RunFolder {
    path: PathBuf,
}

const MEASURES: &str = "measures.csv";

impl RunFolder {
    pub(crate) fn new(path: PathBuf) -> Self {
        Self { path }
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    fn status_file(&self) -> PathBuf {
        self.path.join("status.json")
    }

    /// What is kept of the run while it is under way.
    pub fn kept_file(&self) -> PathBuf {
        self.path.join("state.bin")
    }

    /// Where the checkpoint of one step lies, if it is kept.
    pub fn checkpoint_file(&self, step: u64) -> PathBuf {
        self.path.join(checkpoint_name(step))
    }

    /// Starts the run afresh: nothing of an earlier attempt stays.
    ///
    /// # Errors
    /// If the folder cannot be emptied or created.
    pub fn begin(&self) -> Result<(), ResultsError> {
        self.discard()?;
        create_folder(&self.path.join("checkpoints"))
    }

    /// Removes the run, status first, so that at no time it is taken for ended while parts of it
    /// are missing.
    ///
    /// # Errors
    /// If something cannot be removed.
    pub fn discard(&self) -> Result<(), ResultsError> {
        remove(&self.status_file())?;
        ignore_missing(fs::remove_dir_all(&self.path))
            .map_err(ResultsError::io("remove", &self.path))
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
    pub fn keep(&self, kept: &Kept, hash: &str, measures: &[Measure]) -> Result<(), ResultsError> {
        let path = self.kept_file();
        let bytes = kept.to_bytes(hash, measures);
        let bytes = bytes.map_err(io::Error::from);
        write_whole(&path, &bytes.map_err(ResultsError::io("write", &path))?)
    }

    /// What the run goes on from, if something was kept. The folder is then as it was when that was
    /// written, but for checkpoints behind it, which will be written again. A run that had failed
    /// has not ended any more.
    ///
    /// # Errors
    /// In words, if something is damaged: the run has to begin again.
    pub fn resume(&self, hash: &str, measures: &[Measure]) -> Result<Option<Kept>, String> {
        let Some(kept) = self.kept(hash, measures)? else {
            return Ok(None);
        };
        self.verify(&kept.files)?;
        remove(&self.status_file()).map_err(|error| error.to_string())?;
        remove_partial_files(&self.path);
        remove_partial_files(&self.path.join("checkpoints"));
        Ok(Some(kept))
    }

    /// The step that the run would go on from, if something was kept.
    pub fn kept_step(&self, hash: &str, measures: &[Measure]) -> Option<u64> {
        let kept = self.kept(hash, measures).ok()??;
        Some(kept.step)
    }

    fn kept(&self, hash: &str, measures: &[Measure]) -> Result<Option<Kept>, String> {
        let path = self.kept_file();
        let bytes = match fs::read(&path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(format!("{} cannot be read: {error}", path.display())),
        };
        let kept = Kept::from_bytes(&bytes, hash, measures);
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
            let text = rows::text(&status.settings.measures, rows);
            write_whole(&self.path.join(MEASURES), text.as_bytes())?;
            let checksum = blake3(text.as_bytes());
            status.files.insert(MEASURES.to_owned(), checksum);
        }
        let path = self.status_file();
        let bytes = status.to_bytes().map_err(io::Error::from);
        let bytes = bytes.map_err(ResultsError::io("write", &path))?;
        create_folder(&self.path)?;
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
    pub fn find(&self, expected: &Expected) -> Found {
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
        if status.hash != expected.hash {
            let reason = format!("is of the run {}, expected {}", status.hash, expected.hash);
            return damaged(&path, reason);
        }
        if status.state == State::Failed {
            let rows = Vec::new();
            return Found::Ended(Box::new(EndedRun { status, rows }));
        }
        match self.rows(&status, expected) {
            Ok(rows) => Found::Ended(Box::new(EndedRun { status, rows })),
            Err(reason) => damaged(&self.path.join(MEASURES), reason),
        }
    }

    fn rows(&self, status: &Status, expected: &Expected) -> Result<Vec<Row>, String> {
        let text = fs::read_to_string(self.path.join(MEASURES));
        let text = text.map_err(|error| format!("cannot be read: {error}"))?;
        if status.files.get(MEASURES) != Some(&blake3(text.as_bytes())) {
            return Err("is damaged: its checksum is not that of its content".to_owned());
        }
        let rows = rows::parse(&text, expected.measures);
        let rows = rows.ok_or_else(|| "has other columns than the experiment".to_owned())?;
        let steps = rows.iter().map(|row| row.step);
        let schedule = expected.schedule.iter().copied();
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

    /// Whether files are what they were when they were written.
    ///
    /// # Errors
    /// In words, if one is not.
    pub fn verify(&self, files: &Checksums) -> Result<(), String> {
        for (name, checksum) in files {
            let path = self.path.join(name);
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
}

fn short(checksum: &str) -> String {
    checksum.chars().take(8).collect()
}

fn checkpoint_name(step: u64) -> String {
    format!("checkpoints/step_{step:07}.safetensors")
}

#[cfg(test)]
mod tests;
