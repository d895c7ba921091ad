use crease_regions::{Plane, Tiling};
use numpy::ndarray::{Array1, Array2, Array3};
use numpy::{PyArray1, PyArray2, PyArray3, ToPyArray};
use pyo3::prelude::*;

/// The regions of a window as arrays.
#[pyclass(frozen, module = "pycrease._native")]
pub struct Cells {
    corners: Py<PyArray2<f64>>,
    offsets: Py<PyArray1<i64>>,
    maps: Py<PyArray3<f64>>,
    areas: Py<PyArray1<f64>>,
    linear_region: Py<PyArray1<i64>>,
    wall_ends: Py<PyArray3<f64>>,
    wall_cells: Py<PyArray2<i64>>,
    wall_jumps: Py<PyArray1<bool>>,
    #[pyo3(get)]
    linear_regions: usize,
}

/// The numbers behind [`Cells`], gathered without the interpreter.
pub struct Gathered {
    corners: Array2<f64>,
    offsets: Array1<i64>,
    maps: Array3<f64>,
    areas: Array1<f64>,
    linear_region: Array1<i64>,
    wall_ends: Array3<f64>,
    wall_cells: Array2<i64>,
    wall_jumps: Array1<bool>,
    linear_regions: usize,
}

/// An index as numpy has it.
fn index(index: usize) -> i64 {
    i64::try_from(index).unwrap_or(i64::MAX)
}

impl Gathered {
    /// The arrays of a tiling.
    pub fn new(tiling: &Tiling, plane: &Plane, outputs: usize) -> Self {
        let polygons = &tiling.polygons;
        let total = polygons.iter().map(|polygon| polygon.corners.len()).sum();
        let mut corners = Array2::zeros((total, 2));
        let mut offsets = Array1::zeros(polygons.len() + 1);
        let mut maps = Array3::zeros((polygons.len(), outputs, 3));
        let mut areas = Array1::zeros(polygons.len());
        let unit = unit_area(plane);
        let mut at = 0;
        for (cell, polygon) in polygons.iter().enumerate() {
            for corner in &polygon.corners {
                corners[[at, 0]] = corner[0];
                corners[[at, 1]] = corner[1];
                at += 1;
            }
            offsets[cell + 1] = index(at);
            for (output, map) in polygon.outputs.iter().enumerate() {
                for (coefficient, number) in map.iter().enumerate() {
                    maps[[cell, output, coefficient]] = *number;
                }
            }
            areas[cell] = area(&polygon.corners) * unit;
        }
        let linear_region = polygons.iter().map(|polygon| index(polygon.linear_region));
        let walls = &tiling.walls;
        Self {
            corners,
            offsets,
            maps,
            areas,
            linear_region: linear_region.collect(),
            wall_ends: Array3::from_shape_fn((walls.len(), 2, 2), |(wall, end, axis)| {
                walls[wall].ends[end][axis]
            }),
            wall_cells: Array2::from_shape_fn((walls.len(), 2), |(wall, side)| {
                index(walls[wall].polygons[side])
            }),
            wall_jumps: walls.iter().map(|wall| wall.jumps).collect(),
            linear_regions: tiling.linear_regions,
        }
    }

    /// The same as Python's.
    pub fn into_cells(self, py: Python<'_>) -> Cells {
        Cells {
            corners: self.corners.to_pyarray(py).unbind(),
            offsets: self.offsets.to_pyarray(py).unbind(),
            maps: self.maps.to_pyarray(py).unbind(),
            areas: self.areas.to_pyarray(py).unbind(),
            linear_region: self.linear_region.to_pyarray(py).unbind(),
            wall_ends: self.wall_ends.to_pyarray(py).unbind(),
            wall_cells: self.wall_cells.to_pyarray(py).unbind(),
            wall_jumps: self.wall_jumps.to_pyarray(py).unbind(),
            linear_regions: self.linear_regions,
        }
    }
}

/// The area of a polygon in the plane's coordinates, from its first corner so that polygons far from
/// the origin lose nothing.
fn area(corners: &[[f64; 2]]) -> f64 {
    let Some((first, rest)) = corners.split_first() else {
        return 0.0;
    };
    let from_first = |corner: &[f64; 2]| [corner[0] - first[0], corner[1] - first[1]];
    let triangles = rest.windows(2).map(|pair| {
        let ([ax, ay], [bx, by]) = (from_first(&pair[0]), from_first(&pair[1]));
        ax * by - bx * ay
    });
    0.5 * triangles.sum::<f64>()
}

/// The area in input space of the unit square of the plane's coordinates.
fn unit_area(plane: &Plane) -> f64 {
    let [e, f] = plane.basis();
    let product = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
    let gram = product(e, e) * product(f, f) - product(e, f).powi(2);
    gram.max(0.0).sqrt()
}

#[pymethods]
impl Cells {
    #[getter]
    fn corners(&self, py: Python<'_>) -> Py<PyArray2<f64>> {
        self.corners.clone_ref(py)
    }
    #[getter]
    fn offsets(&self, py: Python<'_>) -> Py<PyArray1<i64>> {
        self.offsets.clone_ref(py)
    }
    #[getter]
    fn maps(&self, py: Python<'_>) -> Py<PyArray3<f64>> {
        self.maps.clone_ref(py)
    }
    #[getter]
    fn areas(&self, py: Python<'_>) -> Py<PyArray1<f64>> {
        self.areas.clone_ref(py)
    }
    #[getter]
    fn linear_region(&self, py: Python<'_>) -> Py<PyArray1<i64>> {
        self.linear_region.clone_ref(py)
    }
    #[getter]
    fn wall_ends(&self, py: Python<'_>) -> Py<PyArray3<f64>> {
        self.wall_ends.clone_ref(py)
    }
    #[getter]
    fn wall_cells(&self, py: Python<'_>) -> Py<PyArray2<i64>> {
        self.wall_cells.clone_ref(py)
    }
    #[getter]
    fn wall_jumps(&self, py: Python<'_>) -> Py<PyArray1<bool>> {
        self.wall_jumps.clone_ref(py)
    }
}
