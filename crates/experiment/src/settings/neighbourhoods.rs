use super::Points;
use crate::part::Part;
use serde::{Deserialize, Serialize};

/// `[neighbourhoods]`: small neighbourhoods of points, in which neurons and regions are counted.
/// Points and directions are drawn once a run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Neighbourhoods {
    /// Where the points come from; a measure has columns for each entry.
    pub points: Vec<Points>,
    /// How many points of each.
    pub count: usize,
    /// The sizes of the neighbourhoods; a measure has columns for each.
    pub radii: Vec<f64>,
    /// Random orthonormal directions, the same at every point: those of segments and of the vertices
    /// of cross-polytopes. Squares are spanned by the first and the second, the third and the fourth,
    /// and so on.
    pub directions: usize,
}

impl Default for Neighbourhoods {
    fn default() -> Self {
        Self {
            points: vec![Points::Training, Points::Test, Points::Uniform],
            count: 100,
            radii: vec![0.1],
            directions: 2,
        }
    }
}

impl Neighbourhoods {
    /// The parts of a measure of neighbourhoods: each has its kind of points and its radius.
    pub(crate) fn parts(&self) -> Vec<Vec<Part>> {
        let pairs = self.points.iter().flat_map(|points| {
            let radii = self.radii.iter();
            radii.map(|radius| {
                let radius = Part::new("radius", format!("r{radius}"));
                vec![Part::new("kind of points", points.name()), radius]
            })
        });
        pairs.collect()
    }
}
