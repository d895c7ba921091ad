//! The settings of a figure: those that differ from their defaults, and those that are swept.
//!
//! Nothing here knows what a key means, so a caption says nothing false about a new kind.

use crate::panels::key_words;
use crate::text::{swept_words, value_words};
use crease_experiment::settings::{Slice, Source};
use crease_experiment::{Loaded, Sections, SweepAxis};
use serde::Serialize;
use serde::de::DeserializeOwned;
use toml::{Table, Value};

/// `Settings: task memorise (points ∈ {250, 500}), hidden = [8, 8], epochs = 12; all others are the
/// defaults.`
pub(super) fn sentence<S: Sections>(loaded: &Loaded<S>) -> String {
    let experiment = &loaded.experiment;
    let needs = |source| experiment.measures.iter().any(|one| one.source() == source);
    let writer = Writer {
        axes: &loaded.plan.axes,
    };
    let mut said = match experiment.task.caption() {
        Some(words) => vec![words],
        None => writer.section("task", &experiment.task, None),
    };
    said.extend(writer.of("network", &experiment.network));
    if experiment.task.examples() > 0 {
        said.extend(writer.of("training", &experiment.training));
    }
    if needs(Source::Slice) {
        said.extend(writer.of("slice", &experiment.slice));
    }
    if needs(Source::Distances) {
        let points = writer.of("distances", &experiment.distances);
        said.extend((!points.is_empty()).then(|| with_keys("distances", &points)));
    }
    if needs(Source::Neighbourhoods) {
        let around = writer.of("neighbourhoods", &experiment.neighbourhoods);
        said.extend((!around.is_empty()).then(|| with_keys("neighbourhoods", &around)));
    }
    format!(
        "Settings: {}; all others are the defaults.",
        said.join(", ")
    )
}

/// A slice and all its keys: `square (half side = 2)`.
pub(crate) fn slice_words(slice: &Slice) -> String {
    let writer = Writer { axes: &[] };
    let value = Value::try_from(slice).unwrap_or(Value::Boolean(false));
    match writer.kind(&value, None, "slice") {
        Some((name, keys)) => with_keys(&name, &keys),
        None => slice.name().to_owned(),
    }
}

struct Writer<'a> {
    axes: &'a [SweepAxis],
}

impl Writer<'_> {
    /// The settings of a section that differ from their defaults.
    fn of<T: Serialize + DeserializeOwned + Default>(
        &self,
        name: &str,
        section: &T,
    ) -> Vec<String> {
        self.section(name, section, Some(&T::default()))
    }

    /// The settings of a section that differ from their defaults, if it has defaults.
    fn section<T: Serialize + DeserializeOwned>(
        &self,
        name: &str,
        section: &T,
        default: Option<&T>,
    ) -> Vec<String> {
        let Ok(value) = Value::try_from(section) else {
            return Vec::new();
        };
        let default = default.and_then(|default| Value::try_from(default).ok());
        // A kind's own defaults, if every key has one.
        let bare = skeleton(&value).try_into::<T>().ok();
        let bare = bare.and_then(|bare| Value::try_from(bare).ok());
        self.entry(name, name, &value, default.as_ref(), bare.as_ref())
    }

    /// The words for the value at `path`, which is called `name`.
    fn entry(
        &self,
        path: &str,
        name: &str,
        value: &Value,
        default: Option<&Value>,
        bare: Option<&Value>,
    ) -> Vec<String> {
        if let Some(axis) = self.axes.iter().find(|axis| axis.key == path) {
            return vec![swept(name, axis)];
        }
        if let Some((kind, keys)) = self.kind(value, bare, path) {
            let is_default = default.is_some_and(|default| kind_of(default) == Some(&kind));
            if is_default && keys.is_empty() {
                return Vec::new();
            }
            let name = format!("{} {kind}", key_words(name));
            return vec![with_keys(&name, &keys)];
        }
        match value {
            Value::Table(table) => self.keys(path, table, bare),
            leaf if bare == Some(leaf) => Vec::new(),
            leaf => vec![format!("{} = {}", key_words(name), value_words(leaf))],
        }
    }

    /// A value that names one of several kinds, with those of its keys that differ from their
    /// defaults.
    fn kind(
        &self,
        value: &Value,
        bare: Option<&Value>,
        path: &str,
    ) -> Option<(String, Vec<String>)> {
        let kind = kind_of(value)?.clone();
        let keys = match value {
            Value::Table(table) => match table.get(&kind) {
                Some(Value::Table(keys)) => {
                    let bare = bare.and_then(|bare| bare.get(&kind));
                    self.keys(&format!("{path}.{kind}"), keys, bare)
                }
                _ => Vec::new(),
            },
            _ => Vec::new(),
        };
        Some((kind, keys))
    }

    fn keys(&self, path: &str, table: &Table, bare: Option<&Value>) -> Vec<String> {
        let entries = table.iter().flat_map(|(key, value)| {
            let bare = bare.and_then(|bare| bare.get(key));
            self.entry(&format!("{path}.{key}"), key, value, bare, bare)
        });
        // Keys that are left out where they are not swept.
        let absent = self.axes.iter().filter_map(|axis| {
            let key = axis.key.strip_prefix(path)?.strip_prefix('.')?;
            (!key.contains('.') && !table.contains_key(key)).then(|| swept(key, axis))
        });
        entries.chain(absent).collect()
    }
}

