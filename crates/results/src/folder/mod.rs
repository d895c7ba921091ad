//! `results/NAME/`: the paths in it, and locks for those who write there.

mod claim;
mod locks;
mod manifest;

pub use locks::Lock;
pub use manifest::Manifest;

use crate::write::{create_folder, remove, remove_partial_files};
use crate::{Provenance, ResultsError, RunFolder, Shard, write_whole};
use crease_experiment::plan::PlannedRun;
use locks::Claim;
use std::fs;
use std::path::{Path, PathBuf};

/// The page of all results in the folder `results`.
pub fn index_file(results: &Path) -> PathBuf {
    results.join("index.html")
}

/// Writes the page of all results. Two processes that end at once write one after the other, so that
/// the later page has the results of both; without locks the page is still whole.
///
/// # Errors
/// If it cannot be written.
pub fn write_index(results: &Path, page: impl FnOnce() -> String) -> Result<(), ResultsError> {
    let lock = fs::File::options()
        .create(true)
        .append(true)
        .open(results.join(".index.lock"));
    if let Ok(lock) = &lock
        && lock.lock().is_ok()
    {
        remove_partial_files(results);
    }
    write_whole(&index_file(results), page().as_bytes())
}

/// `results/NAME/`. A process that computes runs claims them until this is dropped.
#[derive(Debug)]
pub struct Folder {
    results: PathBuf,
    root: PathBuf,
    /// Where tables, figures and reports go: by default into the folder itself.
    drawn: PathBuf,
    name: String,
    claim: Option<Claim>,
}

impl Folder {
    /// Creates the folder if it does not exist, and claims its runs: all, or those of one shard. The
    /// lock is that of [`Self::lock_tables`]: while it is held no other shard can start, so that the
    /// first of several shards can record their experiment.
    ///
    /// # Errors
    /// If it cannot be created or written, if another process computes the same runs, or if a newer
    /// version wrote it.
    pub fn claim(
        results: &Path,
        name: &str,
        shard: Option<Shard>,
    ) -> Result<(Self, Lock), ResultsError> {
        let mut folder = Self::at(results, name)?;
        create_folder(&folder.root)?;
        folder.check_format()?;
        let (claim, tables) = match shard {
            None => folder.claim_all()?,
            Some(shard) => folder.claim_shard(shard)?,
        };
        folder.claim = Some(claim);
        // Only the holder of the tables writes into the folder itself, but all shards write logs.
        // Without locks, half-written files may belong to other processes.
        if tables.keeps_out() {
            remove_partial_files(&folder.root);
        }
        if shard.is_none() && tables.keeps_out() {
            remove_partial_files(&folder.logs());
        }
        Ok((folder, tables))
    }

    /// The folder of an experiment that was run or is running.
    ///
    /// # Errors
    /// If it does not exist, holds no experiment, or was written by a newer version.
    pub fn open(results: &Path, name: &str) -> Result<Self, ResultsError> {
        let folder = Self::at(results, name)?;
        if !folder.experiment_file().is_file() {
            return Err(ResultsError::NoResults {
                folder: folder.root,
            });
        }
        folder.check_format()?;
        Ok(folder)
    }

    fn at(results: &Path, name: &str) -> Result<Self, ResultsError> {
        let name = checked(name)?;
        let root = results.join(name);
        Ok(Self {
            results: results.to_path_buf(),
            drawn: root.clone(),
            root,
            name: name.to_owned(),
            claim: None,
        })
    }

    /// The same folder, but with tables, figures and reports in another one, which is created if it
    /// does not exist: for users who may only read this one.
    ///
    /// # Errors
    /// If it cannot be created.
    pub fn drawing_into(self, drawn: &Path) -> Result<Self, ResultsError> {
        create_folder(drawn)?;
        Ok(Self {
            drawn: drawn.to_path_buf(),
            ..self
        })
    }

    /// Whether tables, figures and reports go into another folder.
    pub fn draws_elsewhere(&self) -> bool {
        self.drawn != self.root
    }

    /// Whether this is still the folder that was claimed: it may have been removed and created again.
    ///
    /// # Errors
    /// If it is not.
    pub fn check_in_place(&self) -> Result<(), ResultsError> {
        match &self.claim {
            Some(claim) if !claim.is_in_place() => Err(ResultsError::Gone {
                folder: self.root.clone(),
            }),
            _ => Ok(()),
        }
    }

