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
    wall_neurons: Py<PyArray2<i64>>,
    wall_jumps: Py<PyArray1<bool>>,
    patterns: Py<PyArray2<u8>>,
    #[pyo3(get)]
    linear_regions: usize,
}

/// The numbers of [`Cells`], gathered without the interpreter.
pub struct Gathered {
    corners: Array2<f64>,
    offsets: Array1<i64>,
    maps: Array3<f64>,
    areas: Array1<f64>,
    linear_region: Array1<i64>,
    wall_ends: Array3<f64>,
    wall_cells: Array2<i64>,
    wall_neurons: Array2<i64>,
    wall_jumps: Array1<bool>,
    patterns: Array2<u8>,
    linear_regions: usize,
}

/// An index in numpy's type.
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
        let unit = plane.unit_area();
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
            areas[cell] = polygon.area() * unit;
        }
        let neurons = if polygons.is_empty() {
            0
        } else {
            tiling.pattern(0).len()
        };
        let patterns = Array2::from_shape_fn((polygons.len(), neurons), |(cell, neuron)| {
            tiling.pattern(cell)[neuron]
        });
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
            wall_neurons: Array2::from_shape_fn((walls.len(), 3), |(wall, part)| {
                let neuron = walls[wall].neuron;
                neuron.map_or(-1, |neuron| {
                    index([neuron.layer, neuron.unit, neuron.breakpoint][part])
                })
            }),
            wall_jumps: walls.iter().map(|wall| wall.jumps).collect(),
            patterns,
            linear_regions: tiling.linear_regions,
        }
    }

    /// The same as Python's class.
    pub fn into_cells(self, py: Python<'_>) -> Cells {
        Cells {
            corners: self.corners.to_pyarray(py).unbind(),
            offsets: self.offsets.to_pyarray(py).unbind(),
            maps: self.maps.to_pyarray(py).unbind(),
            areas: self.areas.to_pyarray(py).unbind(),
            linear_region: self.linear_region.to_pyarray(py).unbind(),
            wall_ends: self.wall_ends.to_pyarray(py).unbind(),
            wall_cells: self.wall_cells.to_pyarray(py).unbind(),
            wall_neurons: self.wall_neurons.to_pyarray(py).unbind(),
            wall_jumps: self.wall_jumps.to_pyarray(py).unbind(),
            patterns: self.patterns.to_pyarray(py).unbind(),
            linear_regions: self.linear_regions,
        }
    }
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
    fn patterns(&self, py: Python<'_>) -> Py<PyArray2<u8>> {
        self.patterns.clone_ref(py)
    }
    #[getter]
    fn wall_neurons(&self, py: Python<'_>) -> Py<PyArray2<i64>> {
        self.wall_neurons.clone_ref(py)
    }
    #[getter]
    fn wall_jumps(&self, py: Python<'_>) -> Py<PyArray1<bool>> {
        self.wall_jumps.clone_ref(py)
    }
}
