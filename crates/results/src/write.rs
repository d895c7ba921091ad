use crate::ResultsError;
use crease_system::sync_folder;
use std::fs;
use std::io::{self, ErrorKind};
use std::path::Path;

/// Temporary files begin with this.
const PARTIAL: &str = ".partial-";

/// Writes a file whole or not at all: at any time, even after a power cut, `path` holds either its old
/// content or all of `bytes`.
///
/// # Errors
/// If the folder of `path` does not exist or the disk refuses; then `path` is as it was.
pub fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), ResultsError> {
    crease_system::write_whole(path, PARTIAL, bytes).map_err(ResultsError::io("write", path))
}

/// Creates a folder and its parents, so that they survive a power cut.
pub(crate) fn create_folder(path: &Path) -> Result<(), ResultsError> {
    let missing = path.ancestors().take_while(|ancestor| {
        let named = !ancestor.as_os_str().is_empty();
        named && !ancestor.is_dir()
    });
    let missing: Vec<&Path> = missing.collect();
    fs::create_dir_all(path).map_err(ResultsError::io("create", path))?;
    for folder in missing {
        match folder.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => sync_folder(parent),
            _ => sync_folder(Path::new(".")),
        }
    }
    Ok(())
}

/// Creates a folder in an existing one.
pub(crate) fn create_one_folder(path: &Path) -> Result<(), ResultsError> {
    fs::create_dir(path).map_err(ResultsError::io("create", path))?;
    if let Some(parent) = path.parent() {
        sync_folder(parent);
    }
    Ok(())
}

/// Removes a file, if it exists.
pub(crate) fn remove(file: &Path) -> Result<(), ResultsError> {
    ignore_missing(fs::remove_file(file)).map_err(ResultsError::io("remove", file))
}

/// Success if there was nothing to do.
pub(crate) fn ignore_missing(result: io::Result<()>) -> io::Result<()> {
    match result {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        other => other,
    }
}

/// Removes what a killed process left half written in a folder. No other process may be writing
/// there.
pub(crate) fn remove_partial_files(folder: &Path) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        if entry.file_name().to_string_lossy().starts_with(PARTIAL) {
            let _ = fs::remove_file(entry.path());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failed_write_names_the_path() {
        let folder = tempfile::tempdir().unwrap();
        let error = write_whole(&folder.path().join("missing/table.csv"), b"").unwrap_err();
        assert!(error.to_string().contains("missing/table.csv"), "{error}");
    }
}
