//! Locks on a results folder.
//!
//! All locks are files in `.locks/`, locked while they are open: the system releases them when a process
//! ends, however it ends.
//!
//! - `runs` is held exclusively by a process that computes all runs, and shared by all shards;
//! - `shard-2-of-4` is held by the process with this shard, so that no run is computed twice;
//! - `tables` is held briefly by a process that changes what all processes share: the experiment,
//!   the table, the figures.

use crate::ResultsError;
use crease_system::{Lockable, try_lock, try_lock_shared};
use std::fs::{self, File};
use std::path::{Path, PathBuf};

/// A lock, released when it is dropped.
#[derive(Debug)]
pub struct Lock {
    file: File,
    path: PathBuf,
    keeps_out: bool,
}

pub(super) enum Mode {
    /// Nobody else may hold it.
    Alone,
    /// Others may hold it too, shared.
    Shared,
}

impl Lock {
    /// `None` if another process holds it.
    pub(super) fn attempt(path: &Path, mode: &Mode) -> Result<Option<Self>, ResultsError> {
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).map_err(ResultsError::io("create", folder))?;
        }
        let file = open(path)?;
        let attempt = match mode {
            Mode::Alone => try_lock(&file),
            Mode::Shared => try_lock_shared(&file),
        };
        let keeps_out = match attempt.map_err(ResultsError::io("lock", path))? {
            Lockable::Taken => return Ok(None),
            Lockable::Locked => true,
            Lockable::Never => false,
        };
        Ok(Some(Self {
            file,
            path: path.to_path_buf(),
            keeps_out,
        }))
    }

    /// Waits while another process holds it.
    pub(super) fn wait(path: &Path) -> Result<Self, ResultsError> {
        let file = open(path)?;
        file.lock().map_err(ResultsError::io("lock", path))?;
        Ok(Self {
            file,
            path: path.to_path_buf(),
            keeps_out: true,
        })
    }

    /// Releases it where it would block its own process; returns the file's path.
    pub(super) fn release(&self) -> PathBuf {
        let _ = self.file.unlock();
        self.path.clone()
    }

    /// Whether others are kept out. Some file systems have no locks: there the user, or a cluster's
    /// scheduler, must ensure that no two processes do the same work.
    pub fn keeps_out(&self) -> bool {
        self.keeps_out
    }

    /// Whether the locked file is still the one that others would lock: not if the folder was removed,
    /// or removed and created again. If the file system does not answer at the moment, this assumes so;
    /// the next write will show.
    #[cfg(unix)]
    pub(super) fn is_in_place(&self) -> bool {
        use std::io::ErrorKind::{NotADirectory, NotFound, StaleNetworkFileHandle};
        use std::os::unix::fs::MetadataExt;
        let identity = |metadata: &fs::Metadata| (metadata.dev(), metadata.ino());
        match (self.file.metadata(), fs::metadata(&self.path)) {
            (Ok(held), Ok(there)) => identity(&held) == identity(&there),
            (Err(error), _) | (_, Err(error)) => !matches!(
                error.kind(),
                NotFound | NotADirectory | StaleNetworkFileHandle
            ),
        }
    }

    /// Whether the locked file still exists.
    #[cfg(not(unix))]
    pub(super) fn is_in_place(&self) -> bool {
        self.file.metadata().is_ok() && self.path.is_file()
    }
}

/// Opened for reading and writing, since NFS requires read access for shared locks and write access
/// for exclusive ones.
fn open(path: &Path) -> Result<File, ResultsError> {
    File::options()
        .create(true)
        .read(true)
        .write(true)
        .truncate(false)
        .open(path)
        .map_err(ResultsError::io("write", path))
}

/// What a process holds while it computes runs.
#[derive(Debug)]
pub(super) struct Claim {
    pub(super) runs: Lock,
    pub(super) shard: Option<Lock>,
}

impl Claim {
    pub fn is_in_place(&self) -> bool {
        self.runs.is_in_place()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{Read, Write};

    #[test]
    #[cfg(unix)]
    fn an_unresponsive_file_system_has_not_lost_the_folder() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("runs");
        let mut lock = Lock::attempt(&path, &Mode::Alone).unwrap().unwrap();
        assert!(lock.is_in_place());
        // No system reports that such a name does not exist.
        lock.path = folder.path().join("x".repeat(5000));
        assert!(lock.is_in_place());
        lock.path = folder.path().join("other");
        assert!(!lock.is_in_place());
    }

    #[test]
    fn a_locked_file_is_open_for_all_that_network_file_systems_want() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("runs");
        let mut lock = Lock::attempt(&path, &Mode::Shared).unwrap().unwrap();
        lock.file.write_all(b"x").unwrap();
        lock.file.read_to_end(&mut Vec::new()).unwrap();
    }
}
