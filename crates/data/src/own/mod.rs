//! A user's own examples, from a file.
//!
//! A `.npz` or `.safetensors` file holds the arrays `inputs` (one example per row; further dimensions
//! are read one after the other), and either `labels`, a whole number from 0 an example, or
//! `targets`, a number or a row of them an example; and, if there are test examples,
//! `test_inputs` and `test_labels` or `test_targets`. A `.csv` file has a line of column names; a
//! column `label`, or columns that begin with `target`, and a column `split` that says `train` or
//! `test` where there are both; all other columns are inputs.

mod array;
mod csv;
mod npz;
mod safetensors;

use crate::DataError;
use array::Array;
use std::fs;
use std::path::Path;

/// The largest file that is read.
const LARGEST: u64 = 8 << 30;

/// More classes than this do not fit a label.
const MOST_CLASSES: usize = 256;

/// The content of a file.
#[derive(Clone, Debug, PartialEq)]
pub struct OwnData {
    /// The BLAKE3 hash of the file in hexadecimal digits.
    pub blake3: String,
    /// Numbers per input.
    pub dimension: usize,
    /// How many classes; 0 if there are targets.
    pub classes: usize,
    /// Numbers per target; 0 if there are labels.
    pub targets: usize,
    /// What to train on.
    pub train: OwnSplit,
    /// What to test on.
    pub test: OwnSplit,
}

/// Some of the examples.
#[derive(Clone, Debug, PartialEq)]
pub struct OwnSplit {
    /// Inputs, one after the other.
    pub inputs: Vec<f32>,
    /// What they should give.
    pub targets: Targets,
}

impl OwnSplit {
    /// How many examples, if each has this many inputs.
    pub fn count(&self, dimension: usize) -> usize {
        self.inputs.len() / dimension.max(1)
    }
}

/// What inputs should give.
#[derive(Clone, Debug, PartialEq)]
pub enum Targets {
    /// A class each.
    Classes(Vec<u8>),
    /// Numbers, one row after the other.
    Numbers(Vec<f32>),
}

/// Reads a file by the ending of its name.
///
/// # Errors
/// If it cannot be read or does not hold examples.
pub fn read(path: &Path) -> Result<OwnData, DataError> {
    let wrong = |reason: String| DataError::Own {
        path: path.to_path_buf(),
        reason,
    };
    let ending = path.extension().unwrap_or_default().to_string_lossy();
    let parse = match ending.to_ascii_lowercase().as_str() {
        "csv" => csv::read,
        "npz" => npz::read,
        "safetensors" => safetensors::read,
        _ => {
            return Err(wrong(
                "expected a .csv, .npz or .safetensors file".to_owned(),
            ));
        }
    };
    let metadata = fs::metadata(path).map_err(DataError::io("read", path))?;
    if !metadata.is_file() {
        return Err(wrong("is not a file".to_owned()));
    }
    if metadata.len() > LARGEST {
        return Err(wrong(format!(
            "has {} bytes, expected at most {LARGEST}",
            metadata.len()
        )));
    }
    let bytes = fs::read(path).map_err(DataError::io("read", path))?;
    let arrays = parse(&bytes).map_err(wrong)?;
    let blake3 = blake3::hash(&bytes).to_hex().to_string();
    assemble(&arrays, blake3).map_err(wrong)
}

const NAMES: [&str; 6] = [
    "inputs",
    "labels",
    "targets",
    "test_inputs",
    "test_labels",
    "test_targets",
];

