//! Who may work in a results folder.
//!
//! All locks are files in `.locks/`, held by the open file: the system releases them when a process
//! ends, however it ends.
//!
//! - `runs` is held alone by a `crease run` of all runs, and shared by all shards;
//! - `shard-2-of-4` is held by the process that has this shard, so that nobody computes a run twice;
//! - `tables` is held, for moments, by whoever changes what all have in common: the experiment,
//!   the table, the figures.

use super::Folder;
use crate::{ResultsError, Shard};
use crease_system::{Lockable, try_lock, try_lock_shared};
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

/// How long a shard waits for one that is just ending, as a task that a cluster starts again.
const PATIENCE: Duration = Duration::from_secs(if cfg!(test) { 0 } else { 10 });
const PAUSE: Duration = Duration::from_millis(50);

/// A lock, released when it is dropped.
#[derive(Debug)]
pub struct Lock {
    file: File,
    path: PathBuf,
    keeps_out: bool,
}

enum Mode {
    Alone,
    Shared,
}

impl Lock {
    /// `None` if another process is in the way.
    fn attempt(path: &Path, mode: &Mode) -> Result<Option<Self>, ResultsError> {
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

    /// Whether others are kept out. Some file systems have no locks: there the user has to see to
    /// it that no two processes have the same work, which a cluster's scheduler does.
    pub fn keeps_out(&self) -> bool {
        self.keeps_out
    }

    /// Whether the file that is locked is still the one that others would lock: not if the folder
    /// was removed, or removed and made again. A file system that does not answer at this moment
    /// says nothing about that; if it stays so, the next write will tell.
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

    /// Whether the file that is locked is still there.
    #[cfg(not(unix))]
    pub(super) fn is_in_place(&self) -> bool {
        self.file.metadata().is_ok() && self.path.is_file()
    }
}

/// Opened for both, since NFS has shared locks only for who may read and others only for who may
/// write.
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
    runs: Lock,
    shard: Option<Lock>,
}

impl Claim {
    pub fn is_in_place(&self) -> bool {
        self.runs.is_in_place()
    }
}

impl Folder {
    fn lock_file(&self, name: &str) -> PathBuf {
        self.root.join(".locks").join(name)
    }

    /// Holds what all processes in this folder have in common, until the lock is dropped; waits for
    /// whoever holds it.
    ///
    /// # Errors
    /// If the file system refuses, or the folder that was claimed is gone.
    pub fn lock_tables(&self) -> Result<Lock, ResultsError> {
        // Where someone removed it, it would be made again, with nothing in it.
        self.check_in_place()?;
        let path = self.lock_file("tables");
        if let Some(lock) = Lock::attempt(&path, &Mode::Alone)? {
            return Ok(lock);
        }
        let file = open(&path)?;
        file.lock().map_err(ResultsError::io("lock", &path))?;
        Ok(Lock {
            file,
            path,
            keeps_out: true,
        })
    }

    /// All runs for this process, and the lock on the tables.
    pub(super) fn claim_all(&self) -> Result<(Claim, Lock), ResultsError> {
        let runs = Lock::attempt(&self.lock_file("runs"), &Mode::Alone)?;
        let runs = runs.ok_or_else(|| {
            let advice =
                "wait until it ends, or share the runs among several processes with --shard";
            self.locked(advice)
        })?;
        // Somebody may be drawing at this moment.
        let tables = self.lock_tables()?;
        Ok((Claim { runs, shard: None }, tables))
    }

    /// One shard of the runs for this process, and the lock on the tables. All shards at work have
    /// to be of as many.
    pub(super) fn claim_shard(&self, shard: Shard) -> Result<(Claim, Lock), ResultsError> {
        let began = Instant::now();
        loop {
            match self.attempt_shard(shard) {
                Err(ResultsError::Locked { .. }) if began.elapsed() < PATIENCE => {
                    thread::sleep(PAUSE);
                }
                other => return other,
            }
        }
    }

    fn attempt_shard(&self, shard: Shard) -> Result<(Claim, Lock), ResultsError> {
        // Nobody else takes a shard meanwhile.
        let tables = self.lock_tables()?;
        let runs = Lock::attempt(&self.lock_file("runs"), &Mode::Shared)?;
        let runs = runs.ok_or_else(|| self.locked("wait until it ends"))?;
        for other in self.shard_locks() {
            let count = other.rsplit("-of-").next();
            let other_count = count != Some(shard.count.to_string().as_str());
            if other_count && Lock::attempt(&self.lock_file(&other), &Mode::Alone)?.is_none() {
                return Err(self.locked(&format!(
                    "it has {}, and all shards have to be of the same number",
                    other.replace('-', " ")
                )));
            }
        }
        let name = format!("shard-{}-of-{}", shard.index, shard.count);
        let own = Lock::attempt(&self.lock_file(&name), &Mode::Alone)?;
        let own = own.ok_or_else(|| self.locked(&format!("it has shard {shard}")))?;
        let claim = Claim {
            runs,
            shard: Some(own),
        };
        Ok((claim, tables))
    }

    fn shard_locks(&self) -> Vec<String> {
        let files = fs::read_dir(self.root.join(".locks"));
        files
            .into_iter()
            .flatten()
            .flatten()
            .filter_map(|file| file.file_name().into_string().ok())
            .filter(|name| name.starts_with("shard-"))
            .collect()
    }

    /// Runs `change` while no other process computes runs here. Who calls holds the tables, so that
    /// no shard comes in between.
    ///
    /// # Errors
    /// If another process does, or as `change`.
    pub fn alone<T>(
        &mut self,
        change: impl FnOnce(&Self) -> Result<T, ResultsError>,
    ) -> Result<T, ResultsError> {
        let claim = match &self.claim {
            Some(claim) if claim.shard.is_some() => claim,
            _ => return change(self),
        };
        // A shared lock that we hold would be in our own way.
        let path = claim.runs.path.clone();
        let _ = claim.runs.file.unlock();
        let alone = Lock::attempt(&path, &Mode::Alone)?;
        let result = match &alone {
            Some(_) => change(self),
            None => Err(self.locked(
                "its experiment differs from this one, or its version or backend: wait until it ends",
            )),
        };
        drop(alone);
        let again = Lock::attempt(&path, &Mode::Shared)?;
        let runs = again.ok_or_else(|| self.locked("wait until it ends"))?;
        if let Some(claim) = &mut self.claim {
            claim.runs = runs;
        }
        result
    }

    fn locked(&self, advice: &str) -> ResultsError {
        ResultsError::Locked {
            folder: self.root.clone(),
            advice: advice.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{Read, Write};

    #[test]
    #[cfg(unix)]
    fn a_file_system_that_does_not_answer_has_not_lost_the_folder() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("runs");
        let mut lock = Lock::attempt(&path, &Mode::Alone).unwrap().unwrap();
        assert!(lock.is_in_place());
        // No system says of such a name that it is not there.
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
