use crate::path_line;
use std::fs::{self, File};
use std::io::{self, ErrorKind, Read};
use std::path::{Path, PathBuf};
use thiserror::Error;

/// Why a file that a user named cannot be read. Its message is one line with the file and what was
/// expected.
#[derive(Debug, Error)]
#[error("{}: {problem}", path_line(path))]
pub struct InputError {
    /// The file, as the user named it.
    pub path: PathBuf,
    /// What is wrong with it.
    pub problem: FileProblem,
}

/// What is wrong with a file, and what it should be, as in `an experiment file`.
#[derive(Debug, Error)]
pub enum FileProblem {
    /// No such file.
    #[error("no such file, expected {0}")]
    Missing(&'static str),
    /// A folder.
    #[error("is a directory, expected {0}")]
    Directory(&'static str),
    /// A device, a socket or a named pipe, which may never end.
    #[error("is not a regular file, expected {0}")]
    NotRegular(&'static str),
    /// Longer than any sensible file of its kind.
    #[error("is larger than {}, expected {expected}", size(*most))]
    TooLarge {
        /// The most bytes that it may have.
        most: u64,
        /// What the file should be.
        expected: &'static str,
    },
    /// Any other error of the system.
    #[error("cannot be read: {0}")]
    System(io::Error),
}

impl FileProblem {
    fn of(self, path: &Path) -> InputError {
        InputError {
            path: path.to_owned(),
            problem: self,
        }
    }
}

/// A file that a user named. What has been read is kept, so that its start can be checked before the
/// rest fills the memory.
#[derive(Debug)]
pub struct InputFile {
    path: PathBuf,
    expected: &'static str,
    file: File,
    bytes: Vec<u8>,
}

impl InputFile {
    /// Opens the file at `path`, which should be `expected`, as in `an experiment file`.
    ///
    /// # Errors
    /// If it does not exist, cannot be opened, or may block or never end: devices and named pipes. A
    /// pipe without a name (`<(command)`, `/dev/stdin`) has a writer and is accepted.
    pub fn open(path: &Path, expected: &'static str) -> Result<Self, InputError> {
        let system = |error: io::Error| match error.kind() {
            ErrorKind::NotFound => FileProblem::Missing(expected).of(path),
            _ => FileProblem::System(error).of(path),
        };
        let kind = fs::metadata(path).map_err(system)?.file_type();
        if kind.is_dir() {
            return Err(FileProblem::Directory(expected).of(path));
        }
        // Opening a named pipe waits for its writer. A pipe without a name is not in the file system.
        if !kind.is_file() && fs::canonicalize(path).is_ok() {
            return Err(FileProblem::NotRegular(expected).of(path));
        }
        Ok(Self {
            path: path.to_owned(),
            expected,
            file: File::open(path).map_err(system)?,
            bytes: Vec::new(),
        })
    }

    /// The first `length` bytes, or all if the file is shorter.
    ///
    /// # Errors
    /// If reading fails.
    pub fn head(&mut self, length: u64) -> Result<&[u8], InputError> {
        let missing = length.saturating_sub(self.bytes.len() as u64);
        let read = (&mut self.file).take(missing).read_to_end(&mut self.bytes);
        read.map_err(|error| FileProblem::System(error).of(&self.path))?;
        let end = usize::try_from(length).unwrap_or(usize::MAX);
        Ok(&self.bytes[..end.min(self.bytes.len())])
    }

    /// The whole file.
    ///
    /// # Errors
    /// If it has more than `most` bytes, or reading fails.
    pub fn whole(mut self, most: u64) -> Result<Vec<u8>, InputError> {
        let stated = self.file.metadata().map_or(0, |metadata| metadata.len());
        let expected = self.expected;
        let too_large = |path: &Path| FileProblem::TooLarge { most, expected }.of(path);
        if stated > most {
            return Err(too_large(&self.path));
        }
        let missing =
            usize::try_from(stated).map_or(0, |stated| stated.saturating_sub(self.bytes.len()));
        if let Err(error) = self.bytes.try_reserve_exact(missing) {
            let error = io::Error::new(ErrorKind::OutOfMemory, error);
            return Err(FileProblem::System(error).of(&self.path));
        }
        // The length may have changed by the time of reading, and pipes have none.
        if self.head(most.saturating_add(1))?.len() as u64 > most {
            return Err(too_large(&self.path));
        }
        Ok(self.bytes)
    }
}

/// Reads the file at `path`, which should be `expected` and have at most `most` bytes.
///
/// # Errors
/// As [`InputFile::open`] and [`InputFile::whole`].
pub fn read(path: &Path, most: u64, expected: &'static str) -> Result<Vec<u8>, InputError> {
    InputFile::open(path, expected)?.whole(most)
}

fn size(bytes: u64) -> String {
    match bytes {
        0..0x10_0000 => format!("{bytes} bytes"),
        0x10_0000..0x4000_0000 => format!("{} MiB", bytes >> 20),
        _ => format!("{} GiB", bytes >> 30),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(path: &Path) -> String {
        let error = read(path, 4, "a number").unwrap_err().to_string();
        let name = path.to_string_lossy();
        error.strip_prefix(&*name).unwrap_or(&error).to_owned()
    }

    #[test]
    fn files_come_whole() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        fs::write(&path, "1234").unwrap();
        assert_eq!(read(&path, 4, "a number").unwrap(), b"1234");
        let mut file = InputFile::open(&path, "a number").unwrap();
        assert_eq!(file.head(2).unwrap(), b"12");
        assert_eq!(file.head(1).unwrap(), b"1");
        assert_eq!(file.head(9).unwrap(), b"1234");
        assert_eq!(file.whole(4).unwrap(), b"1234");
    }

    #[test]
    fn missing_files_and_folders_are_named() {
        let folder = tempfile::tempdir().unwrap();
        let file = |name: &str, text: &str| {
            let path = folder.path().join(name);
            fs::write(&path, text).unwrap();
            path
        };
        assert_eq!(error(folder.path()), ": is a directory, expected a number");
        assert_eq!(
            error(&folder.path().join("nothing")),
            ": no such file, expected a number"
        );
        assert_eq!(
            error(&file("long", "12345")),
            ": is larger than 4 bytes, expected a number"
        );
        assert!(error(&file("file", "").join("below")).contains(": cannot be read: "));
    }

    #[test]
    #[cfg(unix)]
    fn what_may_never_end_is_not_opened() {
        let folder = tempfile::tempdir().unwrap();
        let pipe = folder.path().join("pipe");
        let made = std::process::Command::new("mkfifo").arg(&pipe).status();
        assert!(made.unwrap().success());
        let expected = ": is not a regular file, expected a number";
        for path in [&*pipe, Path::new("/dev/zero"), Path::new("/dev/null")] {
            assert_eq!(error(path), expected);
        }
    }

    #[test]
    fn limits_are_read_easily() {
        assert_eq!(size(4), "4 bytes");
        assert_eq!(size(1 << 20), "1 MiB");
        assert_eq!(size(8 << 30), "8 GiB");
    }
}
