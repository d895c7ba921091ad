//! From the document to typed settings, strictly, with every error at its line.

use crate::document::Document;
use crate::error::KeyError;
use crate::node::{TABLE, plain};
use crate::settings::{Experiment, NetworkSettings, Training};
use crease_input::{KeyPath, Misfit, Plain, Problem, Segment, did_you_mean, expected};
use serde::de::DeserializeOwned;
use toml::Value;

/// Reads the whole file: the settings of its runs, and the `sections` of another crate.
///
/// # Errors
/// At the first key that is unknown, missing or of the wrong type.
pub fn file<S: DeserializeOwned>(
    document: &Document,
    sections: &[&str],
) -> Result<(Experiment, S), Box<KeyError>> {
    let mut runs = plain(&document.root.to_value());
    let mut others = Vec::new();
    if let Plain::Table(table) = &mut runs {
        others = table
            .extract_if(.., |(key, _)| sections.contains(&key.as_str()))
            .collect();
    }
    let misfit = |misfit: Misfit| {
        let message = in_file(&misfit, sections);
        document.error(misfit.path, None, message)
    };
    let experiment = runs.decode(TABLE).map_err(misfit)?;
    let sections = Plain::Table(others).decode(TABLE).map_err(misfit)?;
    Ok((experiment, sections))
}

/// Reads the value as a `T`.
///
/// # Errors
/// At the first key that is unknown, missing or of the wrong type.
pub fn typed<T: DeserializeOwned>(value: &Value) -> Result<T, Misfit> {
    plain(value).decode(TABLE)
}

/// The value at `path`, if there is one.
pub fn lookup<'a>(root: &'a Value, path: &KeyPath) -> Option<&'a Value> {
    let mut segments = path.segments().iter();
    segments.try_fold(root, |value, segment| match segment {
        Segment::Key(key) => value.get(key.as_str()),
        Segment::Index(index) => value.get(*index),
    })
}

/// The kind that an externally tagged value names: its only key, or the value itself.
pub fn choice(value: &Value) -> Option<&str> {
    match value {
        Value::String(kind) => Some(kind),
        Value::Table(table) => table.keys().next().map(String::as_str),
        _ => None,
    }
}

/// The message, where a key at the top of the file may belong to another crate or to a section.
fn in_file(misfit: &Misfit, sections: &[&str]) -> String {
    let Problem::UnknownKey { key, known } = &misfit.problem else {
        return misfit.problem.to_string();
    };
    if misfit.path.segments().len() > 1 {
        return misfit.problem.to_string();
    }
    if key == "preset" {
        return "a preset cannot hold presets".to_owned();
    }
    let known: Vec<&str> = known
        .iter()
        .chain(sections)
        .chain(&["preset"])
        .copied()
        .collect();
    let mut message = format!("unknown key, {}", expected(key, &known));
    if did_you_mean(key, &known).is_empty() {
        message += &in_a_section(key);
    }
    message
}

/// ` (did you mean network.hidden?)` of a key that is written outside its section.
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
