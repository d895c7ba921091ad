use crate::fault::Fault;
use std::io;
use std::path::{Path, PathBuf};
use thiserror::Error;

/// Why there are no examples. Every message is one sentence and names the file, what was found and
/// what was expected.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum DataError {
    /// Some or all files of a published data set are not there.
    #[error("{title} is not in {}: {} missing", folder.display(), list(names))]
    Missing {
        /// The data set.
        title: &'static str,
        /// The folder that was searched.
        folder: PathBuf,
        /// The names of the files.
        names: Vec<&'static str>,
    },
    /// A file of the data folder is not what it should be.
    #[error("{} {fault}", path.display())]
    Wrong {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        fault: Fault,
    },
    /// Something that cannot be replaced, such as a folder, lies where a file should.
    #[error("{} is not a file: remove it", path.display())]
    InTheWay {
        /// What is in the way.
        path: PathBuf,
    },
    /// A file to import is not what it should be.
    #[error("{} {fault}", path.display())]
    Source {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        fault: Fault,
    },
    /// The folder to import from lacks some files.
    #[error(
        "{} missing in {}: expected the files of {title} there",
        list(names), from.display()
    )]
    NotThere {
        /// The data set.
        title: &'static str,
        /// The folder that was searched.
        from: PathBuf,
        /// The names of the files.
        names: Vec<&'static str>,
    },
    /// No mirror gave the file.
    #[error(
        "cannot fetch {name}: {}{}",
        if reasons.is_empty() { "no mirror was named".to_owned() } else { reasons.join("; ") },
        match part {
            Some(part) => format!(
                "; what has arrived is kept in {}: run the same command to resume",
                part.display()
            ),
            None => String::new(),
        }
    )]
    Fetch {
        /// The name of the file.
        name: &'static str,
        /// What is wrong with each mirror.
        reasons: Vec<String>,
        /// Where the beginning of the file is kept, if any of it arrived.
        part: Option<PathBuf>,
    },
    /// A user's own file does not hold examples.
    #[error("{}: {reason}", path.display())]
    Own {
        /// The file.
        path: PathBuf,
        /// What was found and what was expected.
        reason: String,
    },
    /// The system refused to read, write, create or remove.
    #[error("cannot {action} {}: {source}", path.display())]
    Io {
        /// `write`, `create`, ...
        action: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// The system's reason.
        source: io::Error,
    },
    /// Files that were verified cannot be read.
    #[error("the verified files of {title} in {} cannot be read: {reason}", folder.display())]
    Parser {
        /// The data set.
        title: &'static str,
        /// Where they lie.
        folder: PathBuf,
        /// What was found.
        reason: String,
    },
}

impl DataError {
    /// For `map_err`: the system's error, with what was being done to which path.
    pub(crate) fn io(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_path_buf();
        move |source| Self::Io {
            action,
            path,
            source,
        }
    }
}

/// `a is`, `a and b are`, `a, b and c are`.
fn list(names: &[&str]) -> String {
    match names {
        [] => "nothing is".to_owned(),
        [one] => format!("{one} is"),
        [first @ .., last] => format!("{} and {last} are", first.join(", ")),
    }
}
