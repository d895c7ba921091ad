//! What a session records for other processes, during its work and afterwards: `logs/ID.json` and
//! `logs/ID.log`.

use crate::clock::compact;
use crate::folder::write_json;
use crate::write::create_folder;
use crate::{Folder, ResultsError, Session};
use crease_system::{Lockable, try_lock, try_lock_shared};
use serde::{Deserialize, Serialize};
use std::fs::{self, File};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Running sessions record their progress more often than this.
const LATELY: Duration = Duration::from_secs(30);

/// `logs/ID.json`: a session and its progress.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SessionRecord {
    /// The session.
    pub session: Session,
    /// Optimiser steps that it took, in all its runs.
    pub steps: u64,
    /// The runs under way: in training, or still being analysed.
    pub running: Vec<RunProgress>,
}

/// A run under way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunProgress {
    /// The run's id.
    pub run: String,
    /// Optimiser steps taken, including earlier sessions.
    pub step: u64,
}

/// A session's files. Its log is locked while the session runs, which shows others that it does.
#[derive(Debug)]
pub struct Journal {
    record: SessionRecord,
    path: PathBuf,
    log: File,
}

impl Journal {
    /// Begins a session in a folder, with an id and a number.
    ///
    /// # Errors
    /// If its files cannot be written.
    pub fn begin(folder: &Folder, mut session: Session) -> Result<Self, ResultsError> {
        let logs = folder.logs();
        create_folder(&logs)?;
        let before = folder.sessions().into_iter();
        let before = before.map(|seen| seen.record.session.number).max();
        session.number = before.unwrap_or(0).saturating_add(1);
        let name = format!(
            "{}_{}_{}",
            compact(&session.began),
            plain(&session.host),
            session.pid
        );
        // The clock may go backwards and process ids are reused, so names may be taken.
        let mut attempt = 1;
        session.id.clone_from(&name);
        let log = loop {
            let path = log_file(&logs, &session.id);
            match File::options().append(true).create_new(true).open(&path) {
                Ok(log) => break log,
                Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
                Err(error) => return Err(ResultsError::io("create", &path)(error)),
            }
            attempt += 1;
            session.id = format!("{name}_{attempt}");
        };
        // Without locks on this file system, others go by how recently the session recorded its progress.
        let _ = try_lock(&log);
        let journal = Self {
            path: record_file(&logs, &session.id),
            record: SessionRecord {
                session,
                steps: 0,
                running: Vec::new(),
            },
            log,
        };
        write_json(&journal.path, &journal.record)?;
        Ok(journal)
    }

    /// The session.
    pub fn session(&self) -> &Session {
        &self.record.session
    }

    /// The log, to append lines to.
    ///
    /// # Errors
    /// If the system has no file handle left.
    pub fn log(&self) -> Result<File, ResultsError> {
        let path = self.path.with_extension("log");
        let log = self.log.try_clone();
        log.map_err(ResultsError::io("write", &path))
    }

    /// Records the progress of the session.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn note(&mut self, change: impl FnOnce(&mut SessionRecord)) -> Result<(), ResultsError> {
        change(&mut self.record);
        write_json(&self.path, &self.record)
    }
}

/// What is known about a session in a folder.
#[derive(Clone, Debug, PartialEq)]
pub struct KnownSession {
    /// What it recorded.
    pub record: SessionRecord,
    /// Whether it is running now.
    pub alive: bool,
}

impl Folder {
    /// All recorded sessions, in the order in which they began.
    pub fn sessions(&self) -> Vec<KnownSession> {
        let logs = self.logs();
        let files = fs::read_dir(&logs).into_iter().flatten().flatten();
        let mut sessions: Vec<KnownSession> = files
            .filter(|file| file.path().extension().is_some_and(|end| end == "json"))
            .filter_map(|file| {
                let record: SessionRecord =
                    serde_json::from_slice(&fs::read(file.path()).ok()?).ok()?;
                let alive = is_alive(&logs, &record.session);
                Some(KnownSession { record, alive })
            })
            .collect();
        let order = |seen: &KnownSession| {
            let session = &seen.record.session;
            (session.number, session.began.clone(), session.id.clone())
        };
        sessions.sort_by_key(order);
        sessions
    }
}

fn is_alive(logs: &Path, session: &Session) -> bool {
    let log = File::open(log_file(logs, &session.id));
    match log.and_then(|log| try_lock_shared(&log)) {
        Ok(Lockable::Taken) => true,
        Ok(Lockable::Never) => session.interrupted && is_young(&record_file(logs, &session.id)),
        Ok(Lockable::Locked) | Err(_) => false,
    }
}

/// Whether a file was written recently, or slightly in the future by the clock of another machine.
fn is_young(file: &Path) -> bool {
    let written = fs::metadata(file).and_then(|metadata| metadata.modified());
    written.is_ok_and(|written| written.elapsed().unwrap_or_default() < LATELY)
}

fn log_file(logs: &Path, id: &str) -> PathBuf {
    logs.join(format!("{id}.log"))
}

fn record_file(logs: &Path, id: &str) -> PathBuf {
    logs.join(format!("{id}.json"))
}

/// A host's name as part of a file name.
fn plain(host: &str) -> String {
    let plain = |c: char| {
        if c.is_ascii_alphanumeric() || c == '-' {
            c
        } else {
            '-'
        }
    };
    host.chars().take(60).map(plain).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Program;

    fn session() -> Session {
        let program = Program {
            crease: "0.1.0",
            rustc: "rustc",
            backend: "flex",
        };
        Session {
            host: "node/7.cluster".to_owned(),
            pid: 12,
            ..Session::begin(&program, 2, None)
        }
    }

    #[test]
    fn a_session_is_alive_until_it_is_dropped() {
        let results = tempfile::tempdir().unwrap();
        let (folder, _) = Folder::claim(results.path(), "fig5", None).unwrap();
        let mut journal = Journal::begin(&folder, session()).unwrap();
        journal.note(|record| record.steps = 7).unwrap();
        let [seen] = folder.sessions().try_into().unwrap();
        assert!(seen.alive);
        assert_eq!(seen.record.steps, 7);
        assert!(seen.record.session.id.ends_with("_node-7-cluster_12"));
        drop(journal);
        let [seen] = folder.sessions().try_into().unwrap();
        assert!(!seen.alive);
    }

    #[test]
    fn sessions_of_the_same_name_are_two() {
        let results = tempfile::tempdir().unwrap();
        let (folder, _) = Folder::claim(results.path(), "fig5", None).unwrap();
        let session = session();
        let _one = Journal::begin(&folder, session.clone()).unwrap();
        let _two = Journal::begin(&folder, session).unwrap();
        assert_eq!(folder.sessions().len(), 2);
    }

    #[test]
    fn the_last_session_is_the_one_that_began_last_whatever_the_clock_says() {
        let results = tempfile::tempdir().unwrap();
        let (folder, _) = Folder::claim(results.path(), "fig5", None).unwrap();
        for began in [
            "2099-01-01T00:00:00Z",
            "1970-01-01T00:00:00Z",
            "2026-01-01T00:00:00Z",
        ] {
            let mut session = session();
            session.began = began.to_owned();
            let id = Journal::begin(&folder, session)
                .unwrap()
                .session()
                .id
                .clone();
            let last = folder.sessions().pop().unwrap();
            assert_eq!(last.record.session.id, id);
        }
    }
}
