use crate::folder::write_json;
use crate::number::shortest;
use crate::{ResultsError, write_whole};
use crease_experiment::settings::{Measure, RunSettings};
use serde::{Deserialize, Serialize};
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// What was measured at one checkpoint.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Optimiser steps taken.
    pub step: u64,
    /// The same in epochs.
    pub epoch: f64,
    /// One number a measure, in the order of the experiment's `measures`.
    pub values: Vec<f64>,
}

/// How a run ended. A run that was interrupted has no status.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Every checkpoint was analysed.
    Finished,
    /// Training or analysis went wrong.
    Failed,
}

/// `status.json`: how a run ended, from what settings, and what it took.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Status {
    /// How it ended.
    pub state: State,
    /// Why it failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// Hash of all that the run's numbers depend on.
    pub hash: String,
    /// The run's own seed.
    pub seed: u64,
    /// What computed the training steps.
    pub backend: String,
    /// Optimiser steps taken.
    pub steps: u64,
    /// Seconds of training, without waiting for the analysis.
    pub train_seconds: f64,
    /// Seconds of analysis, over all checkpoints.
    pub analysis_seconds: f64,
    /// How often exact arithmetic had to decide, over all checkpoints.
    #[serde(default)]
    pub exact_fallbacks: u64,
    /// When it ended, UTC.
    pub ended: String,
    /// The run's settings in full.
    pub settings: RunSettings,
}

/// A run that need not be computed again.
#[derive(Clone, Debug, PartialEq)]
pub struct FinishedRun {
    /// How it went.
    pub status: Status,
    /// One row a checkpoint, in order of steps.
    pub rows: Vec<Row>,
}

/// `results/NAME/runs/ID/`.
#[derive(Clone, Debug)]
pub struct RunFolder {
    path: PathBuf,
}

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

    fn measures_file(&self) -> PathBuf {
        self.path.join("measures.csv")
    }

    /// Starts the run afresh: nothing of an earlier attempt stays.
    ///
    /// # Errors
    /// If the folder cannot be emptied or created.
    pub fn begin(&self) -> Result<(), ResultsError> {
        self.discard()?;
        let checkpoints = self.path.join("checkpoints");
        fs::create_dir_all(&checkpoints).map_err(ResultsError::io("create", &checkpoints))
    }

    /// Removes the run, status first, so that at no time it is taken for finished while parts of
    /// it are missing.
    ///
    /// # Errors
    /// If something cannot be removed.
    pub fn discard(&self) -> Result<(), ResultsError> {
        let status = self.status_file();
        ignore_missing(fs::remove_file(&status)).map_err(ResultsError::io("remove", &status))?;
        ignore_missing(fs::remove_dir_all(&self.path))
            .map_err(ResultsError::io("remove", &self.path))
    }

    /// Keeps the checkpoint file of one step.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn write_checkpoint(&self, step: u64, bytes: &[u8]) -> Result<(), ResultsError> {
        write_whole(&self.checkpoint_file(step), bytes)
    }

    /// Where the checkpoint of one step lies, if it is kept.
    pub fn checkpoint_file(&self, step: u64) -> PathBuf {
        let name = format!("step_{step:07}.safetensors");
        self.path.join("checkpoints").join(name)
    }

    /// Writes `measures.csv`.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn write_measures(&self, measures: &[Measure], rows: &[Row]) -> Result<(), ResultsError> {
        let mut text = header(measures).join(",");
        text.push('\n');
        for row in rows {
            text.push_str(&cells(row).join(","));
            text.push('\n');
        }
        write_whole(&self.measures_file(), text.as_bytes())
    }

    /// Writes `status.json`, the last thing a run does.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn write_status(&self, status: &Status) -> Result<(), ResultsError> {
        write_json(&self.status_file(), status)
    }

    /// How the run ended; `None` if it did not, or the file is not readable.
    pub fn status(&self) -> Option<Status> {
        serde_json::from_slice(&fs::read(self.status_file()).ok()?).ok()
    }

    /// The run, if it is finished, from settings with this hash, with a row for every step of
    /// `schedule`. Anything missing or damaged makes it a run to compute again.
    pub fn finished(
        &self,
        hash: &str,
        measures: &[Measure],
        schedule: &[u64],
    ) -> Option<FinishedRun> {
        let status = self.status()?;
        if status.state != State::Finished || status.hash != hash {
            return None;
        }
        let rows = read_measures(&self.measures_file(), measures)?;
        let steps = rows.iter().map(|row| row.step);
        steps
            .eq(schedule.iter().copied())
            .then_some(FinishedRun { status, rows })
    }
}

