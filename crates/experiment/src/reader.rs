use crate::document::{Content, Node, Origin};
use crate::error::KeyError;
use crate::key_path::{KeyPath, Segment};
use toml::Spanned;
use toml::de::{DeTable, DeValue};
use toml::map::Map;

/// Tables and arrays inside each other; the deepest key of an experiment has a fifth of this.
const DEEPEST: usize = 32;

/// Turns what the TOML parser read into nodes. `origin` says where a byte offset lies.
pub struct Reader<F> {
    origin: F,
    path: KeyPath,
}

impl<F: Fn(usize) -> Origin> Reader<F> {
    /// Starts at the root.
    pub fn new(origin: F) -> Self {
        Self {
            origin,
            path: KeyPath::default(),
        }
    }

    /// The node of a value that is written, or whose key is written, at byte `at`.
    ///
    /// # Errors
    /// If it is nested too deeply or holds a number beyond 64 bits.
    pub fn node(&mut self, at: usize, value: &Spanned<DeValue<'_>>) -> Result<Node, Box<KeyError>> {
        let content = match value.get_ref() {
            DeValue::String(text) => Content::Scalar(text.as_ref().into()),
            DeValue::Boolean(truth) => Content::Scalar((*truth).into()),
            DeValue::Datetime(date) => Content::Scalar((*date).into()),
            DeValue::Integer(number) => {
                match i64::from_str_radix(number.as_str(), number.radix()) {
                    Ok(integer) => Content::Scalar(integer.into()),
                    Err(_) => {
                        return Err(self.error(at, number, "expected a number that 64 bits hold"));
                    }
                }
            }
            DeValue::Float(number) => match number.as_str().parse::<f64>() {
                // `inf` and `nan` end in a letter, a number beyond all bounds in a digit.
                Ok(float)
                    if float.is_finite() || number.as_str().ends_with(char::is_alphabetic) =>
                {
                    Content::Scalar(float.into())
                }
                _ => return Err(self.error(at, number, "expected a number that 64 bits hold")),
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
    pub fn table(&mut self, table: &DeTable<'_>) -> Result<Content, Box<KeyError>> {
        let mut nodes = Map::with_capacity(table.len());
        for (key, value) in table {
            let name = key.get_ref().as_ref().to_owned();
            self.enter(key.span().start, Segment::Key(name.clone()))?;
            nodes.insert(name, self.node(key.span().start, value)?);
            self.path.pop();
        }
        Ok(Content::Table(nodes))
    }

    /// All that walks the tree later recurses, so its depth is bounded here.
    fn enter(&mut self, at: usize, segment: Segment) -> Result<(), Box<KeyError>> {
        if self.path.segments().len() == DEEPEST {
            return Err(Box::new(KeyError {
                file: String::new(),
                origin: (self.origin)(at),
                path: self.path.clone(),
                found: None,
                message: too_deep(),
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

/// What is said of too many tables and arrays inside each other.
pub fn too_deep() -> String {
    format!("found more than {DEEPEST} tables and arrays inside each other, expected fewer")
}

/// Where the lines of a text start.
pub struct Lines(Vec<usize>);

impl Lines {
    /// Finds the lines of `text`.
    pub fn new(text: &str) -> Self {
        let ends = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        Self(
            std::iter::once(0)
                .chain(ends.map(|(at, _)| at + 1))
                .collect(),
        )
    }

    /// The line of a byte, from 1.
    pub fn line(&self, at: usize) -> usize {
        self.0.partition_point(|&start| start <= at)
    }

    /// Line and column, from 1, the column in characters.
    pub fn position(&self, text: &str, at: usize) -> (usize, usize) {
        let line = self.line(at);
        let before = text.as_bytes().get(self.0[line - 1]..at.min(text.len()));
        let characters = String::from_utf8_lossy(before.unwrap_or_default())
            .chars()
            .count();
        (line, characters + 1)
    }
}
