//! The two hashes of a run: one for the weights that it trains, one for what is measured on them.
//!
//! Each is the hash of sorted lines `key=value`. A key at its default has no line, so a key that a later
//! version adds with a default changes no hash. A key is at its default if the section reads the same
//! without it.

use crate::settings::{RunSettings, Source};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// Must change when the same lines come to mean other weights or numbers. All existing results then
/// count as those of other settings.
const VERSION: u32 = 2;

impl RunSettings {
    /// Identifies the weights of the run at every step: 16 hexadecimal digits of a BLAKE3 hash of seed,
    /// network, task, training and backend, whose rounding shows in the last bits.
    pub fn training_hash(&self, backend: &str) -> String {
        let mut lines = Lines::default();
        lines.one("version", &VERSION);
        lines.one("backend", &backend);
        lines.one("seed", &self.seed);
        lines.section("network", &self.network);
        lines.section("task", &self.task);
        for place in self.task.places() {
            let place = format!("{place}=");
            lines.0.retain(|line| !line.starts_with(&place));
        }
        lines.section("training", &self.training);
        lines.hash()
    }

    /// Identifies what is measured on those weights: the measures in order, the steps, and the slices
    /// and points that the measures need. 16 hexadecimal digits, as [`Self::training_hash`].
    pub fn question_hash(&self) -> String {
        let needs = |source| self.measures.iter().any(|one| one.source() == source);
        let mut lines = Lines::default();
        lines.one("version", &VERSION);
        lines.one("measures", &self.measures);
        lines.one("steps", &self.schedule());
        if needs(Source::Slice) {
            lines.section("slice", &self.slice);
        }
        if needs(Source::Distances) {
            lines.section("distances", &self.distances);
        }
        if needs(Source::Neighbourhoods) {
            lines.section("neighbourhoods", &self.neighbourhoods);
        }
        lines.hash()
    }
}

#[derive(Default)]
struct Lines(Vec<String>);

impl Lines {
    fn one(&mut self, key: &str, value: &impl Serialize) {
        self.0.push(format!("{key}={}", canonical(&tree(value))));
    }

    /// The keys of a section that are not at their defaults, and the kinds it names.
    fn section<T: Serialize + DeserializeOwned>(&mut self, name: &str, section: &T) {
        let value = tree(section);
        let is_default = |without: Value| {
            serde_json::from_value::<T>(without).is_ok_and(|read| tree(&read) == value)
        };
        match &value {
            Value::Object(table) => {
                for key in table.keys() {
                    self.walk(name, &value, &mut vec![key.clone()], &is_default);
                }
            }
            // A kind without keys.
            kind => self.0.push(format!("{name}={}", canonical(kind))),
        }
    }

    /// The node at `path` of a section.
    fn walk(
        &mut self,
        name: &str,
        section: &Value,
        path: &mut Vec<String>,
        is_default: &impl Fn(Value) -> bool,
    ) {
        let Some(node) = at(section, path) else {
            return;
        };
        if is_default(without(section, path)) {
            return;
        }
        let key = format!("{name}.{}", path.join("."));
        let Value::Object(table) = node else {
            self.0.push(format!("{key}={}", canonical(node)));
            return;
        };
        self.0.push(key);
        for key in table.keys() {
            path.push(key.clone());
            self.walk(name, section, path, is_default);
            path.pop();
        }
    }

    fn hash(mut self) -> String {
        self.0.sort_unstable();
        let mut hex = blake3::hash(self.0.join("\n").as_bytes())
            .to_hex()
            .to_string();
        hex.truncate(16);
        hex
    }
}

/// The node of a tree at this path.
fn at<'a>(tree: &'a Value, path: &[String]) -> Option<&'a Value> {
    path.iter().try_fold(tree, |node, key| node.get(key))
}

/// The tree without the node at this path.
fn without(tree: &Value, path: &[String]) -> Value {
    let mut tree = tree.clone();
    if let Some((last, before)) = path.split_last() {
        let table = before
            .iter()
            .try_fold(&mut tree, |node, key| node.get_mut(key));
        if let Some(Value::Object(table)) = table {
            table.remove(last);
        }
    }
    tree
}

