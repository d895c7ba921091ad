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
        /// The system's reason. It is in the message, and so no source of the error.
        reason: io::Error,
    },
    /// Another process holds the folder's lock.
    #[error("another crease is at work in {}: {advice}", folder.display())]
    Locked {
        /// The results folder.
        folder: PathBuf,
        /// What it does there, and what can be done.
        advice: String,
    },
    /// The folder was removed while its runs were computed.
    #[error(
        "{} was removed while its runs were computed: nothing more can be kept; the same command \
         begins again",
        folder.display()
    )]
    Gone {
        /// The results folder.
        folder: PathBuf,
    },
    /// The folder holds what this version does not know.
    #[error(
        "{} was written by crease {crease}, in format {found}; this version knows formats up to \
         {known}: use that version, or another folder with --results",
        folder.display()
    )]
    Newer {
        /// The results folder.
        folder: PathBuf,
        /// The version that wrote it.
        crease: String,
        /// Its format.
        found: u32,
        /// The last format known here.
        known: u32,
    },
    /// There is no such results folder, or nothing in it to draw.
    #[error(
        "no results in {}: there is no experiment.toml; first run the experiment with `crease run FILE`",
        folder.display()
    )]
    NoResults {
        /// The results folder.
        folder: PathBuf,
    },
    /// The name of a results folder that would lead elsewhere.
    #[error("'{name}' is not a name of results: expected one folder name, such as fig5")]
    BadName {
        /// The name.
        name: String,
    },
    /// A table that this version did not write, or that someone changed.
    #[error("{}: {reason}; run the experiment again to write it anew", path.display())]
    Table {
        /// The table.
        path: PathBuf,
        /// What was expected and what was found.
        reason: String,
    },
}

impl ResultsError {
    /// Whether nothing else can be written either, as on a full disk or without a file handle; other
    /// errors are of one file.
    pub fn is_everywhere(&self) -> bool {
        match self {
            Self::Gone { .. } => true,
            Self::Io { reason, .. } => crease_system::is_of_the_machine(reason),
            _ => false,
        }
    }

    /// For `map_err`: the system's error, with what was being done to which path.
    pub(crate) fn io(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_path_buf();
        move |reason| Self::Io {
            action,
            path,
            reason,
        }
    }
}
