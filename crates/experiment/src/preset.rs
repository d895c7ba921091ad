//! `[preset.NAME]`: variants of an experiment in its file.

use crate::document::Document;
use crate::error::ExperimentError;
use crate::node::{Content, Node};
use crate::origin::Origin;
use crate::overlay;
use crease_input::KeyPath;
use std::sync::Arc;

/// A preset's name and the values that it merges into the file.
pub struct Preset {
    /// The name, safe as part of a folder's name.
    pub name: String,
    node: Node,
}

impl Preset {
    /// Takes all presets out of the document.
    ///
    /// # Errors
    /// If `preset` is not a table of tables, or a name has characters other than `A-Za-z0-9_-`.
    pub fn take_all(document: &mut Document) -> Result<Vec<Self>, ExperimentError> {
        let mut found = Vec::new();
        let root = KeyPath::default();
        let Content::Table(table) = &document.root.content else {
            return Ok(found);
        };
        let Some(presets) = table.get("preset") else {
            return Ok(found);
        };
        let path = root.key("preset");
        let Content::Table(presets) = &presets.content else {
            let message = format!("found {}, expected tables", presets.describe());
            return Err(document.error(path, None, message).into());
        };
        for (name, node) in presets {
            let path = path.key(name);
            let safe = |letter: char| letter.is_ascii_alphanumeric() || "_-".contains(letter);
            if name.is_empty() || name.len() > 64 || !name.chars().all(safe) {
                let message = "a preset's name may have letters, digits, _ and - only".to_owned();
                return Err(document.error(path, None, message).into());
            }
            if !matches!(node.content, Content::Table(_)) {
                let message = format!("found {}, expected a table", node.describe());
                return Err(document.error(path, None, message).into());
            }
            found.push(Self::new(name, node));
        }
        if let Content::Table(table) = &mut document.root.content {
            table.remove("preset");
        }
        Ok(found)
    }

    fn new(name: &str, node: &Node) -> Self {
        let mut node = node.clone();
        let shared: Arc<str> = Arc::from(name);
        node.map_origins(&|origin| match origin {
            Origin::File { line } => Origin::Preset {
                name: Arc::clone(&shared),
                line: *line,
            },
            other => other.clone(),
        });
        Self {
            name: name.to_owned(),
            node,
        }
    }

    /// The preset with this name.
    ///
    /// # Errors
    /// If it does not exist.
    pub fn find<'a>(
        presets: &'a [Self],
        name: &str,
        file: &str,
    ) -> Result<&'a Self, ExperimentError> {
        let names: Vec<&str> = presets.iter().map(|preset| preset.name.as_str()).collect();
        let found = presets.iter().find(|preset| preset.name == name);
        found.ok_or_else(|| ExperimentError::Preset {
            file: file.to_owned(),
            preset: name.to_owned(),
            expected: if names.is_empty() {
                "the file defines none".to_owned()
            } else {
                crease_input::expected(name, &names)
            },
        })
    }

    /// The document with this preset applied.
    pub fn over(&self, document: &Document) -> Document {
        let mut document = document.clone();
        overlay::merge(
            &mut document.root,
            self.node.clone(),
            &mut KeyPath::default(),
        );
        document
    }
}
