//! Presets and `--set`, merged into a document.

use crate::document::Document;
use crate::error::ExperimentError;
use crate::node::{Content, Node};
use crate::origin::Origin;
use crate::reader::{self, NoValue};
use crease_input::{KeyPath, Segment};
use std::sync::Arc;
use toml::map::Map;

/// Tables that name one of several kinds by their only key. Merging another kind into one replaces
/// it.
const CHOICES: [&str; 2] = ["task", "slice"];

/// Examples of `--set`.
const EXAMPLES: &str = "training.batch=50 or checkpoints[0].count=3";

/// Merges `over` into `base`, which is at `path`: tables merge, everything else is replaced.
pub fn merge(base: &mut Node, over: Node, path: &mut KeyPath) {
    match (&mut base.content, over.content) {
        (Content::Table(table), Content::Table(over_table)) => {
            let other_kind =
                is_choice(path) && over_table.keys().any(|key| !table.contains_key(key));
            if other_kind {
                *table = Map::new();
                base.origin = over.origin;
            }
            for (key, node) in over_table {
                match table.get_mut(key.as_str()) {
                    Some(existing) => {
                        path.push(Segment::Key(key));
                        merge(existing, node, path);
                        path.pop();
                    }
                    None => {
                        table.insert(key, node);
                    }
                }
            }
        }
        (_, content) => {
            base.content = content;
            base.origin = over.origin;
        }
    }
}

fn is_choice(path: &KeyPath) -> bool {
    matches!(path.segments(), [Segment::Key(key)] if CHOICES.contains(&key.as_str()))
}

/// Applies one `--set key=value` to the document.
///
/// # Errors
/// If it is not `key=value`, or the key leads through something that is not a table.
pub fn set(document: &mut Document, text: &str) -> Result<(), ExperimentError> {
    let problem = |problem: String| ExperimentError::Assignment {
        assignment: text.to_owned(),
        problem,
    };
    let malformed = || problem(format!("expected key=value, as in {EXAMPLES}"));
    let (key, value) = text.split_once('=').ok_or_else(malformed)?;
    let path = KeyPath::parse(key.trim())
        .filter(|path| path.segments().len() < 16)
        .ok_or_else(malformed)?;
    if value.trim().is_empty() {
        return Err(problem(format!(
            "found no value, expected one, as in {EXAMPLES}"
        )));
    }
    if path.first_key() == Some("preset") {
        let hint = "a preset cannot be set; choose the preset and set the key itself";
        return Err(problem(hint.to_owned()));
    }
    let origin = Origin::Set {
        assignment: Arc::from(text),
        path: path.clone(),
    };
    let node = parse_value(value.trim(), &origin).map_err(problem)?;
    insert(&mut document.root, &path, node).map_err(problem)
}

fn parse_value(text: &str, origin: &Origin) -> Result<Node, String> {
    reader::value(text, origin).or_else(|error| {
        let error = match error {
            NoValue::Syntax(error) => error,
            NoValue::Content(error) => return Err(error),
        };
        let is_word = text.starts_with(|letter: char| letter.is_ascii_alphabetic())
            && text
                .chars()
                .all(|letter| letter.is_ascii_alphanumeric() || "_-.".contains(letter));
        if is_word {
            Ok(Node {
                origin: origin.clone(),
                content: Content::Scalar(text.into()),
            })
        } else {
            let hint = "put text with spaces in quotes";
            Err(format!("is not a TOML value ({error}); {hint}"))
        }
    })
}

/// Merges `value` into the document at `path`, creating tables on the way.
fn insert(root: &mut Node, path: &KeyPath, value: Node) -> Result<(), String> {
    let mut node = root;
    let mut here = KeyPath::default();
    for segment in path.segments() {
        let described = node.describe();
        let choice = is_choice(&here);
        node = match (&mut node.content, segment) {
            (Content::Table(table), Segment::Key(key)) => {
                if choice && !table.contains_key(key.as_str()) {
                    *table = Map::new();
                }
                let empty = || Node {
                    origin: value.origin.clone(),
                    content: Content::Table(Map::new()),
                };
                table.entry(key.clone()).or_insert_with(empty)
            }
            (Content::Array(array), Segment::Index(index)) => {
                let length = array.len();
                array
                    .get_mut(*index)
                    .ok_or_else(|| format!("{here} has {length} elements, counted from 0"))?
            }
            (_, Segment::Key(_)) => return Err(format!("{here} is {described}, expected a table")),
            (_, Segment::Index(_)) => {
                return Err(format!("{here} is {described}, expected an array"));
            }
        };
        here.push(segment.clone());
    }
    merge(node, value, &mut here);
    Ok(())
}
