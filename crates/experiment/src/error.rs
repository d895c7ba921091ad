use crate::origin::Origin;
use crease_input::{InputError, KeyPath, NotText, one_line, shown};
use std::fmt;
use thiserror::Error;

/// Why a file is not an experiment. Its message is one line with the file, the line, the key, what
/// was found and what was expected.
#[derive(Debug, Error)]
pub enum ExperimentError {
    /// The file cannot be read.
    #[error(transparent)]
    Input(#[from] InputError),
    /// The file is not text.
    #[error("{}:{error}", one_line(.file))]
    NotText {
        /// The file as the user named it.
        file: String,
        /// The place, and what was found.
        error: NotText,
    },
    /// The experiment cannot be written as TOML again; no such file is known.
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
        /// The TOML parser's message.
        message: String,
    },
    /// A key is unknown, missing, of the wrong type or has an invalid value.
    #[error(transparent)]
    Key(Box<KeyError>),
    /// An assignment that is not `key=value`.
    #[error("{}: {}", shown(.assignment), one_line(.problem))]
    Assignment {
        /// Its text.
        assignment: String,
        /// What is wrong with it.
        problem: String,
    },
    /// A preset that the file does not define.
    #[error("{}: no preset {}, {}", one_line(.file), shown(.preset), one_line(.expected))]
    Preset {
        /// The file as the user named it.
        file: String,
        /// The requested preset.
        preset: String,
        /// The presets that exist.
        expected: String,
    },
}

impl ExperimentError {
    /// Whether it is about an assignment that the caller laid over the file. Its message then
    /// begins with the assignment, otherwise with the file.
    pub fn is_of_assignment(&self) -> bool {
        match self {
            Self::Assignment { .. } => true,
            Self::Key(error) => matches!(error.origin, Origin::Set { .. }),
            _ => false,
        }
    }
}

/// What is wrong with one key.
#[derive(Debug, Error)]
pub struct KeyError {
    /// The file as the user named it.
    pub file: String,
    /// Where the key is written, or otherwise the table that should hold it.
    pub origin: Origin,
    /// The key in the resolved experiment.
    pub path: KeyPath,
    /// The value found; left out of the message if that shows it already.
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
            Origin::Set { assignment, .. } => write!(f, "{}: ", shown(assignment))?,
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
