use crate::fault::Fault;
use std::io;
use std::path::{Path, PathBuf};
use thiserror::Error;

/// Why there is no MNIST. Every message is one sentence and names the file, what was found and what
/// was expected.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum MnistError {
    /// Some or all of the four files are not there.
    #[error(
        "MNIST is not in {}: {} missing; fetch it with `crease data` (in a clone: \
         `cargo run --release --locked -- data`); files that you have already: \
         `crease data --from DIR`, or set CREASE_DATA to their folder",
        folder.display(), list(names)
    )]
    Missing {
        /// The folder that was searched.
        folder: PathBuf,
        /// The names of the unpacked files.
        names: Vec<&'static str>,
    },
    /// A file of the data folder is not what it should be.
    #[error(
        "{} {fault}; `crease data` (in a clone: `cargo run --release --locked -- data`) puts the \
         right file in its place",
        path.display()
    )]
    Wrong {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        fault: Fault,
    },
    /// Something that cannot be replaced, such as a folder, lies where a file should.
    #[error(
        "{} is not a file: remove it, then run `crease data` (in a clone: \
         `cargo run --release --locked -- data`)",
        path.display()
    )]
    InTheWay {
        /// What is in the way.
        path: PathBuf,
    },
    /// A file that was to be taken is not what it should be.
    #[error("{} {fault}", path.display())]
    Source {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        fault: Fault,
    },
    /// The folder that files were to be taken from lacks some.
    #[error(
        "{} missing in {}: expected the four files of MNIST there, packed (.gz) or not",
        list(names), from.display()
    )]
    NotThere {
        /// The folder that was searched.
        from: PathBuf,
        /// The names of the unpacked files.
        names: Vec<&'static str>,
    },
    /// No mirror gave the file.
    #[error(
        "cannot fetch {name}: {}; {}without internet: `crease data --from DIR`, where DIR has the \
         four files",
        if reasons.is_empty() { "no mirror was named".to_owned() } else { reasons.join("; ") },
        match part {
            Some(part) => format!(
                "what came is kept in {}, and the same command goes on from there; ",
                part.display()
            ),
            None => String::new(),
        }
    )]
    Fetch {
        /// The name of the unpacked file.
        name: &'static str,
        /// What is wrong with each mirror.
        reasons: Vec<String>,
        /// Where the beginning of the file is, if that came.
        part: Option<PathBuf>,
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
    /// The parser did not take files that were verified.
    #[error("the mnist crate cannot read the verified files in {}: {reason}", folder.display())]
    Parser {
        /// The folder of the copies that it was given.
        folder: PathBuf,
        /// What it said.
        reason: String,
    },
}

impl MnistError {
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
