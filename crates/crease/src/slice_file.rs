//! Slice files: the JSON that says where to count.
//!
//! ```text
//! {"kind": "line", "origin": [..], "direction": [..], "from": 0.0, "to": 1.0}
//! {"kind": "plane", "origin": [..], "basis": [[..], [..]], "window": {"center": [0, 0], "half_side": 1.0}}
//! {"kind": "box", "half_side": 1.0}
//! ```

mod json;

use anyhow::{Context, anyhow, bail};
use crease_input::{did_you_mean, expected, one_line, shown};
use crease_regions::{Cube, Line, Plane, Window};
use crease_report::text::counted;
use json::{Json, Object};
use serde::Deserialize;
use serde::de::IgnoredAny;
use std::collections::BTreeMap;
use std::path::Path;

/// The largest file that is read as a slice: three vectors of a few 100,000 inputs.
const LARGEST: u64 = 16 << 20;
/// What a slice can be.
const KINDS: [&str; 3] = ["line", "plane", "box"];

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
    let bytes = crease_input::read(path, LARGEST, "a slice file")?;
    parse(&bytes, &one_line(&path.to_string_lossy()), inputs)
}

/// What the first look at a file is for.
#[derive(Deserialize)]
struct Kinded {
    kind: Option<Kind>,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(try_from = "String")]
enum Kind {
    Line,
    Plane,
    Box,
}

impl TryFrom<String> for Kind {
    type Error = String;

    fn try_from(word: String) -> Result<Self, String> {
        match word.as_str() {
            "line" => Ok(Self::Line),
            "plane" => Ok(Self::Plane),
            "box" => Ok(Self::Box),
            _ => Err(format!(
                "found {}, {}",
                shown(&format!("the string {word:?}")),
                expected(&word, &KINDS)
            )),
        }
    }
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
    basis: Option<Vec<Vec<f64>>>,
    window: Option<Object<WindowFile>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WindowFile {
    center: Vec<f64>,
    half_side: f64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct BoxFile {
    #[serde(rename = "kind")]
    _kind: IgnoredAny,
    half_side: f64,
}

fn parse(bytes: &[u8], file: &str, inputs: usize) -> anyhow::Result<Slice> {
    let json = Json::new(bytes, file)?;
    let Some(kind) = json.decode::<Kinded>()?.kind else {
        #[expect(
            clippy::zero_sized_map_values,
            reason = "serde reads no object as a set"
        )]
        let keys: BTreeMap<String, IgnoredAny> = json.decode()?;
        let meant = |key: &&String| !did_you_mean(key, &["kind"]).is_empty();
        match keys.keys().find(meant) {
            Some(key) => {
                bail!(
                    "{file}: {}: unknown key, {}",
                    shown(key),
                    expected(key, &["kind"])
                )
            }
            None => bail!(
                "{file}: kind: required key is missing, {}",
                expected("", &KINDS)
            ),
        }
    };
    match kind {
        Kind::Line => line(json.decode()?, inputs).map(Slice::Line),
        Kind::Plane => plane(json.decode()?, inputs).map(Slice::Plane),
        Kind::Box => {
            let BoxFile { half_side, .. } = json.decode()?;
            Ok(Slice::Cube(Cube { half_side }))
        }
    }
    .with_context(|| file.to_owned())
}

fn line(file: LineFile, inputs: usize) -> anyhow::Result<Line> {
    let interval = match (file.from, file.to) {
        (None, None) => None,
        (Some(from), Some(to)) if from < to => Some([from, to]),
        (Some(from), Some(to)) => bail!("to: found {to}, expected a number above from, {from}"),
        (Some(_), None) => {
            bail!("to: required key is missing; from and to are given both or neither")
        }
        (None, Some(_)) => {
            bail!("from: required key is missing; from and to are given both or neither")
        }
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
            Some(basis) => two("basis", basis)?,
            None => [unit("basis", 0, 2, inputs)?, unit("basis", 1, 2, inputs)?],
        },
        window: match file.window {
            Some(Object(WindowFile { center, half_side })) => Some(Window {
                center: two("window.center", center)?,
                half_side,
            }),
            None => None,
        },
    })
}

/// A list of two.
fn two<T>(key: &str, list: Vec<T>) -> anyhow::Result<[T; 2]> {
    list.try_into()
        .map_err(|list: Vec<T>| anyhow!("{key}: found a list of {}, expected one of 2", list.len()))
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
        "{key}: required key is missing; it can be left out only for a network with {}, this one \
         has {inputs}",
        counted(dimension as u64, "input")
    )
}

#[cfg(test)]
mod tests;
