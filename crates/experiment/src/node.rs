//! The tree of a TOML file, in which every value knows where it is written.
//!
//! Serde does not record where a value came from, and an experiment is assembled from a file, a
//! preset and `--set`. So the document is a tree of [`Node`]s that carry their [`Origin`] through
//! every merge, and any later error finds its line by its key.

use crate::origin::Origin;
use crease_input::{KeyPath, Plain, Segment};
use toml::map::Map;

/// What TOML calls its tables in an error.
pub const TABLE: &str = "a table";

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

/// The same value, for [`Plain::decode`].
pub fn plain(value: &toml::Value) -> Plain {
    match value {
        toml::Value::String(text) => Plain::Text(text.clone()),
        toml::Value::Integer(number) => Plain::Integer((*number).into()),
        toml::Value::Float(number) => Plain::Float(*number),
        toml::Value::Boolean(truth) => Plain::Boolean(*truth),
        toml::Value::Datetime(date) => Plain::Date(date.to_string()),
        toml::Value::Array(array) => Plain::Array(array.iter().map(plain).collect()),
        toml::Value::Table(table) => {
            let entries = table.iter().map(|(key, value)| (key.clone(), plain(value)));
            Plain::Table(entries.collect())
        }
    }
}

impl Node {
    /// The node at `path`, if it is written.
    pub fn get(&self, path: &KeyPath) -> Option<&Self> {
        let mut node = self;
        for segment in path.segments() {
            node = node.child(segment)?;
        }
        Some(node)
    }

    /// The node at `path` or, if it is missing, at its nearest ancestor.
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
        plain(&self.to_value()).describe(TABLE)
    }

    /// Replaces the origin of this node and all nodes under it.
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