/// Settings are plain data, which JSON can always hold.
fn tree(value: &impl Serialize) -> Value {
    serde_json::to_value(value).unwrap_or(Value::Null)
}

/// The value as JSON with its keys in order.
fn canonical(value: &Value) -> String {
    match value {
        Value::Object(table) => {
            let mut pairs: Vec<String> = table
                .iter()
                .map(|(key, value)| format!("{}:{}", Value::from(key.as_str()), canonical(value)))
                .collect();
            pairs.sort_unstable();
            format!("{{{}}}", pairs.join(","))
        }
        Value::Array(values) => {
            let values: Vec<String> = values.iter().map(canonical).collect();
            format!("[{}]", values.join(","))
        }
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::{Memorise, Mnist, Slice, Task};
    use serde::Deserialize;

    /// A section of a later version, with one more key and one more kind.
    #[derive(Serialize, Deserialize)]
    #[serde(default)]
    struct Section {
        rate: f64,
        kind: Kind,
    }

    #[derive(Serialize, Deserialize)]
    #[serde(rename_all = "kebab-case")]
    enum Kind {
        Plain(Plain),
        Other(Other),
    }

    #[derive(Serialize, Deserialize, Default)]
    #[serde(default)]
    struct Plain {
        added: u32,
    }

    #[derive(Serialize, Deserialize, Default)]
    #[serde(default)]
    struct Other {
        weight: u32,
        added: u32,
    }

    impl Default for Section {
        fn default() -> Self {
            Self {
                rate: 0.5,
                kind: Kind::Plain(Plain::default()),
            }
        }
    }

    fn lines(text: &str) -> Vec<String> {
        let mut lines = Lines::default();
        let section: Section = serde_json::from_str(text).unwrap();
        lines.section("section", &section);
        lines.0.sort_unstable();
        lines.0
    }

    #[test]
    fn a_key_at_its_default_has_no_line() {
        assert!(lines("{}").is_empty());
        assert!(lines(r#"{"rate": 0.5, "kind": {"plain": {"added": 0}}}"#).is_empty());
        assert_eq!(lines(r#"{"rate": 1}"#), ["section.rate=1.0"]);
        assert_eq!(
            lines(r#"{"kind": {"plain": {"added": 2}}}"#),
            [
                "section.kind",
                "section.kind.plain",
                "section.kind.plain.added=2"
            ]
        );
    }

    /// Its name is there, and of its keys those that are not at the kind's own defaults.
    #[test]
    fn another_kind_has_a_line() {
        let kind = ["section.kind", "section.kind.other"];
        assert_eq!(lines(r#"{"kind": {"other": {}}}"#), kind);
        let weighted = lines(r#"{"kind": {"other": {"weight": 3}}}"#);
        assert_eq!(
            weighted,
            [&kind[..], &["section.kind.other.weight=3"]].concat()
        );
    }

    /// Tasks have no default, slices have a kind without keys, and kinds may have required keys.
    #[test]
    fn kinds_are_told_apart() {
        let lines = |task: &Task, slice: &Slice| {
            let mut lines = Lines::default();
            lines.section("task", task);
            lines.section("slice", slice);
            lines.0
        };
        let memorise = Task::Memorise(Memorise::default());
        assert_eq!(
            lines(&memorise, &Slice::Plane),
            ["task.memorise", "slice=\"plane\""]
        );
        let square = Slice::Square { half_side: 1.0 };
        assert_eq!(
            lines(&Task::Mnist(Mnist::default()), &square),
            ["task.mnist", "slice.square", "slice.square.half_side=1.0"]
        );
    }

    #[test]
    fn keys_are_in_order_whatever_order_they_are_written_in() {
        let value: Value =
            serde_json::from_str(r#"{"b": [1, {"d": 2, "c": 3}], "a": 0.1}"#).unwrap();
        assert_eq!(canonical(&value), r#"{"a":0.1,"b":[1,{"c":3,"d":2}]}"#);
    }
}
