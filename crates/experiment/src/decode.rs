//! From the document to typed settings, strictly, with serde's complaints told at their line.

use crate::document::{Content, Document, Node};
use crate::error::KeyError;
use crate::key_path::{KeyPath, Segment};
use crate::sections::Sections;
use crate::settings::{Experiment, NetworkSettings, Training};
use crease_input::{did_you_mean, shown};
use serde::de::DeserializeOwned;
use toml::Value;

/// What is wrong at a key, before it is known where that key is written.
pub struct Misfit {
    /// The key.
    pub path: KeyPath,
    /// What is wrong and what was expected.
    pub message: String,
}

/// Reads the whole file: what it says of its runs, and the sections of another crate.
///
/// # Errors
/// At the first key that is unknown, missing or of the wrong type.
pub fn file<S: Sections>(document: &Document) -> Result<(Experiment, S), Box<KeyError>> {
    let misfit = |misfit: Misfit| document.error(misfit.path, None, misfit.message);
    let mut runs = document.root.to_value();
    let mut sections = toml::Table::new();
    if let Value::Table(table) = &mut runs {
        for &key in S::KEYS {
            sections.extend(table.remove_entry(key));
        }
    }
    let experiment: Experiment = typed_beside(&runs, S::KEYS).map_err(misfit)?;
    let sections: S = typed_beside(&Value::Table(sections), S::KEYS).map_err(misfit)?;
    let shapes = [Value::try_from(&experiment), Value::try_from(&sections)];
    let misfits = shapes.into_iter().flatten();
    let mut misfits =
        misfits.filter_map(|shape| other_shape(&document.root, &shape, &mut KeyPath::default()));
    match misfits.next() {
        Some(other) => Err(misfit(other)),
        None => Ok((experiment, sections)),
    }
}

/// Reads the value as a `T`.
///
/// # Errors
/// At the first key that is unknown, missing or of the wrong type.
pub fn typed<T: DeserializeOwned>(value: &Value) -> Result<T, Misfit> {
    typed_beside(value, &[])
}

/// [`typed`] where the file has other `sections` beside it.
fn typed_beside<T: DeserializeOwned>(value: &Value, sections: &[&str]) -> Result<T, Misfit> {
    read(value, sections)
        .map_err(|misfit| array_for_table::<T>(value, &misfit.path).unwrap_or(misfit))
}

fn read<T: DeserializeOwned>(value: &Value, sections: &[&str]) -> Result<T, Misfit> {
    serde_path_to_error::deserialize(value.clone()).map_err(|error| {
        let mut path = KeyPath::default();
        for segment in error.path() {
            path.push(match segment {
                serde_path_to_error::Segment::Seq { index } => Segment::Index(*index),
                serde_path_to_error::Segment::Map { key } => Segment::Key(key.clone()),
                serde_path_to_error::Segment::Enum { variant } => Segment::Key(variant.clone()),
                serde_path_to_error::Segment::Unknown => break,
            });
        }
        explain(value, path, error.inner().message(), sections)
    })
}

/// Serde reads a table's keys from an array, in order. So what is wrong inside an array may be that
/// it is one: with something else in its place, serde says whether it wants a table.
fn array_for_table<T: DeserializeOwned>(root: &Value, wrong: &KeyPath) -> Option<Misfit> {
    let mut path = KeyPath::default();
    for segment in wrong.segments() {
        if matches!(segment, Segment::Index(_)) {
            let mut probe = root.clone();
            *lookup_mut(&mut probe, &path)? = Value::Boolean(true);
            let misfit = read::<T>(&probe, &[]).err()?;
            if misfit.path == path && misfit.message.ends_with(", expected a table") {
                let message = "found an array, expected a table".to_owned();
                return Some(Misfit { path, message });
            }
        }
        path.push(segment.clone());
    }
    None
}

fn lookup_mut<'a>(root: &'a mut Value, path: &KeyPath) -> Option<&'a mut Value> {
    path.segments()
        .iter()
        .try_fold(root, |value, segment| match segment {
            Segment::Key(key) => value.get_mut(key.as_str()),
            Segment::Index(index) => value.get_mut(*index),
        })
}

/// The value at `path`, if there is one.
pub fn lookup<'a>(root: &'a Value, path: &KeyPath) -> Option<&'a Value> {
    let mut value = root;
    for segment in path.segments() {
        value = match segment {
            Segment::Key(key) => value.get(key.as_str())?,
            Segment::Index(index) => value.get(*index)?,
        };
    }
    Some(value)
}

/// The kind that an externally tagged value names: its only key, or all of it.
pub fn choice(value: &Value) -> Option<&str> {
    match value {
        Value::String(kind) => Some(kind),
        Value::Table(table) => table.keys().next().map(String::as_str),
        _ => None,
    }
}

/// What a value is, in the words of an error: `the string "abc"`, `an array`.
pub fn describe(value: &Value) -> String {
    match value {
        Value::Array(_) => "an array".to_owned(),
        Value::Table(_) => "a table".to_owned(),
        Value::String(text) => shown(&format!("the string {text:?}")),
        Value::Integer(number) => format!("the integer {number}"),
        Value::Float(_) => format!("the number {value}"),
        Value::Boolean(truth) => format!("the boolean {truth}"),
        Value::Datetime(date) => format!("the date {date}"),
    }
}

