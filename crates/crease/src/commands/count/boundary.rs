//! The output for a decision boundary.

use crate::subject::Subject;
use crease_regions::{
    DecisionBoundary, LineClasses, Options, RegionsError, Slice, decide_line, decide_plane,
};
use serde::Serialize;

/// The object under "boundary"; scripts depend on its keys.
#[derive(Clone, Serialize)]
#[serde(untagged)]
pub enum Boundary {
    Plane(OfPlane),
    Line(OfLine),
}

#[derive(Clone, Serialize)]
pub struct OfPlane {
    /// In input space; null in a whole plane.
    length: Option<f64>,
    /// Parts of the plane of one class, and their holes.
    regions: u64,
    holes: u64,
    classes: Vec<Won>,
    /// Activation regions that the boundary crosses or touches along a wall.
    touched_regions: u64,
    /// Their share of the window's area; null in a whole plane.
    touched_area: Option<f64>,
    exact_fallbacks: u64,
}

#[derive(Clone, Serialize)]
struct Won {
    class: usize,
    regions: u64,
    holes: u64,
    /// In input space; null in a whole plane.
    area: Option<f64>,
}

#[derive(Clone, Serialize)]
pub struct OfLine {
    /// One more than there are changes.
    classes: Vec<usize>,
    /// Where they change, in units of the direction.
    changes: Vec<f64>,
}

impl Boundary {
    /// Finds the boundary in a plane or on a line.
    pub fn find(subject: &Subject, slice: &Slice, options: &Options) -> Result<Self, RegionsError> {
        use Subject::{Graph, Network};
        Ok(match (subject, slice) {
            (Network(one), Slice::Plane(plane)) => {
                decide_plane(&one.network, plane, options)?.into()
            }
            (Network(one), Slice::Line(line)) => decide_line(&one.network, line, options)?.into(),
            (Graph(counter), Slice::Plane(plane)) => counter.decide_plane(plane, options)?.into(),
            (Graph(counter), Slice::Line(line)) => counter.decide_line(line, options)?.into(),
            _ => return Err(RegionsError::NoClasses),
        })
    }
}

impl From<DecisionBoundary> for Boundary {
    fn from(found: DecisionBoundary) -> Self {
        let classes = found.classes.iter().map(|class| Won {
            class: class.class,
            regions: class.regions,
            holes: class.holes,
            area: class.area,
        });
        Self::Plane(OfPlane {
            length: found.length,
            regions: found.regions(),
            holes: found.holes(),
            classes: classes.collect(),
            touched_regions: found.touched_regions,
            touched_area: found.touched_area,
            exact_fallbacks: found.exact_fallbacks,
        })
    }
}

impl From<LineClasses> for Boundary {
    fn from(found: LineClasses) -> Self {
        Self::Line(OfLine {
            classes: found.classes,
            changes: found.changes,
        })
    }
}
