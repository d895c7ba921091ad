//! Slice files: JSON that says where to count.
//!
//! ```text
//! {"kind": "line", "origin": [..], "direction": [..], "from": 0.0, "to": 1.0}
//! {"kind": "plane", "origin": [..], "basis": [[..], [..]], "window": {"center": [0, 0], "half_side": 1.0}}
//! {"kind": "box", "half_side": 1.0}
//! ```
//!
//! or an array of them; or a safetensors file of points that lines, segments and planes go through.

use anyhow::{Context, anyhow, bail};
use crease_checkpoint::{is_safetensors, read_spans};
use crease_input::words::counted;
use crease_input::{InputFile, KeyPath, Plain, Problem, did_you_mean, expected, path_line, shown};
use crease_regions::{Cube, Line, Plane, RegionsError, Slice, Window};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::path::Path;

/// The largest file that is read as a slice: three vectors of a few 100,000 inputs.
const LARGEST: u64 = 16 << 20;
/// What a slice can be.
const KINDS: [&str; 3] = ["line", "plane", "box"];

/// The largest file of points.
const MOST_POINTS: u64 = 1 << 30;

/// A slice, and its name in errors.
#[derive(Clone, Debug, PartialEq)]
pub struct NamedSlice {
    /// Where to count.
    pub slice: Slice,
    /// The file, and which slice of it.
    pub name: String,
}

/// A file of slices, in memory.
pub struct SliceFile {
    name: String,
    bytes: Vec<u8>,
    points: bool,
}

impl SliceFile {
    /// Reads the file.
    pub fn read(path: &Path) -> anyhow::Result<Self> {
        let mut file = InputFile::open(path, "a slice file")?;
        let points = is_safetensors(file.head(9)?);
        Ok(Self {
            name: path_line(path),
            bytes: file.whole(if points { MOST_POINTS } else { LARGEST })?,
            points,
        })
    }

    /// The slices for a network with `inputs` inputs; errors name the file.
    pub fn slices(&self, inputs: usize) -> anyhow::Result<Vec<NamedSlice>> {
        if self.points {
            through_points(&self.bytes, &self.name, inputs)
        } else {
            parse(&self.bytes, &self.name, inputs)
        }
    }
}

/// Reads the one slice of a file for a network with `inputs` inputs; errors name the file.
#[cfg(feature = "draw")]
pub fn read(path: &Path, inputs: usize) -> anyhow::Result<Slice> {
    let file = SliceFile::read(path)?;
    let [slice]: [NamedSlice; 1] = file.slices(inputs)?.try_into().map_err(|slices: Vec<_>| {
        anyhow!("{}: found {} slices, expected one", file.name, slices.len())
    })?;
    Ok(slice.slice)
}

