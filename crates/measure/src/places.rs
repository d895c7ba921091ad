//! Where networks are measured.

use crease_regions::Slice;

/// The places of one run, as far as its measures need them.
#[derive(Debug, Default)]
pub struct Places {
    /// Where regions are counted.
    pub slices: Vec<DrawnSlice>,
    /// Points of the input space, one after the other.
    pub points: Vec<f64>,
    /// Where neurons and regions around points are counted.
    pub neighbourhoods: Neighbourhoods,
}

/// A slice of the input space, and the examples in it.
#[derive(Clone, Debug, PartialEq)]
pub struct DrawnSlice {
    /// The slice.
    pub slice: Slice,
    /// The examples that it goes through, in the coordinates of a plane.
    pub dots: Vec<[f64; 2]>,
}

/// The neighbourhoods of one run.
#[derive(Debug, Default)]
pub struct Neighbourhoods {
    /// The points of each kind, one after the other.
    pub points: Vec<Vec<f64>>,
    /// How large they are.
    pub radii: Vec<f64>,
    /// Orthonormal vectors, up to rounding.
    pub directions: Vec<Vec<f64>>,
}
