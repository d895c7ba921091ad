//! What types do not say: ranges, and what must fit together.

mod claims;
mod figure;
mod panels;
mod relations;
mod values;

pub use figure::figure;
pub use relations::relations;
pub use values::{repeats, values};

use crate::document::Document;
use crate::error::KeyError;
use crate::key_path::KeyPath;

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
    pub fn at(&self, document: &Document) -> Box<KeyError> {
        let key = self.keys.first().map_or("", String::as_str);
        let path = KeyPath::parse(key).unwrap_or_default();
        document.error(path, Some(self.found.clone()), self.expected.clone())
    }
}

/// The outcome of a check.
pub type Check = Result<(), Complaint>;

/// Complains of one key unless `holds`.
fn require(holds: bool, key: &str, found: impl ToString, expected: &str) -> Check {
    require_all(holds, &[key], found, expected)
}

/// Complains of the first of several keys that do not go together unless `holds`.
#[expect(
    clippy::needless_pass_by_value,
    reason = "callers hand over numbers and texts alike"
)]
fn require_all(holds: bool, keys: &[&str], found: impl ToString, expected: &str) -> Check {
    if holds {
        return Ok(());
    }
    Err(Complaint {
        keys: keys.iter().map(|&key| key.to_owned()).collect(),
        found: found.to_string(),
        expected: expected.to_owned(),
    })
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
