//! How a process claims the runs of a folder.

use super::Folder;
use super::locks::{Claim, Lock, Mode};
use crate::{Holder, ResultsError, Shard};
use std::fs;
use std::path::PathBuf;
use std::thread;
use std::time::{Duration, Instant};

/// How long a shard waits for one that is just ending, such as a task that a cluster restarts.
const PATIENCE: Duration = Duration::from_secs(if cfg!(test) { 0 } else { 10 });
const PAUSE: Duration = Duration::from_millis(50);

impl Folder {
    fn lock_file(&self, name: &str) -> PathBuf {
        self.root.join(".locks").join(name)
    }

    /// Locks what all processes in this folder share, until the lock is dropped; waits while
    /// another process holds it.
    ///
    /// # Errors
    /// If the file system refuses, or the folder that was claimed is gone.
    pub fn lock_tables(&self) -> Result<Lock, ResultsError> {
        // If the folder was removed, this would create it again, empty.
        self.check_in_place()?;
        let path = self.lock_file("tables");
        if let Some(lock) = Lock::attempt(&path, &Mode::Alone)? {
            return Ok(lock);
        }
        Lock::wait(&path)
    }

    /// All runs for this process, and the lock on the tables.
    pub(super) fn claim_all(&self) -> Result<(Claim, Lock), ResultsError> {
        let runs = Lock::attempt(&self.lock_file("runs"), &Mode::Alone)?;
        let runs = runs.ok_or_else(|| self.locked(Holder::Runs))?;
        // Another process may be drawing at this moment.
        let tables = self.lock_tables()?;
        Ok((Claim { runs, shard: None }, tables))
    }

    /// One shard of the runs for this process, and the lock on the tables. All running shards must have
    /// the same count.
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
        // No other process can take a shard meanwhile.
        let tables = self.lock_tables()?;
        let runs = Lock::attempt(&self.lock_file("runs"), &Mode::Shared)?;
        let runs = runs.ok_or_else(|| self.locked(Holder::AllRuns))?;
        for other in self.shard_locks() {
            let count = other.rsplit("-of-").next();
            let other_count = count != Some(shard.count.to_string().as_str());
            if other_count && Lock::attempt(&self.lock_file(&other), &Mode::Alone)?.is_none() {
                let shard = other.replace('-', " ");
                return Err(self.locked(Holder::OtherShards(shard)));
            }
        }
        let name = format!("shard-{}-of-{}", shard.index, shard.count);
        let own = Lock::attempt(&self.lock_file(&name), &Mode::Alone)?;
        let own = own.ok_or_else(|| self.locked(Holder::Shard(shard)))?;
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

    /// Runs `change` while no other process computes runs here. The caller holds the tables, so that no
    /// shard can start meanwhile.
    ///
    /// # Errors
    /// If another process computes runs here, and the errors of `change`.
    pub fn alone<T>(
        &mut self,
        change: impl FnOnce(&Self) -> Result<T, ResultsError>,
    ) -> Result<T, ResultsError> {
        let claim = match &self.claim {
            Some(claim) if claim.shard.is_some() => claim,
            _ => return change(self),
        };
        // This process's own shared lock would block it.
        let path = claim.runs.release();
        let alone = Lock::attempt(&path, &Mode::Alone)?;
        let result = match &alone {
            Some(_) => change(self),
            None => Err(self.locked(Holder::OtherExperiment)),
        };
        drop(alone);
        let again = Lock::attempt(&path, &Mode::Shared)?;
        let runs = again.ok_or_else(|| self.locked(Holder::AllRuns))?;
        if let Some(claim) = &mut self.claim {
            claim.runs = runs;
        }
        result
    }

    fn locked(&self, holder: Holder) -> ResultsError {
        ResultsError::Locked {
            folder: self.root.clone(),
            holder,
        }
    }
}
