use crate::ResultsError;
use crate::format::FORMAT;
use crease_input::{one_line, shown};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use thiserror::Error;

/// Why something in a results folder cannot be used: it is not what was written there.
#[derive(Debug, Error)]
pub enum Damage {
    /// A file of the run is missing.
    #[error("{} is missing", .0.display())]
    Missing(PathBuf),
    /// A file cannot be read.
    #[error("{} cannot be read: {reason}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// The system's reason; in the message, and so no source of the error.
        reason: io::Error,
    },
    /// A file is not JSON, or not the JSON that was written.
    #[error("{} is damaged: {}", path.display(), one_line(&reason.to_string()))]
    Json {
        /// The file.
        path: PathBuf,
        /// What is wrong with it; in the message, and so no source of the error.
        reason: serde_json::Error,
    },
    /// A file does not match the checksum in it.
    #[error("{} is damaged: its content does not match its checksum", .0.display())]
    Content(PathBuf),
    /// A file does not match the checksum that was recorded for it.
    #[error(
        "{} is damaged: its BLAKE3 checksum is {}..., expected {}...",
        path.display(), short(found), short(expected)
    )]
    Checksum {
        /// The file.
        path: PathBuf,
        /// The checksum of what it holds.
        found: String,
        /// The checksum of what was written.
        expected: String,
    },
    /// A file is of another version's format.
    #[error(
        "{} was written by another version of crease, in format {format} and not {FORMAT}",
        path.display()
    )]
    OtherVersion {
        /// The file.
        path: PathBuf,
        /// Its format.
        format: u32,
    },
    /// A file is of another run than its folder.
    #[error("{} belongs to the run {}, expected {expected}", path.display(), shown(found))]
    OtherRun {
        /// The file.
        path: PathBuf,
        /// The hash in it.
        found: String,
        /// The hash of the run.
        expected: String,
    },
    /// A table of measures has other columns than the experiment.
    #[error("{} has other columns than the experiment", .0.display())]
    Columns(PathBuf),
    /// A table of measures has other steps than the experiment.
    #[error("{} has other steps than the experiment", .0.display())]
    Steps(PathBuf),
    /// The folder cannot be put in order.
    #[error(transparent)]
    Results(#[from] ResultsError),
}

impl Damage {
    /// The damage of a file that cannot be read.
    pub(crate) fn unread(path: PathBuf, reason: io::Error) -> Self {
        match reason.kind() {
            io::ErrorKind::NotFound => Self::Missing(path),
            _ => Self::Unreadable { path, reason },
        }
    }
}

/// The bytes of a file; `None` if there is none.
pub(crate) fn read_if_there(path: &Path) -> Result<Option<Vec<u8>>, Damage> {
    match fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Damage::unread(path.to_owned(), error)),
    }
}

/// Enough digits to tell checksums apart by eye.
fn short(checksum: &str) -> String {
    checksum.chars().take(8).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Found by fuzzing.
    #[test]
    fn a_control_character_in_json_is_escaped() {
        #[derive(Debug, serde::Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Empty {}
        let reason = serde_json::from_str::<Empty>("{\"a\\bb\": 1}").unwrap_err();
        let path = PathBuf::from("status.json");
        let message = Damage::Json { path, reason }.to_string();
        let expected = "status.json is damaged: unknown field `a\\u{8}b`";
        assert!(message.starts_with(expected), "{message}");
    }
}
