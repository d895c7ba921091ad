//! JSON whose errors name the file, the line and the key, in the words of a user.

use anyhow::{anyhow, bail};
use crease_input::{expected, shown};
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserialize, DeserializeOwned, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::error::Category;
use std::fmt;
use std::marker::PhantomData;

/// The text of a JSON file, or of an element of its list.
pub struct Json<'a> {
    file: &'a str,
    text: &'a str,
    /// The text of the file before it.
    before: &'a str,
    /// Which element: `[3]`, or nothing.
    element: String,
}

impl<'a> Json<'a> {
    /// The bytes of the file that is called `file`.
    ///
    /// # Errors
    /// If they are no text.
    pub fn new(bytes: &'a [u8], file: &'a str) -> anyhow::Result<Self> {
        let text = crease_input::text(bytes).map_err(|error| anyhow!("{file}:{error}"))?;
        Ok(Self {
            file,
            text,
            before: "",
            element: String::new(),
        })
    }

    /// What it is called in errors: the file, and which element of it.
    pub fn name(&self) -> String {
        match &*self.element {
            "" => self.file.to_owned(),
            element => format!("{}: {element}", self.file),
        }
    }

    /// The elements of the list that the file holds; nothing, if it holds something else.
    ///
    /// # Errors
    /// If the text is not JSON, or the list is empty or has elements that are no objects.
    pub fn elements(&self) -> anyhow::Result<Option<Vec<Self>>> {
        let mut at = after_space(self.text, 0);
        if !self.text[at..].starts_with('[') {
            return Ok(None);
        }
        at += 1;
        let mut elements = Vec::new();
        loop {
            at = after_space(self.text, at);
            let rest = &self.text[at..];
            if elements.is_empty() && rest.starts_with(']') {
                bail!("{}: found an empty list, expected slices", self.file);
            }
            let element = self.part(at, rest, elements.len());
            if !rest.starts_with('{') {
                // This says what it is instead.
                element.decode::<IgnoredAny>()?;
            }
            let mut values = serde_json::Deserializer::from_str(rest).into_iter::<IgnoredAny>();
            if let Some(Err(error)) = values.next() {
                return Err(element.complaint(".", &error));
            }
            let length = values.byte_offset();
            elements.push(self.part(at, &rest[..length], elements.len()));
            at = after_space(self.text, at + length);
            let after = &self.text[at..];
            at += 1;
            if after.starts_with(',') {
                continue;
            }
            let problem = match after.strip_prefix(']') {
                Some(more) if after_space(more, 0) == more.len() => return Ok(Some(elements)),
                Some(_) => "found more text, expected the end of the file",
                None if after.is_empty() => {
                    "found the end of the file, expected the end of a list first"
                }
                None => "found no comma after an element of the list, expected one or the end",
            };
            let lines = self.text[..at - 1].matches('\n').count();
            bail!("{}:{}: {problem}", self.file, lines + 1);
        }
    }

    fn part(&self, at: usize, text: &'a str, index: usize) -> Self {
        Self {
            file: self.file,
            text,
            before: &self.text[..at],
            element: format!("[{index}]"),
        }
    }

    /// The object that the file holds.
    ///
    /// # Errors
    /// If the text is not JSON, or not a `T`.
    pub fn decode<T: DeserializeOwned>(&self) -> anyhow::Result<T> {
        let mut json = serde_json::Deserializer::from_str(self.text);
        let Object(decoded) = serde_path_to_error::deserialize(&mut json)
            .map_err(|error| self.complaint(&error.path().to_string(), error.inner()))?;
        json.end().map_err(|error| self.complaint(".", &error))?;
        Ok(decoded)
    }

    fn complaint(&self, path: &str, error: &serde_json::Error) -> anyhow::Error {
        let (line, column) = (error.line(), error.column());
        let lines_before = self.before.matches('\n').count();
        let in_line = self.before.rsplit('\n').next().unwrap_or_default().len();
        let (shown_line, shown_column) = match line {
            0 | 1 => (line + lines_before, column + in_line),
            _ => (line + lines_before, column),
        };
        let whole = error.to_string();
        let text = whole
            .strip_suffix(&format!(" at line {line} column {column}"))
            .unwrap_or(&whole);
        // Where the text breaks off, the path ends in what was not read yet.
        let path = path.trim_end_matches('?').trim_matches('.');
        let within = |path: &str| match (&*self.element, path) {
            ("", path) | (path, "") => path.to_owned(),
            (element, path) => format!("{element}.{path}"),
        };
        if error.classify() == Category::Data {
            let (path, message) = told(path, text);
            return anyhow!(
                "{}:{shown_line}: {}{message}",
                self.file,
                prefix(&within(&path))
            );
        }
        let message = syntax(text, self.rest(line, column));
        let column = shown_column.max(1);
        anyhow!(
            "{}:{shown_line}:{column}: {}{message}",
            self.file,
            prefix(&within(path))
        )
    }

