//! The data folder: what it holds, and how files are written to it.

use crate::DataError;
use crate::content::read_path;
use crate::fault::Fault;
use crate::file::DataFile;
use std::fs;
use std::path::{Path, PathBuf};

/// Where published data sets lie: `CREASE_DATA` if that is set and not empty, else `data` in the
/// current folder.
pub fn folder() -> PathBuf {
    match std::env::var_os("CREASE_DATA") {
        Some(folder) if !folder.is_empty() => folder.into(),
        _ => "data".into(),
    }
}

/// What lies in the place of one of the files.
pub(crate) enum Place {
    /// The file, verified.
    Right(PathBuf),
    /// Nothing.
    Empty,
    /// Something else, which may be replaced.
    Wrong(PathBuf, Fault),
}

/// Finds a file in a folder and checks all of its bytes.
///
/// # Errors
/// If a folder lies where the file should.
pub(crate) fn inspect(
    folder: &Path,
    wanted: &DataFile,
    all: &[DataFile],
) -> Result<Place, DataError> {
    let Some(path) = wanted.find(folder) else {
        return Ok(Place::Empty);
    };
    match read_path(&path, wanted, all) {
        Ok(_) => Ok(Place::Right(path)),
        Err(Fault::NotAFile { .. }) => Err(DataError::InTheWay { path }),
        Err(fault) => Ok(Place::Wrong(path, fault)),
    }
}

/// Creates the data folder, if it is not there.
pub(crate) fn create(folder: &Path) -> Result<(), DataError> {
    fs::create_dir_all(folder).map_err(DataError::io("create", folder))
}

/// The name of a file that is being written.
fn partial(name: &str) -> String {
    format!("{name}.part-")
}

/// Writes the unpacked file whole or not at all: a reader, at any time, even after a power cut,
/// finds either the old content or all of `bytes`.
pub(crate) fn write_whole(folder: &Path, name: &str, bytes: &[u8]) -> Result<PathBuf, DataError> {
    let path = folder.join(name);
    crease_system::write_whole(&path, &partial(name), bytes)
        .map_err(DataError::io("write", &path))?;
    Ok(path)
}

/// Removes what a process that was killed in the middle of [`write_whole`] left. The caller must
/// hold the lock on the file's [`Part`](crate::part::Part), so that no other process is writing.
pub(crate) fn remove_partial(folder: &Path, name: &str) {
    let prefix = partial(name);
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        if entry.file_name().to_string_lossy().starts_with(&prefix) {
            let _ = fs::remove_file(entry.path());
        }
    }
}
