use std::fs::File;
use std::io::{self, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use tempfile::{Builder, NamedTempFile};

/// A file that appears whole or not at all: until [`keep`](Self::keep), `path` holds its old
/// content, and dropping this value removes what was written; a killed process leaves it in a file
/// next to `path`.
#[derive(Debug)]
pub struct WholeFile {
    file: NamedTempFile,
    path: PathBuf,
}

impl WholeFile {
    /// Begins a file; the data are written to one next to it whose name begins with `prefix`.
    ///
    /// # Errors
    /// If the folder of `path` does not exist or the disk refuses.
    pub fn create(path: &Path, prefix: &str) -> io::Result<Self> {
        // Temporary files are private by default; others should be able to read it as the umask says.
        let create = |partial: &Path| File::options().write(true).create_new(true).open(partial);
        Ok(Self {
            file: Builder::new()
                .prefix(prefix)
                .make_in(folder_of(path), create)?,
            path: path.to_owned(),
        })
    }

    /// Syncs the file and gives it its name.
    ///
    /// # Errors
    /// If the disk refuses; then `path` is as it was.
    pub fn keep(self) -> io::Result<()> {
        self.file.as_file().sync_all()?;
        self.file
            .persist(&self.path)
            .map_err(|failed| failed.error)?;
        sync_folder(folder_of(&self.path));
        Ok(())
    }
}

impl Write for WholeFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.as_file_mut().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.as_file_mut().flush()
    }
}

impl Seek for WholeFile {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.file.as_file_mut().seek(to)
    }
}

/// Writes a file whole or not at all: at any time, even after a power cut, `path` holds either its old
/// content or all of `bytes`. Until then they are in a file next to it whose name begins with
/// `prefix`, which a killed process leaves behind.
///
/// # Errors
/// If the folder of `path` does not exist or the disk refuses; then `path` is as it was.
pub fn write_whole(path: &Path, prefix: &str, bytes: &[u8]) -> io::Result<()> {
    let mut file = WholeFile::create(path, prefix)?;
    file.write_all(bytes)?;
    file.keep()
}

/// The folder that a file is in.
fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

/// Syncs a folder, so that the names in it are on the disk. Not every system can do this; the files are
/// whole without it.
pub fn sync_folder(folder: &Path) {
    if let Ok(folder) = File::open(folder) {
        let _ = folder.sync_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn replaces_the_whole_file_and_leaves_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("table.csv");
        write_whole(&path, ".partial-", b"a longer first version").unwrap();
        write_whole(&path, ".partial-", b"second").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"second");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_file_that_is_not_kept_leaves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("table.csv");
        let mut file = WholeFile::create(&path, ".partial-").unwrap();
        file.write_all(b"half a ").unwrap();
        drop(file);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
        let mut file = WholeFile::create(&path, ".partial-").unwrap();
        file.write_all(b"whole").unwrap();
        assert!(!path.exists());
        file.keep().unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"whole");
    }

    #[test]
    fn a_failed_write_leaves_what_was_there() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("in-the-way");
        fs::create_dir(&path).unwrap();
        fs::write(path.join("kept"), "").unwrap();
        assert!(write_whole(&path, ".partial-", b"").is_err());
        assert!(path.join("kept").exists());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