    /// The text from this line and column on, both from 1, the column in bytes.
    fn rest(&self, line: usize, column: usize) -> &[u8] {
        let mut lines = self.text.as_bytes().split(|&byte| byte == b'\n');
        let line = lines.nth(line.saturating_sub(1)).unwrap_or_default();
        line.get(column.saturating_sub(1)..).unwrap_or_default()
    }
}

/// The place in a text after what JSON takes for space.
fn after_space(text: &str, at: usize) -> usize {
    let rest = &text[at..];
    at + rest.len() - rest.trim_start_matches([' ', '\t', '\n', '\r']).len()
}

fn prefix(path: &str) -> String {
    if path.is_empty() {
        String::new()
    } else {
        format!("{}: ", shown(path))
    }
}

/// What is said of a text that is not JSON.
fn syntax(text: &str, rest: &[u8]) -> String {
    for word in ["NaN", "Infinity"] {
        if rest.starts_with(word.as_bytes()) {
            return format!("found {word}, expected a finite number");
        }
    }
    match text {
        "number out of range" => "found a number beyond 64 bits, expected a finite number".into(),
        "trailing characters" => "found more text, expected the end of the file".into(),
        "key must be a string" => {
            "found a key without double quotes, expected one with them".into()
        }
        "EOF while parsing a value" => "found the end of the file, expected a value".into(),
        "expected value" => "found no value of JSON, expected one".into(),
        text => match text.strip_prefix("EOF while parsing ") {
            Some(part) => format!("found the end of the file, expected the end of {part} first"),
            None => text.to_owned(),
        },
    }
}

/// What is said of JSON that is something else than what was expected: the key, and the sentence.
fn told(path: &str, text: &str) -> (String, String) {
    let name = text.split('`').nth(1).unwrap_or_default();
    let below = || match path {
        "" => name.to_owned(),
        path => format!("{path}.{name}"),
    };
    if text.starts_with("missing field") {
        return (below(), "required key is missing".to_owned());
    }
    if text.starts_with("duplicate field") {
        return (below(), "is there twice, expected once".to_owned());
    }
    if text.starts_with("unknown field") {
        let list = text
            .rsplit_once("`, expected ")
            .map_or("", |(_, list)| list);
        let keys: Vec<&str> = list.split('`').skip(1).step_by(2).collect();
        // The path ends in the key.
        let key = path.rsplit('.').next().unwrap_or(path);
        return (
            path.to_owned(),
            format!("unknown key, {}", expected(key, &keys)),
        );
    }
    let parts = text
        .strip_prefix("invalid type: ")
        .and_then(|text| text.rsplit_once(", expected "));
    let message = match parts {
        Some((found, expected)) => format!("found {}, expected {}", noun(found), plain(expected)),
        None => text.to_owned(),
    };
    (path.to_owned(), message)
}

/// Serde's name of what was found, in a reader's words.
fn noun(found: &str) -> String {
    let (kind, value) = found.split_once(' ').unwrap_or((found, ""));
    let value = value.trim_matches('`');
    match kind {
        "string" => shown(&format!("the string {value}")),
        "integer" => format!("the number {value}"),
        "floating" => format!("the number {}", value.trim_start_matches("point `")),
        "boolean" => value.to_owned(),
        "sequence" => "a list".to_owned(),
        "map" => "an object".to_owned(),
        _ => found.to_owned(),
    }
}

/// Serde's name of what was expected, in a reader's words.
fn plain(expected: &str) -> &str {
    match expected {
        "f64" => "a number",
        "a sequence" => "a list",
        other => other,
    }
}

/// An object as a `T`. Serde would take a list of its values as well.
pub struct Object<T>(pub T);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Object<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Entries(PhantomData))
    }
}

struct Entries<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for Entries<T> {
    type Value = Object<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Object<T>, A::Error> {
        T::deserialize(MapAccessDeserializer::new(map)).map(Object)
    }
}