fn ignore_missing(result: std::io::Result<()>) -> std::io::Result<()> {
    match result {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        other => other,
    }
}

/// The columns that a row of `measures.csv` has, and that end a row of `table.csv`.
pub(crate) fn header(measures: &[Measure]) -> Vec<String> {
    let names = measures.iter().map(|measure| measure.name());
    ["step", "epoch"]
        .into_iter()
        .chain(names)
        .map(str::to_owned)
        .collect()
}

pub(crate) fn cells(row: &Row) -> Vec<String> {
    let numbers = row.values.iter().map(|&value| shortest(value));
    [row.step.to_string(), shortest(row.epoch)]
        .into_iter()
        .chain(numbers)
        .collect()
}

/// Reads what [`cells`] wrote.
pub(crate) fn parse_row<'a>(mut cells: impl Iterator<Item = &'a str>) -> Option<Row> {
    Some(Row {
        step: cells.next()?.parse().ok()?,
        epoch: cells.next()?.parse().ok()?,
        values: cells.map(str::parse).collect::<Result<_, _>>().ok()?,
    })
}

fn read_measures(path: &Path, measures: &[Measure]) -> Option<Vec<Row>> {
    let mut reader = csv::Reader::from_path(path).ok()?;
    if !reader.headers().ok()?.iter().eq(header(measures)) {
        return None;
    }
    reader
        .records()
        .map(|record| parse_row(record.ok()?.iter()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crease_experiment::settings::{
        Distances, Keep, Memorise, NetworkSettings, Slice, Task, Training,
    };

    const MEASURES: [Measure; 2] = [Measure::ActivationRegions, Measure::Accuracy];

    fn status(state: State) -> Status {
        Status {
            state,
            error: None,
            hash: "abc".to_owned(),
            seed: 5,
            backend: "flex".to_owned(),
            steps: 8,
            train_seconds: 0.5,
            analysis_seconds: 0.25,
            exact_fallbacks: 0,
            ended: "2026-11-22T00:00:00Z".to_owned(),
            settings: RunSettings {
                seed: 5,
                network: NetworkSettings::default(),
                task: Task::Memorise(Memorise::default()),
                training: Training::default(),
                checkpoints: Vec::new(),
                keep: Keep::Last,
                slice: Slice::Plane,
                distances: Distances::default(),
                measures: MEASURES.to_vec(),
            },
        }
    }

    fn rows() -> Vec<Row> {
        let row = |step, epoch| Row {
            step,
            epoch,
            values: vec![4608.0, 0.512],
        };
        vec![row(0, 0.0), row(8, 1.0)]
    }

    fn finished_run() -> (tempfile::TempDir, RunFolder) {
        let folder = tempfile::tempdir().unwrap();
        let run = RunFolder::new(folder.path().join("runs").join("points-250_0"));
        run.begin().unwrap();
        run.write_checkpoint(8, b"weights").unwrap();
        run.write_measures(&MEASURES, &rows()).unwrap();
        run.write_status(&status(State::Finished)).unwrap();
        (folder, run)
    }

    #[test]
    fn a_finished_run_reads_back() {
        let (_folder, run) = finished_run();
        let back = run.finished("abc", &MEASURES, &[0, 8]).unwrap();
        assert_eq!(back.rows, rows());
        assert_eq!(back.status, status(State::Finished));
        assert!(
            run.path()
                .join("checkpoints/step_0000008.safetensors")
                .exists()
        );
    }

    #[test]
    fn what_is_not_this_run_whole_is_not_finished() {
        let (_folder, run) = finished_run();
        assert_eq!(run.finished("other", &MEASURES, &[0, 8]), None);
        assert_eq!(run.finished("abc", &MEASURES, &[0, 4, 8]), None);
        assert_eq!(run.finished("abc", &MEASURES[..1], &[0, 8]), None);

        fs::write(
            run.measures_file(),
            "step,epoch,activation_regions,accuracy\n0,0,46",
        )
        .unwrap();
        assert_eq!(run.finished("abc", &MEASURES, &[0, 8]), None);

        run.write_measures(&MEASURES, &rows()).unwrap();
        run.write_status(&status(State::Failed)).unwrap();
        assert_eq!(run.finished("abc", &MEASURES, &[0, 8]), None);
    }

    #[test]
    fn a_run_begun_again_keeps_nothing() {
        let (_folder, run) = finished_run();
        run.begin().unwrap();
        assert_eq!(run.status(), None);
        assert_eq!(
            fs::read_dir(run.path().join("checkpoints"))
                .unwrap()
                .count(),
            0
        );
        run.discard().unwrap();
        run.discard().unwrap();
        assert!(!run.path().exists());
    }
}
