//! What types do not say: ranges, and what must fit together.

mod relations;
mod values;

pub(crate) use relations::relations;
pub(crate) use values::{repeats, values};

use crate::document::Document;
use crate::error::KeyError;
use crate::key_path::KeyPath;
use crate::settings::{RunSettings, Slice};
use std::ops::RangeInclusive;

/// What is wrong with an experiment whose types are right.
#[derive(Debug)]
pub struct Complaint {
    /// The key that is complained of, then the others that the complaint depends on.
    pub keys: Vec<String>,
    /// The value found at the first key.
    pub found: String,
    /// What was expected, as in `must be at least 1`.
    pub expected: String,
}

impl Complaint {
    /// The error at the first key, where `document` has it.
    pub(crate) fn at(&self, document: &Document) -> Box<KeyError> {
        let key = self.keys.first().map_or("", String::as_str);
        let path = KeyPath::parse(key).unwrap_or_default();
        document.error(path, Some(self.found.clone()), self.expected.clone())
    }
}

/// The most numbers that the training points, or the weights, may be: 4 GiB of them.
pub(crate) const MOST_NUMBERS: usize = 1 << 30;

/// The outcome of a check.
pub type Check = Result<(), Complaint>;

/// Complains of one key unless `holds`.
///
/// # Errors
/// If it does not.
pub fn require(holds: bool, key: &str, found: impl ToString, expected: &str) -> Check {
    require_all(holds, &[key], found, expected)
}

/// Complains of the first of several keys that do not go together unless `holds`.
///
/// # Errors
/// If it does not.
#[expect(
    clippy::needless_pass_by_value,
    reason = "callers hand over numbers and texts alike"
)]
pub fn require_all(holds: bool, keys: &[&str], found: impl ToString, expected: &str) -> Check {
    if holds {
        return Ok(());
    }
    Err(Complaint {
        keys: keys.iter().map(|&key| key.to_owned()).collect(),
        found: found.to_string(),
        expected: expected.to_owned(),
    })
}

/// Checks a number of things that there have to be.
pub(crate) fn whole(number: usize, key: &str) -> Check {
    require(number >= 1, key, number, "must be at least 1")
}

/// Checks a number above 0, also after it is rounded to the `f32` that networks compute with.
pub(crate) fn positive(number: f64, key: &str) -> Check {
    let right = number.is_finite() && number > 0.0;
    require(right, key, shown(number), "must be a finite number above 0")?;
    let right = (number as f32).is_finite() && number as f32 > 0.0;
    let expected = "must be within the range of 32-bit floats";
    require(right, key, shown(number), expected)
}

/// Checks a finite number from 0 on.
pub(crate) fn not_negative(number: f64, key: &str) -> Check {
    let right = number >= 0.0 && (number as f32).is_finite();
    let expected = "must be a finite number, 0 or more";
    require(right, key, shown(number), expected)
}

/// A number as its reader would write it: `0.001`, `1e-9`, `5`.
pub fn shown(number: f64) -> String {
    let plain = number.to_string();
    if plain.len() <= 12 {
        plain
    } else {
        format!("{number:?}")
    }
}

/// Complains at `key` unless `word`, which is written there, is among `candidates`.
///
/// # Errors
/// If it is not.
pub fn one_of(word: &str, candidates: &[&str], key: &str) -> Check {
    if candidates.contains(&word) {
        return Ok(());
    }
    Err(Complaint {
        keys: vec![key.to_owned()],
        found: format!("{word:?}"),
        expected: crease_input::expected(word, candidates),
    })
}

/// Complains of one key unless its number is finite.
///
/// # Errors
/// If it is not.
pub fn finite(number: f64, key: &str) -> Check {
    let expected = "must be a finite number";
    require(number.is_finite(), key, shown(number), expected)
}

/// Complains of one key unless its number lies in a range.
///
/// # Errors
/// If it does not.
pub fn within(number: usize, range: RangeInclusive<usize>, key: &str) -> Check {
    let expected = format!("must be from {} to {}", range.start(), range.end());
    require(range.contains(&number), key, number, &expected)
}

/// Complains of a slice that is written at `key`, unless the run's task has it.
///
/// # Errors
/// If a value of it is wrong, or the task has no such slice.
pub fn slice(slice: &Slice, key: &str, run: &RunSettings) -> Check {
    values::slice(slice, key)?;
    relations::slice(slice, key, run)
}
