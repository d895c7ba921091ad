use crate::document::Origin;
use crate::key_path::KeyPath;
use std::fmt;
use thiserror::Error;

/// Why an experiment file does not make an experiment. Shown, it is one line that names the file,
/// the line, the key, what was found and what was expected.
#[derive(Debug, Error)]
pub enum ExperimentError {
    /// The file cannot be read, or is not a text.
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
    #[error("--set {}: {}", one_line(.assignment), one_line(.problem))]
    Assignment {
        /// What stood after `--set`.
        assignment: String,
        /// What is wrong with it.
        problem: String,
    },
    /// A `--preset` that the file does not hold.
    #[error("{}: there is no preset {}, {}", one_line(.file), one_line(.preset), one_line(.expected))]
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
        let path = self.path.to_string();
        let mut text = match &self.origin {
            Origin::File { line } => format!("{}:{line}: ", self.file),
            Origin::Preset { name, line } => format!("{}:{line}: preset.{name}.", self.file),
            Origin::Set { assignment, .. } => format!("--set {assignment}: "),
        };
        let told = matches!(&self.origin, Origin::Set { path, .. } if *path == self.path);
        if !told {
            text += &path;
            text += ": ";
            if let Some(found) = &self.found {
                text += "found ";
                text += found;
                text += ", ";
            }
        }
        text += &self.message;
        f.write_str(&one_line(&text))
    }
}

/// The text with line breaks and other control characters made visible, and cut where a pasted
/// value would fill the screen.
fn one_line(text: &str) -> String {
    const MOST: usize = 600;
    let mut line = String::with_capacity(text.len().min(MOST));
    for (count, letter) in text.chars().enumerate() {
        if count == MOST {
            line.push_str(" ...");
            break;
        }
        if letter.is_control() || matches!(letter, '\u{2028}' | '\u{2029}') {
            line.extend(letter.escape_default());
        } else {
            line.push(letter);
        }
    }
    line
}
