use crate::document::Origin;
use crate::key_path::KeyPath;
use crease_input::{InputError, NotText, one_line, shown};
use std::fmt;
use thiserror::Error;

/// Why an experiment file does not make an experiment. Shown, it is one line that names the file,
/// the line, the key, what was found and what was expected.
#[derive(Debug, Error)]
pub enum ExperimentError {
    /// The file cannot be read.
    #[error(transparent)]
    Input(#[from] InputError),
    /// The file is no text.
    #[error("{}:{error}", one_line(.file))]
    NotText {
        /// The file as the user named it.
        file: String,
        /// Where, and what was found.
        error: NotText,
    },
    /// What was read cannot be written as TOML again; no file is known for which it cannot.
    #[error("{}: {}", one_line(.file), one_line(.problem))]
    File {
        /// The file as the user named it.
        file: String,
        /// What is wrong with it.
        problem: String,
    },
    /// The text is not TOML.
    #[error("{}:{line}:{column}: {}", one_line(.file), one_line(.message))]
    Syntax {
        /// The file as the user named it.
        file: String,
        /// Line, from 1.
        line: usize,
        /// Column in characters, from 1.
        column: usize,
        /// The TOML parser's words.
        message: String,
    },
    /// A key is unknown, missing, of the wrong type, or has a value that cannot be.
    #[error(transparent)]
    Key(Box<KeyError>),
    /// A `--set` that does not read as `key=value`.
    #[error("--set {}: {}", shown(.assignment), one_line(.problem))]
    Assignment {
        /// What stood after `--set`.
        assignment: String,
        /// What is wrong with it.
        problem: String,
    },
    /// A `--preset` that the file does not hold.
    #[error("{}: there is no preset {}, {}", one_line(.file), shown(.preset), one_line(.expected))]
    Preset {
        /// The file as the user named it.
        file: String,
        /// The preset that was asked for.
        preset: String,
        /// The presets that there are.
        expected: String,
    },
}

/// What is wrong with one key.
#[derive(Debug, Error)]
pub struct KeyError {
    /// The file as the user named it.
    pub file: String,
    /// Where the key, or else what should hold it, is written.
    pub origin: Origin,
    /// The key, as it is in the resolved experiment.
    pub path: KeyPath,
    /// The value found; left out in the text where it already shows.
    pub found: Option<String>,
    /// What is wrong and what was expected.
    pub message: String,
}

impl From<Box<KeyError>> for ExperimentError {
    fn from(error: Box<KeyError>) -> Self {
        Self::Key(error)
    }
}

impl fmt::Display for KeyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let file = one_line(&self.file);
        match &self.origin {
            Origin::File { line } => write!(f, "{file}:{line}: ")?,
            Origin::Preset { name, line } => write!(f, "{file}:{line}: preset.{name}.")?,
            Origin::Set { assignment, .. } => write!(f, "--set {}: ", shown(assignment))?,
        }
        let told = matches!(&self.origin, Origin::Set { path, .. } if *path == self.path);
        if !told {
            write!(f, "{}: ", shown(&self.path.to_string()))?;
            if let Some(found) = &self.found {
                write!(f, "found {}, ", shown(found))?;
            }
        }
        f.write_str(&one_line(&self.message))
    }
}
