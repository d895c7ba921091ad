//! Mean distance of the points to the nearest boundary.

use super::kind::{Kind, mean};
use crate::MeasureError;

pub(super) const KIND: Kind = Kind::Points(|network, points| {
    let distances = crease_regions::distances(network, points)?;
    let mean = mean(&distances).filter(|mean| mean.is_finite());
    mean.ok_or(MeasureError::NoBoundary)
});
