//! Decision boundaries in slices.

use crease_network::Network;
use crease_regions::{
    DecisionBoundary, LineClasses, Options, RegionsError, Slice, decide_line, decide_plane,
};

/// Where the class changes in a slice.
#[derive(Debug)]
pub(crate) enum Decisions {
    Plane(DecisionBoundary),
    Line(LineClasses),
}

impl Decisions {
    pub(crate) fn find(network: &Network, slice: &Slice) -> Result<Self, RegionsError> {
        let options = Options::regions();
        match slice {
            Slice::Plane(plane) => decide_plane(network, plane, &options).map(Self::Plane),
            Slice::Line(line) => decide_line(network, line, &options).map(Self::Line),
            _ => Err(RegionsError::NoClasses),
        }
    }

    /// In a plane; nothing on a line.
    pub(crate) fn in_plane(&self) -> Option<&DecisionBoundary> {
        match self {
            Self::Plane(found) => Some(found),
            Self::Line(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kinds::{Kind, kind};
    use crate::pieces::tests::{folded, random};
    use crease_experiment::settings::Measure;
    use crease_regions::{Line, Plane};

    fn read(measure: Measure, found: &Decisions) -> Option<f64> {
        match kind(measure) {
            Kind::Decisions(read) => read(found),
            _ => None,
        }
    }

    #[test]
    fn measures_are_what_was_found() {
        let network = random(&[2, 12, 12, 3], 1);
        let square = Plane::square(1.0).unwrap();
        let found = decide_plane(&network, &square, &Options::regions()).unwrap();
        let decisions = Decisions::find(&network, &square.into()).unwrap();
        let read = |measure| read(measure, &decisions);
        assert_eq!(read(Measure::DecisionLength), found.length);
        assert!(found.length > Some(0.0));
        assert_eq!(read(Measure::DecisionRegions), Some(found.regions() as f64));
        assert_eq!(read(Measure::DecisionHoles), Some(found.holes() as f64));
        assert_eq!(read(Measure::DecisionTouchedArea), found.touched_area);
    }

    #[test]
    fn a_line_has_regions_and_no_more() {
        // 2 relu(x + 5) + 3 relu(-x - 1) + 6 relu(2 x - 9) is above 0 everywhere.
        let decisions = Decisions::find(&folded(), &Line::of_inputs().into()).unwrap();
        assert_eq!(read(Measure::DecisionRegions, &decisions), Some(1.0));
        assert_eq!(read(Measure::DecisionLength, &decisions), None);
    }
}
