use crate::arrays::{Vector, vector};
use crate::work::exception;
use crease_regions::{Cube, Slice, Window};
use numpy::PyArray1;
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;

type Array<'py> = Bound<'py, PyArray1<f64>>;

/// The line `x = origin + s direction`, or an interval of it.
#[pyclass(frozen, eq, subclass, module = "pycrease._native")]
#[derive(Clone, PartialEq)]
pub struct Line(pub crease_regions::Line);

#[pymethods]
impl Line {
    #[new]
    #[pyo3(signature = (origin, direction, interval=None))]
    fn new(
        origin: Vector<'_>,
        direction: Vector<'_>,
        interval: Option<[f64; 2]>,
    ) -> PyResult<Self> {
        let line = crease_regions::Line::new(vector(&origin), vector(&direction));
        let line = match interval {
            Some(interval) => line.and_then(|line| line.within(interval)),
            None => line,
        };
        line.map(Self).map_err(exception)
    }

    #[getter]
    fn origin<'py>(&self, py: Python<'py>) -> Array<'py> {
        PyArray1::from_slice(py, self.0.origin())
    }

    #[getter]
    fn direction<'py>(&self, py: Python<'py>) -> Array<'py> {
        PyArray1::from_slice(py, self.0.direction())
    }

    #[getter]
    fn interval(&self) -> Option<[f64; 2]> {
        self.0.interval()
    }
}

/// The plane `x = origin + s basis[0] + t basis[1]`, or a square window of it.
#[pyclass(frozen, eq, subclass, module = "pycrease._native")]
#[derive(Clone, PartialEq)]
pub struct Plane(pub crease_regions::Plane);

/// The centre of a window and half its side.
type Square = ([f64; 2], f64);

fn windowed(
    plane: Result<crease_regions::Plane, crease_regions::RegionsError>,
    window: Option<Square>,
) -> PyResult<Plane> {
    let plane = plane.map_err(exception)?;
    Ok(Plane(match window {
        Some((center, half_side)) => {
            plane.within(Window::new(center, half_side).map_err(exception)?)
        }
        None => plane,
    }))
}

#[pymethods]
impl Plane {
    #[new]
    #[pyo3(signature = (origin, basis, window=None))]
    fn new(origin: Vector<'_>, basis: [Vector<'_>; 2], window: Option<Square>) -> PyResult<Self> {
        let basis = basis.each_ref().map(vector);
        windowed(crease_regions::Plane::new(vector(&origin), basis), window)
    }

    #[getter]
    fn origin<'py>(&self, py: Python<'py>) -> Array<'py> {
        PyArray1::from_slice(py, self.0.origin())
    }

    #[getter]
    fn basis<'py>(&self, py: Python<'py>) -> [Array<'py>; 2] {
        let basis = self.0.basis();
        [
            PyArray1::from_slice(py, &basis[0]),
            PyArray1::from_slice(py, &basis[1]),
        ]
    }

    #[getter]
    fn window(&self) -> Option<Square> {
        let window = self.0.window();
        window.map(|window| (window.center(), window.half_side()))
    }
}

/// The open cube `|x_i| < half_side` of a network with three inputs.
#[pyclass(frozen, eq, module = "pycrease._native")]
#[derive(Clone, PartialEq)]
pub struct Box(Cube);

#[pymethods]
impl Box {
    #[new]
    fn new(half_side: f64) -> PyResult<Self> {
        Cube::new(half_side).map(Self).map_err(exception)
    }

    #[getter]
    fn half_side(&self) -> f64 {
        self.0.half_side()
    }

    fn __getnewargs__(&self) -> (f64,) {
        (self.half_side(),)
    }

    fn __repr__(&self) -> String {
        format!("<pycrease.Box of half side {}>", self.half_side())
    }
}

/// The slice in a `Line`, `Plane` or `Box`.
pub fn slice_of(object: &Bound<'_, PyAny>) -> PyResult<Slice> {
    if let Ok(line) = object.cast::<Line>() {
        return Ok(line.get().0.clone().into());
    }
    if let Ok(plane) = object.cast::<Plane>() {
        return Ok(plane.get().0.clone().into());
    }
    if let Ok(cube) = object.cast::<Box>() {
        return Ok(cube.get().0.into());
    }
    Err(PyTypeError::new_err(format!(
        "expected a Line, Plane or Box, found {}",
        object.get_type().name()?
    )))
}
