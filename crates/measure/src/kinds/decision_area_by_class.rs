//! The share of a window that each class wins.

use super::kind::Kind;

pub(super) const KIND: Kind = Kind::Decisions(|found| {
    let areas = found.by_class(|class| class.area)?;
    let all: f64 = areas.iter().sum();
    Some(areas.iter().map(|area| area / all).collect())
});
