//! Why a value is not of a type.

use crate::key_path::{KeyPath, Segment};
use crate::{expected, shown};
use serde::de::{Expected, Unexpected};
use std::fmt;

/// Why a value is not of a type.
#[derive(Clone, Debug, PartialEq)]
pub struct Misfit {
    /// The key, from the value that was read.
    pub path: KeyPath,
    /// What is wrong there.
    pub problem: Problem,
}

/// What is wrong at a key.
#[derive(Clone, Debug, PartialEq)]
pub enum Problem {
    /// The value is of another type or out of range.
    Unexpected {
        /// What it is.
        found: String,
        /// What it should be.
        expected: String,
    },
    /// There is no such key.
    UnknownKey {
        /// The key.
        key: String,
        /// Those that there are.
        known: &'static [&'static str],
    },
    /// The value is a name, and not one of those that are known.
    UnknownName {
        /// The name.
        name: String,
        /// Those that are known.
        known: &'static [&'static str],
    },
    /// The key has to be there.
    Missing,
    /// The key is written more than once.
    Duplicate,
    /// The value names one of several kinds by its only key, and has another number of keys.
    NotOneKey {
        /// Its keys.
        keys: Vec<String>,
    },
    /// An error of the type itself.
    Other(String),
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unexpected { found, expected } => write!(f, "found {found}, expected {expected}"),
            Self::UnknownKey { key, known } => write!(f, "unknown key, {}", expected(key, known)),
            Self::UnknownName { name, known } => {
                let found = shown(&format!("the string {name:?}"));
                write!(f, "found {found}, {}", expected(name, known))
            }
            Self::Missing => f.write_str("required key is missing"),
            Self::Duplicate => f.write_str("duplicate key"),
            Self::NotOneKey { keys } if keys.is_empty() => {
                f.write_str("expected exactly one key, found none")
            }
            Self::NotOneKey { keys } => {
                write!(
                    f,
                    "expected exactly one key, found {}",
                    shown(&keys.join(", "))
                )
            }
            Self::Other(message) => f.write_str(message),
        }
    }
}

/// A [`Misfit`] on its way up from where it was found.
#[derive(Debug)]
pub(super) struct Error(pub(super) Box<Misfit>);

impl Error {
    pub(super) fn new(problem: Problem) -> Self {
        Self(Box::new(Misfit {
            path: KeyPath::default(),
            problem,
        }))
    }

    pub(super) fn at(key: &str, problem: Problem) -> Self {
        Self::new(problem).under(Segment::Key(key.to_owned()))
    }

    pub(super) fn under(mut self, segment: Segment) -> Self {
        self.0.path.prepend(segment);
        self
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.0.path, self.0.problem)
    }
}

impl std::error::Error for Error {}

impl serde::de::Error for Error {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self::new(Problem::Other(message.to_string()))
    }

    fn invalid_type(unexpected: Unexpected, expected: &dyn Expected) -> Self {
        let expected = match unexpected {
            // A name alone, where the kind has keys.
            Unexpected::UnitVariant => String::new(),
            _ => expected.to_string(),
        };
        let found = String::new();
        Self::new(Problem::Unexpected { found, expected })
    }

    fn invalid_value(unexpected: Unexpected, expected: &dyn Expected) -> Self {
        Self::invalid_type(unexpected, expected)
    }

    fn unknown_variant(name: &str, known: &'static [&'static str]) -> Self {
        let name = name.to_owned();
        Self::new(Problem::UnknownName { name, known })
    }

    fn unknown_field(key: &str, known: &'static [&'static str]) -> Self {
        let problem = Problem::UnknownKey {
            key: key.to_owned(),
            known,
        };
        Self::at(key, problem)
    }

    fn missing_field(key: &'static str) -> Self {
        Self::at(key, Problem::Missing)
    }

    fn duplicate_field(key: &'static str) -> Self {
        Self::at(key, Problem::Duplicate)
    }
}
