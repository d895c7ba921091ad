//! Rules that types do not express: ranges, and what must fit together.

mod relations;
mod values;

pub(crate) use relations::relations;
pub(crate) use values::{repeats, values};

use crate::check::Check;
use crate::settings::{RunSettings, Slice};

/// Returns a complaint about a slice, written at `key`, unless the run's task has such slices.
///
/// # Errors
/// If one of its values is wrong, or the task has no such slice.
pub fn slice(slice: &Slice, key: &str, run: &RunSettings) -> Check {
    values::slice(slice, key)?;
    relations::slice(slice, key, run)
}