/// The lines, segments and planes of a safetensors file, in that order.
fn through_points(bytes: &[u8], file: &str, inputs: usize) -> anyhow::Result<Vec<NamedSlice>> {
    let spans = read_spans(bytes, inputs).with_context(|| file.to_owned())?;
    let mut slices = Vec::new();
    for (kind, numbers, points) in [
        ("lines", &spans.lines, 2),
        ("segments", &spans.segments, 2),
        ("planes", &spans.planes, 3),
    ] {
        for (index, numbers) in numbers.chunks_exact(points * inputs).enumerate() {
            let points: Vec<&[f64]> = numbers.chunks_exact(inputs).collect();
            let slice = match *points {
                [from, to] if kind == "segments" => Line::between(from, to).map(Slice::Line),
                _ => Slice::through(&points),
            };
            let name = format!("{file}: {kind}[{index}]");
            let slice = at_key(slice).with_context(|| name.clone())?;
            slices.push(NamedSlice { slice, name });
        }
    }
    if slices.is_empty() {
        bail!("{file}: found no slices, expected at least one");
    }
    Ok(slices)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LineFile {
    origin: Option<Vec<f64>>,
    direction: Option<Vec<f64>>,
    from: Option<f64>,
    to: Option<f64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PlaneFile {
    origin: Option<Vec<f64>>,
    basis: Option<Vec<Vec<f64>>>,
    window: Option<WindowFile>,
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
    half_side: f64,
}

/// The word for a table of JSON in an error.
const OBJECT: &str = "an object";

fn parse(bytes: &[u8], file: &str, inputs: usize) -> anyhow::Result<Vec<NamedSlice>> {
    let text = crease_input::text(bytes).map_err(|error| anyhow!("{file}:{error}"))?;
    let json = serde_json::from_str(text).map_err(|error| syntax(text, file, &error))?;
    let Plain::Array(slices) = json else {
        return Ok(vec![named(json, file.to_owned(), inputs)?]);
    };
    if slices.is_empty() {
        bail!("{file}: found an empty array, expected slices");
    }
    let slices = slices.into_iter().enumerate();
    slices
        .map(|(index, slice)| named(slice, format!("{file}: [{index}]"), inputs))
        .collect()
}

/// The error for text that is not JSON. Python writes numbers that JSON does not have, so these are
/// named.
fn syntax(text: &str, file: &str, error: &serde_json::Error) -> anyhow::Error {
    let line = text.lines().nth(error.line().saturating_sub(1));
    let at = line.and_then(|line| line.get(error.column().saturating_sub(1)..));
    let at = at.unwrap_or_default();
    match ["NaN", "Infinity"]
        .iter()
        .find(|word| at.starts_with(**word))
    {
        Some(word) => anyhow!(
            "{file}:{}: found {word}, expected a finite number",
            error.line()
        ),
        None => anyhow!("{file}: {error}"),
    }
}

fn named(json: Plain, name: String, inputs: usize) -> anyhow::Result<NamedSlice> {
    let slice = slice(json, inputs).with_context(|| name.clone())?;
    Ok(NamedSlice { slice, name })
}

fn slice(json: Plain, inputs: usize) -> anyhow::Result<Slice> {
    let Plain::Table(mut keys) = json else {
        bail!("found {}, expected {OBJECT}", json.describe(OBJECT));
    };
    let Some(place) = keys.iter().position(|(key, _)| key == "kind") else {
        let names: Vec<&str> = keys.iter().map(|(key, _)| key.as_str()).collect();
        let typo = names
            .iter()
            .find(|key| !did_you_mean(key, &["kind"]).is_empty());
        match typo {
            Some(key) => bail!("{}: unknown key, {}", shown(key), expected(key, &["kind"])),
            None => bail!("kind: required key is missing, {}", expected("", &KINDS)),
        }
    };
    let (_, kind) = keys.remove(place);
    if keys.iter().any(|(key, _)| key == "kind") {
        bail!("kind: {}", Problem::Duplicate);
    }
    let kind: String = decode(&kind, &KeyPath::default().key("kind"))?;
    let keys = Plain::Table(keys);
    match kind.as_str() {
        "line" => line(decode(&keys, &KeyPath::default())?, inputs).map(Slice::Line),
        "plane" => plane(decode(&keys, &KeyPath::default())?, inputs).map(Slice::Plane),
        "box" => {
            let BoxFile { half_side } = decode(&keys, &KeyPath::default())?;
            at_key(Cube::new(half_side)).map(Slice::Cube)
        }
        _ => bail!(
            "kind: found {}, {}",
            shown(&format!("the string {kind:?}")),
            expected(&kind, &KINDS)
        ),
    }
}

/// The value at a key as a `T`.
fn decode<T: DeserializeOwned>(json: &Plain, key: &KeyPath) -> anyhow::Result<T> {
    json.decode(OBJECT).map_err(|misfit| {
        let key = if misfit.path.is_root() {
            key
        } else {
            &misfit.path
        };
        match key.to_string().as_str() {
            "" => anyhow!("{}", misfit.problem),
            key => anyhow!("{}: {}", shown(key), misfit.problem),
        }
    })
}

fn line(file: LineFile, inputs: usize) -> anyhow::Result<Line> {
    let interval = match (file.from, file.to) {
        (None, None) => None,
        (Some(from), Some(to)) if from < to => Some([from, to]),
        (Some(from), Some(to)) => bail!("to: found {to}, expected a number above from, {from}"),
        (Some(_), None) => {
            bail!("to: required key is missing; from and to go together")
        }
        (None, Some(_)) => {
            bail!("from: required key is missing; from and to go together")
        }
    };
    let origin = or_zero(file.origin, 1, inputs)?;
    let direction = match file.direction {
        Some(direction) => direction,
        None => unit("direction", 0, 1, inputs)?,
    };
    check_lengths(&[("origin", &origin), ("direction", &direction)], inputs)?;
    let line = at_key(Line::new(origin, direction))?;
    match interval {
        Some(interval) => at_key(line.within(interval)),
        None => Ok(line),
    }
}

fn plane(file: PlaneFile, inputs: usize) -> anyhow::Result<Plane> {
    let origin = or_zero(file.origin, 2, inputs)?;
    let basis = match file.basis {
        Some(basis) => two("basis", basis)?,
        None => [unit("basis", 0, 2, inputs)?, unit("basis", 1, 2, inputs)?],
    };
    let vectors = [
        ("origin", &origin),
        ("basis[0]", &basis[0]),
        ("basis[1]", &basis[1]),
    ];
    check_lengths(&vectors, inputs)?;
    let plane = at_key(Plane::new(origin, basis))?;
    let Some(WindowFile { center, half_side }) = file.window else {
        return Ok(plane);
    };
    let center = two("window.center", center)?;
    Ok(plane.within(at_key(Window::new(center, half_side))?))
}

/// Checks that vectors are in the network's input space.
fn check_lengths(vectors: &[(&str, &Vec<f64>)], inputs: usize) -> anyhow::Result<()> {
    for (key, vector) in vectors {
        if vector.len() != inputs {
            bail!(
                "{key}: found {}, expected {inputs}, one for each input of the network",
                counted(vector.len() as u64, "number")
            );
        }
    }
    Ok(())
}

/// The result, or its error at the key of the file.
fn at_key<T>(result: Result<T, RegionsError>) -> anyhow::Result<T> {
    result.map_err(|error| anyhow!(explain(&error)))
}

/// An error of the geometry at the key of the slice file that it is about.
pub fn explain(error: &RegionsError) -> String {
    match error {
        RegionsError::Degenerate => {
            "basis: found parallel vectors, expected two that span a plane".to_owned()
        }
        RegionsError::EmptyWindow(half_side) => {
            format!("window.half_side: found {half_side}, expected a positive number")
        }
        RegionsError::NoDirection => {
            "direction: found only zeros, expected the direction of a line".to_owned()
        }
        RegionsError::CubeInputs(inputs) => format!(
            "kind: found the string \"box\", expected one of line, plane: a box needs a network with 3 \
             inputs, and this one has {inputs}"
        ),
        RegionsError::CubeHalfSide(half_side) => {
            format!("half_side: found {half_side}, expected a positive number")
        }
        other => other.to_string(),
    }
}

/// An array of two.
fn two<T>(key: &str, list: Vec<T>) -> anyhow::Result<[T; 2]> {
    list.try_into().map_err(|list: Vec<T>| {
        anyhow!(
            "{key}: found an array of length {}, expected one of length 2",
            list.len()
        )
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

/// Checks that vectors are left out only if the slice is the whole input space.
fn left_out(key: &str, dimension: usize, inputs: usize) -> anyhow::Result<()> {
    if inputs == dimension {
        return Ok(());
    }
    bail!(
        "{key}: required key is missing; it may be left out only for a network with {}, and this one \
         has {inputs}",
        counted(dimension as u64, "input")
    )
}

#[cfg(test)]
mod tests;
