use crate::write::PARTIAL;
use crate::{Provenance, ResultsError, RunFolder, write_whole};
use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};

/// The page over all results in the folder `results`.
pub fn index_file(results: &Path) -> PathBuf {
    results.join("index.html")
}

/// `results/NAME/`, held by this process alone until it is dropped, unless it only peeks.
#[derive(Debug)]
pub struct Folder {
    results: PathBuf,
    root: PathBuf,
    name: String,
    /// The lock lives as long as the file is open, and the system releases it even if we are
    /// killed.
    _lock: Option<File>,
}

impl Folder {
    /// Creates the folder if it is not there, and locks it.
    ///
    /// # Errors
    /// If it cannot be created or written, or another process works in it.
    pub fn create(results: &Path, name: &str) -> Result<Self, ResultsError> {
        let root = results.join(checked(name)?);
        fs::create_dir_all(&root).map_err(ResultsError::io("create", &root))?;
        Self::lock(results, name)
    }

    /// Locks a folder that holds the results of an earlier run.
    ///
    /// # Errors
    /// If it is not there, holds no table, cannot be written, or another process works in it.
    pub fn open(results: &Path, name: &str) -> Result<Self, ResultsError> {
        Self::peek(results, name)?;
        Self::lock(results, name)
    }

    /// Looks into a folder that holds the results of an earlier run, only to read: another process
    /// may be at work in it, and every file is written whole.
    ///
    /// # Errors
    /// If it is not there or holds no table.
    pub fn peek(results: &Path, name: &str) -> Result<Self, ResultsError> {
        let root = results.join(checked(name)?);
        if !root.join("table.csv").is_file() {
            return Err(ResultsError::NoResults { folder: root });
        }
        Ok(Self {
            results: results.to_path_buf(),
            root,
            name: name.to_owned(),
            _lock: None,
        })
    }

    fn lock(results: &Path, name: &str) -> Result<Self, ResultsError> {
        let root = results.join(name);
        let path = root.join(".lock");
        let lock = File::options()
            .create(true)
            .write(true)
            .truncate(false)
            .open(&path)
            .map_err(ResultsError::io("write", &path))?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(ResultsError::Locked { folder: root }),
            Err(TryLockError::Error(source)) => {
                return Err(ResultsError::io("lock", &path)(source));
            }
        }
        let folder = Self {
            results: results.to_path_buf(),
            root,
            name: name.to_owned(),
            _lock: Some(lock),
        };
        folder.remove_partial_files();
        Ok(folder)
    }

    /// Nobody else writes here while we hold the lock, so what is half written is left over from
    /// a process that was killed.
    fn remove_partial_files(&self) {
        for entry in fs::read_dir(&self.root).into_iter().flatten().flatten() {
            if entry.file_name().to_string_lossy().starts_with(PARTIAL) {
                let _ = fs::remove_file(entry.path());
            }
        }
    }

    /// The experiment's name, which is the folder's.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The folder that holds a folder of results for each experiment.
    pub fn results(&self) -> &Path {
        &self.results
    }

    /// The folder of the run with this id.
    pub fn run(&self, id: &str) -> RunFolder {
        RunFolder::new(self.root.join("runs").join(id))
    }

    /// The resolved experiment that the table belongs to.
    pub fn experiment_file(&self) -> PathBuf {
        self.root.join("experiment.toml")
    }

    /// The rows of all finished runs.
    pub fn table_file(&self) -> PathBuf {
        self.root.join("table.csv")
    }

    /// The figure, in the format with this extension.
    pub fn figure_file(&self, extension: &str) -> PathBuf {
        self.root.join(format!("{}.{extension}", self.name))
    }

    /// The numbers of one panel of the figure, where the table does not have them.
    pub fn panel_file(&self, letter: &str) -> PathBuf {
        self.root.join(format!("{}-{letter}.csv", self.name))
    }

    /// What stands below the figure in a paper, as plain text (`txt`) or LaTeX (`tex`).
    pub fn caption_file(&self, extension: &str) -> PathBuf {
        self.root.join(format!("caption.{extension}"))
    }

    /// Figure, claims and settings, to read: a page (`html`) or plain text (`md`).
    pub fn report_file(&self, extension: &str) -> PathBuf {
        self.root.join(format!("report.{extension}"))
    }

    fn provenance_file(&self) -> PathBuf {
        self.root.join("provenance.json")
    }

    /// What is known of how the results came to be; `None` if nothing was recorded.
    pub fn provenance(&self) -> Option<Provenance> {
        let bytes = fs::read(self.provenance_file()).ok()?;
        serde_json::from_slice(&bytes).ok()
    }

    /// Records how the results came to be.
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
mod tests {
    use super::*;

    #[test]
    fn a_second_holder_is_told_so() {
        let results = tempfile::tempdir().unwrap();
        let first = Folder::create(results.path(), "fig5").unwrap();
        let second = Folder::create(results.path(), "fig5").unwrap_err();
        assert!(matches!(second, ResultsError::Locked { .. }), "{second}");
        drop(first);
        Folder::create(results.path(), "fig5").unwrap();
    }

    #[test]
    fn what_a_killed_process_left_is_removed() {
        let results = tempfile::tempdir().unwrap();
        let partial = results.path().join("fig5").join(".partial-x");
        fs::create_dir_all(partial.parent().unwrap()).unwrap();
        fs::write(&partial, "half").unwrap();
        Folder::create(results.path(), "fig5").unwrap();
        assert!(!partial.exists());
    }

    #[test]
    fn names_stay_in_the_results_folder() {
        let results = tempfile::tempdir().unwrap();
        for name in ["", ".", "..", "../x", "a/b", "/tmp", "a/"] {
            let error = Folder::open(results.path(), name).unwrap_err();
            assert!(matches!(error, ResultsError::BadName { .. }), "{name}");
        }
        let error = Folder::open(results.path(), "fig9").unwrap_err();
        assert!(matches!(error, ResultsError::NoResults { .. }));
    }
}
