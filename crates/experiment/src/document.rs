//! The TOML document with the origin of every key.
//!
//! Serde alone forgets where a value came from, and an experiment is laid together from a file, a
//! preset and `--set`. So the document is kept as a tree of [`Node`]s that carry their [`Origin`]
//! through every merge, and an error anywhere later finds its line by its key.

use crate::decode;
use crate::error::{ExperimentError, KeyError};
use crate::key_path::{KeyPath, Segment};
use crate::reader::{self, Lines, Reader};
use crease_input::shown;
use std::sync::Arc;
use toml::de::{DeTable, DeValue};
use toml::map::Map;

/// Where a value is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// In the file, outside of presets.
    File {
        /// Line, from 1.
        line: usize,
    },
    /// In a preset of the file.
    Preset {
        /// The preset's name.
        name: Arc<str>,
        /// Line, from 1.
        line: usize,
    },
    /// In a `--set`.
    Set {
        /// The whole `key=value`.
        assignment: Arc<str>,
        /// The key.
        path: KeyPath,
    },
}

/// A value and where it is written.
#[derive(Clone, Debug)]
pub struct Node {
    /// Where the value, or the key that names it, is written.
    pub origin: Origin,
    /// The value.
    pub content: Content,
}

/// A TOML value whose parts are [`Node`]s.
#[derive(Clone, Debug)]
pub enum Content {
    /// A string, number, boolean or date.
    Scalar(toml::Value),
    /// An array, of tables or of anything.
    Array(Vec<Node>),
    /// A table.
    Table(Map<String, Node>),
}

/// A whole experiment file, or what is left of it after its presets are taken out.
#[derive(Clone, Debug)]
pub struct Document {
    /// The file as the user named it.
    pub file: String,
    /// The root table.
    pub root: Node,
}

impl Document {
    /// Reads a TOML text.
    ///
    /// # Errors
    /// If the text is not TOML, is nested too deeply, or holds a number that TOML allows and a
    /// 64-bit number cannot hold.
    pub fn parse(text: &str, file: &str) -> Result<Self, ExperimentError> {
        let lines = Lines::new(text);
        let table = DeTable::parse(text).map_err(|error| {
            let span = error.span().unwrap_or(0..0);
            let (line, column) = lines.position(text, span.start);
            let message = words(error.message(), text.get(span).unwrap_or_default());
            ExperimentError::Syntax {
                file: file.to_owned(),
                line,
                column,
                message,
            }
        })?;
        let mut reader = Reader::new(|at| Origin::File {
            line: lines.line(at),
        });
        let root = reader.table(table.get_ref()).map_err(|mut error| {
            file.clone_into(&mut error.file);
            error
        })?;
        Ok(Self {
            file: file.to_owned(),
            root: Node {
                origin: Origin::File { line: 1 },
                content: root,
            },
        })
    }

    /// An error at a key, with the origin of the key or of its nearest ancestor that is written.
    pub fn error(&self, path: KeyPath, found: Option<String>, message: String) -> Box<KeyError> {
        let origin = self.root.nearest(&path).origin.clone();
        Box::new(KeyError {
            file: self.file.clone(),
            origin,
            path,
            found,
            message,
        })
    }
}

/// Why the text of a `--set` is not a value.
pub enum NoValue {
    /// It is not TOML; in the TOML parser's words.
    Syntax(String),
    /// It is TOML that no experiment can have.
    Content(String),
}

/// The TOML parser's message on the text `at` its place, in a reader's words.
fn words(message: &str, at: &str) -> String {
    match message {
        "duplicate key" => format!("{}: is there twice, expected once", shown(at)),
        "string values must be quoted, expected literal string" => {
            "found no value or a text without quotes, expected a value".to_owned()
        }
        // The parser's own limit is higher, and is there to be safe.
        "recursion limit" | "cannot recurse further; max recursion depth met" => reader::too_deep(),
        other => other.trim_end_matches(", expected nothing").to_owned(),
    }
}

impl Node {
    /// Reads the value of a `--set`, all of which has one origin.
    ///
    /// # Errors
    /// If the text is not a TOML value, or as for [`Document::parse`].
    pub fn parse_value(text: &str, origin: &Origin) -> Result<Self, NoValue> {
        let value =
            DeValue::parse(text).map_err(|error| NoValue::Syntax(words(error.message(), "")))?;
        let node = Reader::new(|_| origin.clone()).node(0, &value);
        node.map_err(|error| {
            NoValue::Content(match error.found {
                Some(found) => format!("found {}, {}", shown(&found), error.message),
                None => error.message,
            })
        })
    }

    /// The node at `path`, if it is written.
    pub fn get(&self, path: &KeyPath) -> Option<&Self> {
        let mut node = self;
        for segment in path.segments() {
            node = node.child(segment)?;
        }
        Some(node)
    }

    /// The node at `path` or, where there is none, at its nearest ancestor.
    pub fn nearest(&self, path: &KeyPath) -> &Self {
        let mut node = self;
        for segment in path.segments() {
            match node.child(segment) {
                Some(child) => node = child,
                None => break,
            }
        }
        node
    }

    /// The node one segment down.
    pub fn child(&self, segment: &Segment) -> Option<&Self> {
        match (&self.content, segment) {
            (Content::Table(table), Segment::Key(key)) => table.get(key.as_str()),
            (Content::Array(array), Segment::Index(index)) => array.get(*index),
            _ => None,
        }
    }

    /// The value without its origins.
    pub fn to_value(&self) -> toml::Value {
        match &self.content {
            Content::Scalar(value) => value.clone(),
            Content::Array(array) => toml::Value::Array(array.iter().map(Self::to_value).collect()),
            Content::Table(table) => toml::Value::Table(
                table
                    .iter()
                    .map(|(key, node)| (key.clone(), node.to_value()))
                    .collect(),
            ),
        }
    }

    /// What the value is, in the words of an error: `the string "abc"`, `an array`.
    pub fn describe(&self) -> String {
        decode::describe(&self.to_value())
    }

    /// Gives every node under this one the origin that `change` makes of it.
    pub fn map_origins(&mut self, change: &impl Fn(&Origin) -> Origin) {
        self.origin = change(&self.origin);
        match &mut self.content {
            Content::Scalar(_) => {}
            Content::Array(array) => array.iter_mut().for_each(|node| node.map_origins(change)),
            Content::Table(table) => {
                for (_, node) in table.iter_mut() {
                    node.map_origins(change);
                }
            }
        }
    }
}
