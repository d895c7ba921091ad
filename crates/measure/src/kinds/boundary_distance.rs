//! Mean distance of the points to the nearest boundary.

use super::kind::{How, Kind, mean};
use crate::MeasureError;

pub(super) const KIND: Kind = Kind::of(
    "boundary_distance",
    How::Points(|network, points| {
        let distances = crease_regions::distances(network, points)?;
        let mean = mean(&distances).filter(|mean| mean.is_finite());
        mean.ok_or(MeasureError::NoBoundary).map(Some)
    }),
);
