//! Number of decision regions: the connected parts of one class.

use super::Kind;
use crate::decisions::Decisions;

pub(super) const KIND: Kind = Kind::Decisions(|found| {
    Some(match found {
        Decisions::Plane(found) => found.regions() as f64,
        Decisions::Line(found) => found.classes.len() as f64,
    })
});
