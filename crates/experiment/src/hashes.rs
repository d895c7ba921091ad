//! What names a run: one hash for the weights that it trains, one for what is asked of them.
//!
//! Each is taken of sorted lines `key=value`. A key at its default has no line, so a key that a later
//! version adds with a default changes no hash.

use crate::settings::{RunSettings, Source};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

/// Is due to change when the same lines come to mean other weights or other numbers. All results so
/// far then count as others' results.
const VERSION: u32 = 2;

impl RunSettings {
    /// Names the weights of the run at every step: 16 hexadecimal digits of a BLAKE3 hash of seed,
    /// network, task, training and the backend that computes them, whose rounding shows in the last
    /// bits.
    pub fn training_hash(&self, backend: &str) -> String {
        let mut lines = Lines::default();
        lines.one("version", &VERSION);
        lines.one("backend", &backend);
        lines.one("seed", &self.seed);
        lines.section("network", &self.network, true);
        lines.section("task", &self.task, false);
        lines.section("training", &self.training, true);
        lines.hash()
    }

    /// Names what is asked of those weights: the measures in their order, the steps, and the slices
    /// and points that the measures need. 16 hexadecimal digits, as [`Self::training_hash`].
    pub fn question_hash(&self) -> String {
        let needs = |source| self.measures.iter().any(|one| one.source() == source);
        let mut lines = Lines::default();
        lines.one("version", &VERSION);
        lines.one("measures", &self.measures);
        lines.one("steps", &self.schedule());
        if needs(Source::Slice) {
            lines.section("slice", &self.slice, true);
        }
        if needs(Source::Distances) {
            lines.section("distances", &self.distances, true);
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

    /// The keys of a section that are not at their defaults. With `has_default` a section, or a kind
    /// in it, that is the default one has no line either.
    fn section<T: Serialize + DeserializeOwned>(
        &mut self,
        name: &str,
        section: &T,
        has_default: bool,
    ) {
        let value = tree(section);
        let read = |value: Value| serde_json::from_value::<T>(value).ok();
        // The same kinds with nothing said of them; nothing where a kind has a key without default.
        let bare = read(skeleton(&value)).map_or(Value::Null, |bare| tree(&bare));
        let plain = if has_default {
            default_of::<T>()
        } else {
            Value::Null
        };
        if value != plain {
            self.walk(name, &value, &bare, &plain);
        }
    }

    fn walk(&mut self, path: &str, value: &Value, bare: &Value, plain: &Value) {
        let Value::Object(table) = value else {
            if value != bare {
                self.0.push(format!("{path}={}", canonical(value)));
            }
            return;
        };
        if !plain.is_object() {
            self.0.push(path.to_owned());
        }
        for (key, value) in table {
            let path = format!("{path}.{key}");
            self.walk(&path, value, &bare[key.as_str()], &plain[key.as_str()]);
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

/// What a section is where the file does not mention it.
fn default_of<T: Serialize + DeserializeOwned>() -> Value {
    let empty = Value::Object(Map::new());
    let default = serde_json::from_value::<T>(empty).ok();
    default.map_or(Value::Null, |default| tree(&default))
}

/// The tables of a value without what they hold.
fn skeleton(value: &Value) -> Value {
    let Value::Object(table) = value else {
        return Value::Null;
    };
    let tables = table.iter().filter(|(_, value)| value.is_object());
    let tables = tables.map(|(key, value)| (key.clone(), skeleton(value)));
    Value::Object(tables.collect())
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
    use serde::Deserialize;

    /// A section of a later version, with a key and a kind more.
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

    fn lines(text: &str, has_default: bool) -> Vec<String> {
        let mut lines = Lines::default();
        let section: Section = serde_json::from_str(text).unwrap();
        lines.section("section", &section, has_default);
        lines.0.sort_unstable();
        lines.0
    }

    #[test]
    fn a_key_at_its_default_has_no_line() {
        assert!(lines("{}", true).is_empty());
        assert!(lines(r#"{"rate": 0.5, "kind": {"plain": {"added": 0}}}"#, true).is_empty());
        assert_eq!(lines(r#"{"rate": 1}"#, true), ["section.rate=1.0"]);
        assert_eq!(
            lines(r#"{"kind": {"plain": {"added": 2}}}"#, true),
            ["section.kind.plain.added=2"]
        );
    }

    /// Its name is there, and of its keys those that are not at the kind's own defaults.
    #[test]
    fn another_kind_has_a_line() {
        assert_eq!(
            lines(r#"{"kind": {"other": {}}}"#, true),
            ["section.kind.other"]
        );
        assert_eq!(
            lines(r#"{"kind": {"other": {"weight": 3}}}"#, true),
            ["section.kind.other", "section.kind.other.weight=3"]
        );
        let all = lines("{}", false);
        assert_eq!(all, ["section", "section.kind", "section.kind.plain"]);
    }

    #[test]
    fn keys_are_in_order_whatever_order_they_are_written_in() {
        let value: Value =
            serde_json::from_str(r#"{"b": [1, {"d": 2, "c": 3}], "a": 0.1}"#).unwrap();
        assert_eq!(canonical(&value), r#"{"a":0.1,"b":[1,{"c":3,"d":2}]}"#);
    }
}
