//! Decision boundaries in slices.

use crease_network::Network;
use crease_regions::{
    ClassRegions, DecisionBoundary, LineClasses, Options, RegionsError, Slice, decide_line,
    decide_plane,
};

/// Where the class changes in a slice.
#[derive(Debug)]
pub(crate) struct Decisions {
    found: Boundary,
    /// The number of classes, including those that win nowhere.
    classes: usize,
}

#[derive(Debug)]
enum Boundary {
    Plane(DecisionBoundary),
    Line(LineClasses),
}

impl Decisions {
    pub(crate) fn find(network: &Network, slice: &Slice) -> Result<Self, RegionsError> {
        let options = Options::regions();
        let found = match slice {
            Slice::Plane(plane) => decide_plane(network, plane, &options).map(Boundary::Plane),
            Slice::Line(line) => decide_line(network, line, &options).map(Boundary::Line),
            _ => Err(RegionsError::NoClasses),
        };
        Ok(Self {
            found: found?,
            classes: network.outputs().max(2),
        })
    }

    /// The boundary in a plane; `None` on a line.
    pub(crate) fn in_plane(&self) -> Option<&DecisionBoundary> {
        match &self.found {
            Boundary::Plane(found) => Some(found),
            Boundary::Line(_) => None,
        }
    }

    /// A number of each class in a plane, 0 if it wins nowhere; `None` on a line.
    pub(crate) fn by_class(&self, read: impl Fn(&ClassRegions) -> Option<f64>) -> Option<Vec<f64>> {
        let mut values = vec![0.0; self.classes];
        for class in &self.in_plane()?.classes {
            values[class.class] = read(class)?;
        }
        Some(values)
    }

    /// How many decision regions each class has.
    pub(crate) fn regions_by_class(&self) -> Vec<f64> {
        let mut regions = vec![0.0; self.classes];
        match &self.found {
            Boundary::Plane(found) => {
                for class in &found.classes {
                    regions[class.class] = class.regions as f64;
                }
            }
            Boundary::Line(found) => {
                for &class in &found.classes {
                    regions[class] += 1.0;
                }
            }
        }
        regions
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kinds::{How, Measure};
    use crate::pieces::tests::{folded, random};
    use crease_regions::{Line, Plane};

    fn parts(measure: Measure, found: &Decisions) -> Option<Vec<f64>> {
        match measure.kind().how {
            How::Decisions(read) => read(found),
            _ => None,
        }
    }

    fn read(measure: Measure, found: &Decisions) -> Option<f64> {
        let parts = parts(measure, found)?;
        assert_eq!(parts.len(), 1);
        Some(parts[0])
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

        let parts = |measure| parts(measure, &decisions).unwrap();
        let area = parts(Measure::DecisionAreaByClass);
        assert!((area.iter().sum::<f64>() - 1.0).abs() < 1e-12);
        let regions = parts(Measure::DecisionRegionsByClass);
        assert_eq!(regions.iter().sum::<f64>(), found.regions() as f64);
        let holes = parts(Measure::DecisionHolesByClass);
        assert_eq!(holes.iter().sum::<f64>(), found.holes() as f64);
        for class in &found.classes {
            assert_eq!(regions[class.class], class.regions as f64);
            assert!((area[class.class] - class.area.unwrap() / 4.0).abs() < 1e-12);
        }
        assert_eq!([area.len(), regions.len(), holes.len()], [3; 3]);
    }

    #[test]
    fn a_line_has_regions_and_no_more() {
        // 2 relu(x + 5) + 3 relu(-x - 1) + 6 relu(2 x - 9) is above 0 everywhere.
        let decisions = Decisions::find(&folded(), &Line::of_inputs().into()).unwrap();
        assert_eq!(read(Measure::DecisionRegions, &decisions), Some(1.0));
        assert_eq!(read(Measure::DecisionLength, &decisions), None);
        let of_each = parts(Measure::DecisionRegionsByClass, &decisions);
        assert_eq!(of_each, Some(vec![0.0, 1.0]));
        assert_eq!(parts(Measure::DecisionHolesByClass, &decisions), None);
    }
}
