//! From TOML text to a tree of nodes.

use crate::document::Document;
use crate::error::{ExperimentError, KeyError};
use crate::node::{Content, Node};
use crate::origin::Origin;
use crease_input::{KeyPath, Segment, shown};
use toml::Spanned;
use toml::de::{DeTable, DeValue};
use toml::map::Map;

/// The deepest nesting of tables and arrays; experiments need a fifth of it.
const DEEPEST: usize = 32;

/// Reads the text of the file that is called `file`.
///
/// # Errors
/// If the text is not TOML, is nested too deeply, or holds a number that TOML allows and a 64-bit
/// number cannot hold.
pub fn document(text: &str, file: &str) -> Result<Document, ExperimentError> {
    let lines = Lines::new(text);
    let table = DeTable::parse(text).map_err(|error| {
        let span = error.span().unwrap_or(0..0);
        let (line, column) = lines.position(text, span.start);
        let before = text.get(..span.start).unwrap_or_default().trim_end();
        let at = text.get(span).unwrap_or_default();
        let message = match at.trim() {
            "" if before.ends_with('=') => "found no value, expected one".to_owned(),
            "" => error.message().to_owned(),
            word => format!("{}: {}", shown(word), error.message()),
        };
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
    Ok(Document {
        file: file.to_owned(),
        root: Node {
            origin: Origin::File { line: 1 },
            content: root,
        },
    })
}

/// Why the text of a `--set` is not a value.
pub enum NoValue {
    /// It is not TOML; with the TOML parser's message.
    Syntax(String),
    /// It is TOML that no experiment can contain.
    Content(String),
}

/// Reads the value of a `--set`, which has one origin.
///
/// # Errors
/// If the text is not a TOML value, or as for [`document`].
pub fn value(text: &str, origin: &Origin) -> Result<Node, NoValue> {
    let value =
        DeValue::parse(text).map_err(|error| NoValue::Syntax(error.message().to_owned()))?;
    let node = Reader::new(|_| origin.clone()).node(0, &value);
    node.map_err(|error| {
        NoValue::Content(match error.found {
            Some(found) => format!("found {}, {}", shown(&found), error.message),
            None => error.message,
        })
    })
}

/// Turns what the TOML parser read into nodes. `origin` says where a byte offset lies.
struct Reader<F> {
    origin: F,
    path: KeyPath,
}

impl<F: Fn(usize) -> Origin> Reader<F> {
    /// Starts at the root.
    fn new(origin: F) -> Self {
        Self {
            origin,
            path: KeyPath::default(),
        }
    }

    /// The node of a value that is written, or whose key is written, at byte `at`.
    ///
    /// # Errors
    /// If it is nested too deeply or holds a number beyond 64 bits.
    fn node(&mut self, at: usize, value: &Spanned<DeValue<'_>>) -> Result<Node, Box<KeyError>> {
        let content = match value.get_ref() {
            DeValue::String(text) => Content::Scalar(text.as_ref().into()),
            DeValue::Boolean(truth) => Content::Scalar((*truth).into()),
            DeValue::Datetime(date) => Content::Scalar((*date).into()),
            DeValue::Integer(number) => {
                match i64::from_str_radix(number.as_str(), number.radix()) {
                    Ok(integer) => Content::Scalar(integer.into()),
                    Err(_) => {
                        return Err(self.error(at, number, "expected a 64-bit number"));
                    }
                }
            }
            DeValue::Float(number) => match number.as_str().parse::<f64>() {
                // `inf` and `nan` end in a letter, a number that is too large in a digit.
                Ok(float)
                    if float.is_finite() || number.as_str().ends_with(char::is_alphabetic) =>
                {
                    Content::Scalar(float.into())
                }
                _ => return Err(self.error(at, number, "expected a 64-bit number")),
            },
            DeValue::Array(array) => {
                let mut nodes = Vec::with_capacity(array.len());
                for (index, element) in array.iter().enumerate() {
                    self.enter(at, Segment::Index(index))?;
                    nodes.push(self.node(element.span().start, element)?);
                    self.path.pop();
                }
                Content::Array(nodes)
            }
            DeValue::Table(table) => self.table(table)?,
        };
        Ok(Node {
            origin: (self.origin)(at),
            content,
        })
    }

    /// The nodes of a table.
    ///
    /// # Errors
    /// As for [`Self::node`].
    fn table(&mut self, table: &DeTable<'_>) -> Result<Content, Box<KeyError>> {
        let mut nodes = Map::with_capacity(table.len());
        for (key, value) in table {
            let name = key.get_ref().as_ref().to_owned();
            self.enter(key.span().start, Segment::Key(name.clone()))?;
            nodes.insert(name, self.node(key.span().start, value)?);
            self.path.pop();
        }
        Ok(Content::Table(nodes))
    }

    /// Everything that walks the tree later recurses, so its depth is limited here.
    fn enter(&mut self, at: usize, segment: Segment) -> Result<(), Box<KeyError>> {
        if self.path.segments().len() == DEEPEST {
            return Err(Box::new(KeyError {
                file: String::new(),
                origin: (self.origin)(at),
                path: self.path.clone(),
                found: None,
                message: format!(
                    "nested more than {DEEPEST} tables and arrays deep, expected fewer"
                ),
            }));
        }
        self.path.push(segment);
        Ok(())
    }

    fn error(&self, at: usize, found: &impl ToString, message: &str) -> Box<KeyError> {
        Box::new(KeyError {
            file: String::new(),
            origin: (self.origin)(at),
            path: self.path.clone(),
            found: Some(found.to_string()),
            message: message.to_owned(),
        })
    }
}

/// Where the lines of a text start.
struct Lines(Vec<usize>);

impl Lines {
    /// Finds the lines of `text`.
    fn new(text: &str) -> Self {
        let ends = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        Self(
            std::iter::once(0)
                .chain(ends.map(|(at, _)| at + 1))
                .collect(),
        )
    }

    /// The line of a byte, from 1.
    fn line(&self, at: usize) -> usize {
        self.0.partition_point(|&start| start <= at)
    }

    /// Line and column, from 1, the column in characters.
    fn position(&self, text: &str, at: usize) -> (usize, usize) {
        let line = self.line(at);
        let before = text.as_bytes().get(self.0[line - 1]..at.min(text.len()));
        let characters = String::from_utf8_lossy(before.unwrap_or_default())
            .chars()
            .count();
        (line, characters + 1)
    }
}