/// `points ∈ {250, 500}`.
fn swept(name: &str, axis: &SweepAxis) -> String {
    let values: Vec<String> = axis.values.iter().map(swept_words).collect();
    format!("{} ∈ {{{}}}", key_words(name), values.join(", "))
}

/// The kind that a value names: its only key, which holds a table, or a word at the top of a section.
fn kind_of(value: &Value) -> Option<&String> {
    match value {
        Value::Table(table) if table.len() == 1 => {
            let (kind, keys) = table.iter().next()?;
            keys.is_table().then_some(kind)
        }
        Value::String(kind) => Some(kind),
        _ => None,
    }
}

fn with_keys(name: &str, keys: &[String]) -> String {
    if keys.is_empty() {
        name.to_owned()
    } else {
        format!("{name} ({})", keys.join(", "))
    }
}

/// The tables of a value without what they hold.
fn skeleton(value: &Value) -> Value {
    let tables = value.as_table().into_iter().flatten();
    let tables = tables.filter(|(_, value)| value.is_table());
    Value::Table(
        tables
            .map(|(key, value)| (key.clone(), skeleton(value)))
            .collect(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crease_experiment::settings::{Memorise, Task, Training};

    fn writer(axes: &[SweepAxis]) -> Writer<'_> {
        Writer { axes }
    }

    #[test]
    fn defaults_are_left_out_and_kinds_are_named() {
        let training = Training::default();
        assert!(writer(&[]).of("training", &training).is_empty());
        let training = Training {
            epochs: 2000,
            ..training
        };
        assert_eq!(writer(&[]).of("training", &training), ["epochs = 2,000"]);
        let task = Task::Memorise(Memorise::default());
        assert_eq!(writer(&[]).section("task", &task, None), ["task memorise"]);
        let task = Task::Memorise(Memorise {
            half_side: 2.0,
            ..Memorise::default()
        });
        let said = ["task memorise (half side = 2)"];
        assert_eq!(writer(&[]).section("task", &task, None), said);
        let slice = Slice::Square { half_side: 1.0 };
        let said = ["slice square (half side = 1)"];
        assert_eq!(writer(&[]).of("slice", &slice), said);
        assert!(writer(&[]).of("slice", &Slice::Plane).is_empty());
        assert_eq!(slice_words(&Slice::Plane), "plane");
    }

    #[test]
    fn swept_keys_are_sets_even_at_their_defaults() {
        let axes = [
            SweepAxis {
                key: "task.memorise.points".to_owned(),
                values: vec![250.into(), 10_000.into()],
            },
            SweepAxis {
                key: "training.batch".to_owned(),
                values: vec![128.into()],
            },
        ];
        let task = Task::Memorise(Memorise::default());
        let said = ["task memorise (points ∈ {250, 10,000})"];
        assert_eq!(writer(&axes).section("task", &task, None), said);
        let said = ["batch ∈ {128}"];
        assert_eq!(writer(&axes).of("training", &Training::default()), said);
        let axes = [SweepAxis {
            key: "training.weight_decay".to_owned(),
            values: vec![0.0.into(), 0.1.into()],
        }];
        let said = ["weight decay ∈ {0, 0.1}"];
        assert_eq!(writer(&axes).of("training", &Training::default()), said);
    }
}