fn assemble(arrays: &[Array], blake3: String) -> Result<OwnData, String> {
    if let Some(other) = arrays
        .iter()
        .find(|array| !NAMES.contains(&array.name.as_str()))
    {
        return Err(format!(
            "{}: unknown array, expected one of {}",
            crease_input::shown(&other.name),
            NAMES.join(", ")
        ));
    }
    let array = |name: &str| arrays.iter().find(|array| array.name == name);
    let inputs = array("inputs").ok_or("inputs: required array is missing")?;
    let dimension = width(inputs)?;
    if dimension == 0 {
        return Err("inputs: found inputs without numbers, expected at least one".to_owned());
    }
    let train = split(inputs, array("labels"), array("targets"), "")?;
    let test = match array("test_inputs") {
        Some(inputs) => {
            let found = width(inputs)?;
            if found != dimension {
                return Err(format!(
                    "test_inputs: found {found} numbers per input, expected {dimension} as inputs has"
                ));
            }
            split(inputs, array("test_labels"), array("test_targets"), "test_")?
        }
        None => match array("test_labels").or(array("test_targets")) {
            Some(array) => return Err(format!("{}: there are no test_inputs", array.name)),
            None => empty_like(&train),
        },
    };
    let mut data = OwnData {
        blake3,
        dimension,
        classes: 0,
        targets: 0,
        train,
        test,
    };
    match (&data.train.targets, &data.test.targets) {
        (Targets::Classes(train), Targets::Classes(test)) => {
            let largest = train.iter().chain(test).max().copied().unwrap_or(0);
            data.classes = (usize::from(largest) + 1).max(2);
        }
        (Targets::Numbers(train), Targets::Numbers(test)) => {
            data.targets = train.len() / data.train.count(dimension).max(1);
            let tests = data.test.count(dimension);
            if tests > 0 && test.len() != tests * data.targets {
                return Err(format!(
                    "test_targets: found {} numbers per target, expected {} as targets has",
                    test.len() / tests,
                    data.targets
                ));
            }
        }
        _ => return Err("found labels and targets, expected one of them for all".to_owned()),
    }
    Ok(data)
}

fn empty_like(train: &OwnSplit) -> OwnSplit {
    OwnSplit {
        inputs: Vec::new(),
        targets: match train.targets {
            Targets::Classes(_) => Targets::Classes(Vec::new()),
            Targets::Numbers(_) => Targets::Numbers(Vec::new()),
        },
    }
}

/// Numbers a row.
fn width(array: &Array) -> Result<usize, String> {
    match array.shape.as_slice() {
        [] => Err(format!(
            "{}: found a single number, expected rows",
            array.name
        )),
        [_, rest @ ..] => Ok(rest.iter().product()),
    }
}

fn split(
    inputs: &Array,
    labels: Option<&Array>,
    targets: Option<&Array>,
    prefix: &str,
) -> Result<OwnSplit, String> {
    let count = inputs.shape.first().copied().unwrap_or(0);
    if count == 0 {
        return Err(format!(
            "{}: found no examples, expected at least one",
            inputs.name
        ));
    }
    let (targets, rows, name) = match (labels, targets) {
        (Some(labels), None) => (
            Targets::Classes(classes(labels)?),
            labels.numbers.len(),
            &labels.name,
        ),
        (None, Some(targets)) => {
            let rows = targets.shape.first().copied().unwrap_or(0);
            (Targets::Numbers(numbers(targets)?), rows, &targets.name)
        }
        (None, None) => return Err(format!("{prefix}labels: required array is missing")),
        (Some(_), Some(_)) => {
            return Err(format!(
                "found {prefix}labels and {prefix}targets, expected one of them"
            ));
        }
    };
    if rows != count {
        return Err(format!(
            "{name}: found {rows} rows, expected {count} as {} has",
            inputs.name
        ));
    }
    Ok(OwnSplit {
        inputs: numbers(inputs)?,
        targets,
    })
}

fn classes(labels: &Array) -> Result<Vec<u8>, String> {
    let class = |(index, &number): (usize, &f64)| {
        let is_class = number.fract() == 0.0 && (0.0..MOST_CLASSES as f64).contains(&number);
        is_class.then_some(number as u8).ok_or_else(|| {
            format!(
                "{}[{index}]: found {number}, expected a whole number from 0 to {}",
                labels.name,
                MOST_CLASSES - 1
            )
        })
    };
    labels.numbers.iter().enumerate().map(class).collect()
}

fn numbers(array: &Array) -> Result<Vec<f32>, String> {
    let number = |(index, &number): (usize, &f64)| {
        let single = number as f32;
        single.is_finite().then_some(single).ok_or_else(|| {
            format!(
                "{}[{index}]: found {number}, expected a number that 32-bit floats hold",
                array.name
            )
        })
    };
    array.numbers.iter().enumerate().map(number).collect()
}

#[cfg(test)]
mod tests;
