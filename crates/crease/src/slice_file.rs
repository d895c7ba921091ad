//! Slice files: the JSON that says where to count.
//!
//! ```text
//! {"kind": "line", "origin": [..], "direction": [..], "from": 0.0, "to": 1.0}
//! {"kind": "plane", "origin": [..], "basis": [[..], [..]], "window": {"center": [0, 0], "half_side": 1.0}}
//! {"kind": "box", "half_side": 1.0}
//! ```

use anyhow::{Context, anyhow, bail};
use crease_regions::{Cube, Line, Plane, Window};
use serde::Deserialize;
use serde::de::{DeserializeOwned, IgnoredAny};
use serde_json::Value;
use std::path::Path;

/// The part of a network's input space to look at.
#[derive(Clone, Debug, PartialEq)]
pub enum Slice {
    /// A line, or a segment of it.
    Line(Line),
    /// A plane, or a square window of it.
    Plane(Plane),
    /// A cube around the origin.
    Cube(Cube),
}

/// Reads a slice for a network with `inputs` inputs; errors name the file.
pub fn read(path: &Path, inputs: usize) -> anyhow::Result<Slice> {
    let file = || path.display().to_string();
    let bytes = std::fs::read(path).with_context(|| format!("cannot read {}", file()))?;
    parse(&bytes, inputs).with_context(file)
}

/// What the first look at a file is for.
#[derive(Deserialize)]
struct Kinded {
    kind: Kind,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Kind {
    Line,
    Plane,
    Box,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LineFile {
    #[serde(rename = "kind")]
    _kind: IgnoredAny,
    origin: Option<Vec<f64>>,
    direction: Option<Vec<f64>>,
    from: Option<f64>,
    to: Option<f64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PlaneFile {
    #[serde(rename = "kind")]
    _kind: IgnoredAny,
    origin: Option<Vec<f64>>,
    basis: Option<[Vec<f64>; 2]>,
    window: Option<WindowFile>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WindowFile {
    center: [f64; 2],
    half_side: f64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct BoxFile {
    #[serde(rename = "kind")]
    _kind: IgnoredAny,
    half_side: f64,
}

fn parse(bytes: &[u8], inputs: usize) -> anyhow::Result<Slice> {
    expect_objects(&decode(bytes)?)?;
    match decode::<Kinded>(bytes)?.kind {
        Kind::Line => line(decode(bytes)?, inputs).map(Slice::Line),
        Kind::Plane => plane(decode(bytes)?, inputs).map(Slice::Plane),
        Kind::Box => {
            let BoxFile { half_side, .. } = decode(bytes)?;
            Ok(Slice::Cube(Cube { half_side }))
        }
    }
}

/// A list of the values alone would be taken too: serde has no strict mode for that.
fn expect_objects(slice: &Value) -> anyhow::Result<()> {
    if !slice.is_object() {
        bail!(
            "found {}, expected an object with a key \"kind\"",
            noun(slice)
        );
    }
    match slice.get("window") {
        None | Some(Value::Object(_) | Value::Null) => Ok(()),
        Some(other) => bail!(
            "window: found {}, expected an object with center and half_side",
            noun(other)
        ),
    }
}

/// What a piece of JSON is.
fn noun(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a truth value",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

/// JSON as `T`; errors name the key.
fn decode<T: DeserializeOwned>(bytes: &[u8]) -> anyhow::Result<T> {
    let mut json = serde_json::Deserializer::from_slice(bytes);
    let decoded = serde_path_to_error::deserialize(&mut json).map_err(|error| {
        let key = error.path().to_string();
        match key.as_str() {
            "." => anyhow!("{}", error.inner()),
            _ => anyhow!("{key}: {}", error.inner()),
        }
    })?;
    json.end()?;
    Ok(decoded)
}

fn line(file: LineFile, inputs: usize) -> anyhow::Result<Line> {
    let interval = match (file.from, file.to) {
        (None, None) => None,
        (Some(from), Some(to)) if from < to => Some([from, to]),
        (Some(from), Some(to)) => bail!("from is {from} and to is {to}, expected from < to"),
        (Some(_), None) => bail!("from is given without to, expected both or neither"),
        (None, Some(_)) => bail!("to is given without from, expected both or neither"),
    };
    Ok(Line {
        origin: or_zero(file.origin, 1, inputs)?,
        direction: match file.direction {
            Some(direction) => direction,
            None => unit("direction", 0, 1, inputs)?,
        },
        interval,
    })
}

fn plane(file: PlaneFile, inputs: usize) -> anyhow::Result<Plane> {
    Ok(Plane {
        origin: or_zero(file.origin, 2, inputs)?,
        basis: match file.basis {
            Some(basis) => basis,
            None => [unit("basis", 0, 2, inputs)?, unit("basis", 1, 2, inputs)?],
        },
        window: file.window.map(|window| Window {
            center: window.center,
            half_side: window.half_side,
        }),
    })
}

fn or_zero(origin: Option<Vec<f64>>, dimension: usize, inputs: usize) -> anyhow::Result<Vec<f64>> {
    match origin {
        Some(origin) => Ok(origin),
        None => left_out("origin", dimension, inputs).map(|()| vec![0.0; dimension]),
    }
}

/// A unit vector of the input space itself.
fn unit(key: &str, axis: usize, dimension: usize, inputs: usize) -> anyhow::Result<Vec<f64>> {
    left_out(key, dimension, inputs)?;
    let mut vector = vec![0.0; dimension];
    vector[axis] = 1.0;
    Ok(vector)
}

/// Vectors may be left out where the slice is the whole input space.
fn left_out(key: &str, dimension: usize, inputs: usize) -> anyhow::Result<()> {
    if inputs == dimension {
        return Ok(());
    }
    bail!(
        "{key} is missing; it can be left out only for a network with {dimension} inputs, \
         this one has {inputs}"
    )
}

#[cfg(test)]
mod tests;
