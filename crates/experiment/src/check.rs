//! Checks of settings, and the errors of failed ones.

use std::ops::RangeInclusive;

/// What is wrong with an experiment whose types are correct.
#[derive(Debug)]
pub struct Complaint {
    /// The key that is wrong, then the others that the complaint depends on.
    pub keys: Vec<String>,
    /// The value found at the first key.
    pub found: String,
    /// What was expected, as in `must be at least 1`.
    pub expected: String,
}

/// The most numbers that training points or weights may consist of: 4 GiB.
pub(crate) const MOST_NUMBERS: usize = 1 << 30;

/// The outcome of a check.
pub type Check = Result<(), Complaint>;

/// Returns a complaint about one key unless `holds`.
///
/// # Errors
/// If it does not.
pub fn require(holds: bool, key: &str, found: impl ToString, expected: &str) -> Check {
    require_all(holds, &[key], found, expected)
}

/// Returns a complaint about the first of several keys that do not fit together unless `holds`.
///
/// # Errors
/// If it does not.
#[expect(
    clippy::needless_pass_by_value,
    reason = "callers pass numbers and texts alike"
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

/// Checks that a number is at least 1.
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

/// Checks a finite number, 0 or more.
pub(crate) fn not_negative(number: f64, key: &str) -> Check {
    let right = number >= 0.0 && (number as f32).is_finite();
    let expected = "must be a finite number, 0 or more";
    require(right, key, shown(number), expected)
}

/// A number as people write it: `0.001`, `1e-9`, `5`.
pub fn shown(number: f64) -> String {
    let plain = number.to_string();
    if plain.len() <= 12 {
        plain
    } else {
        format!("{number:?}")
    }
}

/// Returns a complaint unless `word`, written at `key`, is among `candidates`.
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

/// Returns a complaint about one key unless its number is finite.
///
/// # Errors
/// If it is not.
pub fn finite(number: f64, key: &str) -> Check {
    let expected = "must be a finite number";
    require(number.is_finite(), key, shown(number), expected)
}

/// Returns a complaint about one key unless its number is in a range.
///
/// # Errors
/// If it is not.
pub fn within(number: usize, range: RangeInclusive<usize>, key: &str) -> Check {
    let expected = format!("must be from {} to {}", range.start(), range.end());
    require(range.contains(&number), key, number, &expected)
}
