use crate::Shard;
use crease_input::shown;
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use thiserror::Error;

/// What can go wrong with a results folder. Every message names the path.
#[derive(Debug, Error)]
pub enum ResultsError {
    /// The system refused to read, write, create or remove.
    #[error("cannot {action} {}: {reason}", path.display())]
    Io {
        /// `read`, `write`, ...
        action: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// The system's reason; in the message, and so no source of the error.
        reason: io::Error,
    },
    /// Another process holds the folder's lock.
    #[error("another crease process {holder} in {}", folder.display())]
    Locked {
        /// The results folder.
        folder: PathBuf,
        /// What that process does.
        holder: Holder,
    },
    /// The folder was removed while its runs were computed.
    #[error(
        "{} was removed while its runs were computed: nothing more can be saved",
        folder.display()
    )]
    Gone {
        /// The results folder.
        folder: PathBuf,
    },
    /// A newer version wrote the folder.
    #[error(
        "{} was written by crease {}, in format {found}; this version reads formats up to {known}",
        folder.display(), shown(crease)
    )]
    Newer {
        /// The results folder.
        folder: PathBuf,
        /// The version that wrote it.
        crease: String,
        /// Its format.
        found: u32,
        /// The newest format that this version reads.
        known: u32,
    },
    /// There is no such results folder, or it holds no experiment.
    #[error("no results in {}: it has no experiment.toml", folder.display())]
    NoResults {
        /// The results folder.
        folder: PathBuf,
    },
    /// The name of a results folder would lead elsewhere.
    #[error("'{name}' is not the name of results: expected one folder name, such as fig5")]
    BadName {
        /// The name.
        name: String,
    },
    /// A table was not written by this version, or was changed.
    #[error("{}: {reason}", path.display())]
    Table {
        /// The table.
        path: PathBuf,
        /// What was expected and what was found.
        reason: String,
    },
}

/// What another process does in a results folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Holder {
    /// It computes runs.
    Runs,
    /// It computes all runs, and leaves none to shards.
    AllRuns,
    /// It computes this shard.
    Shard(Shard),
    /// It computes a shard of another number of shards, as `shard 1 of 3`.
    OtherShards(String),
    /// It computes runs of another experiment, or with another version or backend.
    OtherExperiment,
}

impl fmt::Display for Holder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Runs => f.write_str("is computing runs"),
            Self::AllRuns => f.write_str("is computing all runs"),
            Self::Shard(shard) => write!(f, "is computing shard {shard}"),
            Self::OtherShards(shard) => {
                write!(
                    f,
                    "is computing {}, and all shards must have the same count,",
                    shown(shard)
                )
            }
            Self::OtherExperiment => f.write_str(
                "is computing runs of another experiment, or with another version or backend,",
            ),
        }
    }
}

impl ResultsError {
    /// Whether nothing else can be written either, as on a full disk or without file handles left;
    /// other errors concern one file.
    pub fn is_everywhere(&self) -> bool {
        match self {
            Self::Gone { .. } => true,
            Self::Io { reason, .. } => crease_system::is_of_the_machine(reason),
            _ => false,
        }
    }

    /// For `map_err`: the system's error, with the action and the path.
    pub(crate) fn io(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_path_buf();
        move |reason| Self::Io {
            action,
            path,
            reason,
        }
    }
}