    /// The experiment's name, which is the folder's.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.root
    }

    /// The folder with the results of all experiments, one folder each.
    pub fn results(&self) -> &Path {
        &self.results
    }

    /// The folder that holds a folder for each run.
    pub fn runs(&self) -> PathBuf {
        self.root.join("runs")
    }

    /// The folder of a run.
    pub fn run<'a>(&self, run: &'a PlannedRun) -> RunFolder<'a> {
        RunFolder::new(&self.runs(), run)
    }

    /// The folder of the logs and records of sessions.
    pub fn logs(&self) -> PathBuf {
        self.root.join("logs")
    }

    /// The resolved experiment of the runs, the table and the figures.
    pub fn experiment_file(&self) -> PathBuf {
        self.root.join("experiment.toml")
    }

    /// The rows of all finished runs.
    pub fn table_file(&self) -> PathBuf {
        self.drawn.join("table.csv")
    }

    /// The figure, in the format with this extension.
    pub fn figure_file(&self, extension: &str) -> PathBuf {
        self.drawn.join(format!("{}.{extension}", self.name))
    }

    /// What belongs to one panel of the figure: its numbers that are not in the table (`csv`), or a page
    /// to explore it in (`html`).
    pub fn panel_file(&self, letter: &str, extension: &str) -> PathBuf {
        let name = format!("{}-{letter}.{extension}", self.name);
        self.drawn.join(name)
    }

    /// Removes the page of a panel, if there is one.
    ///
    /// # Errors
    /// If it cannot be removed.
    pub fn remove_panel_page(&self, letter: &str) -> Result<(), ResultsError> {
        remove(&self.panel_file(letter, "html"))
    }

    /// The caption of the figure, as plain text (`txt`) or LaTeX (`tex`).
    pub fn caption_file(&self, extension: &str) -> PathBuf {
        self.drawn.join(format!("caption.{extension}"))
    }

    /// The page with figure, claims and settings.
    pub fn report_file(&self) -> PathBuf {
        self.drawn.join("report.html")
    }

    /// Removes what was made from the runs: the table, figures, captions and reports.
    ///
    /// # Errors
    /// If something cannot be removed.
    pub fn remove_drawn(&self) -> Result<(), ResultsError> {
        let panels = fs::read_dir(&self.root).into_iter().flatten().flatten();
        let panels = panels.map(|entry| entry.path()).filter(|path| {
            let stem = path.file_stem().unwrap_or_default().to_string_lossy();
            let letter = stem.strip_prefix(&self.name);
            let letter = letter.and_then(|rest| rest.strip_prefix('-'));
            let is_letter = |text: &str| {
                // Other files there may be the user's.
                (1..=2).contains(&text.len()) && text.bytes().all(|c| c.is_ascii_lowercase())
            };
            let end = path.extension().unwrap_or_default();
            letter.is_some_and(is_letter) && (end == "csv" || end == "html")
        });
        panels
            .chain(["svg", "pdf", "png"].map(|extension| self.figure_file(extension)))
            .chain(["txt", "tex"].map(|extension| self.caption_file(extension)))
            .chain([
                self.report_file(),
                self.table_file(),
                self.provenance_file(),
            ])
            .try_for_each(|path| remove(&path))
    }

    fn provenance_file(&self) -> PathBuf {
        self.drawn.join("provenance.json")
    }

    /// How the results were computed; empty if nothing was recorded.
    pub fn provenance(&self) -> Provenance {
        let bytes = fs::read(self.provenance_file()).unwrap_or_default();
        serde_json::from_slice(&bytes).unwrap_or_default()
    }

    /// Records how the results were computed.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn write_provenance(&self, provenance: &Provenance) -> Result<(), ResultsError> {
        write_json(&self.provenance_file(), provenance)
    }
}

pub(crate) fn write_json<T: serde::Serialize>(path: &Path, value: &T) -> Result<(), ResultsError> {
    let mut bytes = serde_json::to_vec_pretty(value)
        .map_err(std::io::Error::from)
        .map_err(ResultsError::io("write", path))?;
    bytes.push(b'\n');
    write_whole(path, &bytes)
}

fn checked(name: &str) -> Result<&str, ResultsError> {
    let mut components = Path::new(name).components();
    match (components.next(), components.next()) {
        (Some(std::path::Component::Normal(only)), None) if only == name => Ok(name),
        _ => Err(ResultsError::BadName {
            name: name.to_owned(),
        }),
    }
}

#[cfg(test)]
mod tests;