/// Says in the words of an experiment file what serde says in Rust's.
fn explain(root: &Value, mut path: KeyPath, text: &str, sections: &[&str]) -> Misfit {
    let name = quoted(text).next().unwrap_or_default();
    let candidates = || -> Vec<&str> {
        let list = text.split_once("`, expected ").map_or("", |(_, list)| list);
        quoted(list).collect()
    };
    let subject = lookup(root, &path);
    let found = subject.map_or_else(|| "nothing".to_owned(), describe);
    let message = if text.starts_with("missing field") {
        path.push(Segment::Key(name.to_owned()));
        "required key is missing".to_owned()
    } else if text.starts_with("unknown field") {
        path = path_to(path, name);
        let mut candidates = candidates();
        if path.segments().len() == 1 {
            if name == "preset" {
                let message = "a preset cannot hold presets".to_owned();
                return Misfit { path, message };
            }
            candidates.extend(sections);
            candidates.push("preset");
        }
        let mut expected = crease_input::expected(name, &candidates);
        if path.segments().len() == 1 && did_you_mean(name, &candidates).is_empty() {
            expected += &in_a_section(name);
        }
        format!("unknown key, {expected}")
    } else if text.starts_with("unknown variant") {
        let expected = crease_input::expected(name, &candidates());
        if matches!(subject, Some(Value::Table(_))) {
            path = path_to(path, name);
            format!("unknown key, {expected}")
        } else {
            format!("found {found}, {expected}")
        }
    } else if text.starts_with("wanted exactly 1 element") {
        let keys: Vec<&str> = match subject {
            Some(Value::Table(table)) => table.keys().map(String::as_str).collect(),
            _ => Vec::new(),
        };
        match keys.as_slice() {
            [] => "expected exactly one key, found none".to_owned(),
            several => {
                format!(
                    "expected exactly one key, found {}",
                    shown(&several.join(", "))
                )
            }
        }
    } else if text.starts_with("expected empty") {
        "takes no keys, expected an empty table".to_owned()
    } else if let Some(length) = text.strip_prefix("invalid length ") {
        format!("found an array of length {length}")
    } else if let Some((_, expected)) = text.split_once(", expected ") {
        format!(
            "found {found}, expected {}",
            plain(&path, expected, sections)
        )
    } else {
        text.to_owned()
    };
    Misfit { path, message }
}

/// ` (did you mean network.hidden?)` of a key that stands outside its section.
fn in_a_section(name: &str) -> String {
    let sections = [
        ("network", Value::try_from(NetworkSettings::default())),
        ("training", Value::try_from(Training::default())),
    ];
    let mut keys = Vec::new();
    for (section, table) in sections {
        if let Ok(Value::Table(table)) = table {
            keys.extend(table.keys().map(|key| format!("{section}.{key}")));
        }
    }
    let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
    did_you_mean(name, &keys)
}

/// The path to the unknown key `name`. Serde's path may or may not already hold it.
fn path_to(path: KeyPath, name: &str) -> KeyPath {
    if path.last_key() == Some(name) {
        path
    } else {
        path.key(name)
    }
}

/// The words between backticks.
fn quoted(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2)
}

/// Rust's name for what was expected, in a reader's words.
fn plain(path: &KeyPath, expected: &str, sections: &[&str]) -> String {
    let choice = match path.segments() {
        [Segment::Key(key)] => matches!(key.as_str(), "task" | "slice"),
        [Segment::Key(key), Segment::Index(_)] => sections.contains(&key.as_str()),
        _ => false,
    };
    match expected {
        "usize" | "u64" => "a whole number, 0 or more".to_owned(),
        "f64" => "a number".to_owned(),
        "a sequence" => "an array".to_owned(),
        "a map" => "a table".to_owned(),
        "string only" if choice => "a table with one key".to_owned(),
        "string only" => "a string".to_owned(),
        other if other.starts_with("struct ") => "a table".to_owned(),
        other => other.to_owned(),
    }
}

/// Serde reads a table's fields from an array in order, and a date as a string. A file that relies
/// on either is a mistake: what was read must have the shape of what was written.
fn other_shape(node: &Node, read: &Value, path: &mut KeyPath) -> Option<Misfit> {
    let expected = match (&node.content, read) {
        (Content::Array(nodes), Value::Array(values)) => {
            return nodes
                .iter()
                .zip(values)
                .enumerate()
                .find_map(|(index, (node, value))| {
                    let mut path = path.index(index);
                    other_shape(node, value, &mut path)
                });
        }
        (Content::Table(nodes), Value::Table(values)) => {
            return nodes.iter().find_map(|(key, node)| {
                let mut path = path.key(key);
                other_shape(node, values.get(key.as_str())?, &mut path)
            });
        }
        (Content::Array(_), Value::Table(_)) => "a table",
        (Content::Scalar(Value::Datetime(_)), Value::String(_)) => "no date; a string needs quotes",
        _ => return None,
    };
    Some(Misfit {
        path: path.clone(),
        message: format!("found {}, expected {expected}", node.describe()),
    })
}
