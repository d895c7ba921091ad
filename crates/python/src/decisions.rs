use crate::functions::Engine;
use crate::graph::Subject;
use crate::slices::slice_of;
use crate::work::{exception, run};
use crease_regions::{
    ClassRegions, DecisionBoundary, LineClasses, Options, RegionsError, Slice, decide_line,
    decide_plane,
};
use numpy::ndarray::{Array1, Array2};
use numpy::{PyArray1, PyArray2, ToPyArray};
use pyo3::IntoPyObjectExt;
use pyo3::prelude::*;

/// Where the largest output changes in a plane, as arrays.
#[pyclass(frozen, get_all, module = "pycrease._native")]
pub struct PlaneDecisions {
    length: Option<f64>,
    /// Class, regions, holes and area of each class that wins somewhere.
    classes: Vec<(usize, u64, u64, Option<f64>)>,
    activation_regions: u64,
    touched_regions: u64,
    touched_area: Option<f64>,
    exact_fallbacks: u64,
    corners: Py<PyArray2<f64>>,
    offsets: Py<PyArray1<i64>>,
    part_class: Py<PyArray1<i64>>,
    part_region: Py<PyArray1<i64>>,
    /// The points of each line of the boundary, the class at its left and at its right, and whether it
    /// is closed.
    lines: Vec<(Py<PyArray2<f64>>, usize, usize, bool)>,
}

fn index(index: usize) -> i64 {
    i64::try_from(index).unwrap_or(i64::MAX)
}

fn points(points: &[[f64; 2]]) -> Array2<f64> {
    Array2::from_shape_fn((points.len(), 2), |(point, axis)| points[point][axis])
}

fn of_plane(py: Python<'_>, found: &DecisionBoundary) -> PlaneDecisions {
    let parts = &found.parts;
    let corners: Vec<[f64; 2]> = parts.iter().flat_map(|part| part.corners.clone()).collect();
    let ends = parts.iter().scan(0, |end, part| {
        *end += part.corners.len();
        Some(index(*end))
    });
    let offsets: Array1<i64> = std::iter::once(0).chain(ends).collect();
    let part_class: Array1<i64> = parts.iter().map(|part| index(part.class)).collect();
    let part_region: Array1<i64> = parts.iter().map(|part| index(part.region)).collect();
    let class = |class: &ClassRegions| (class.class, class.regions, class.holes, class.area);
    let lines = found.polylines.iter().map(|line| {
        let [left, right] = line.classes;
        let points = points(&line.points).to_pyarray(py).unbind();
        (points, left, right, line.is_closed)
    });
    PlaneDecisions {
        length: found.length,
        classes: found.classes.iter().map(class).collect(),
        activation_regions: found.activation_regions,
        touched_regions: found.touched_regions,
        touched_area: found.touched_area,
        exact_fallbacks: found.exact_fallbacks,
        corners: points(&corners).to_pyarray(py).unbind(),
        offsets: offsets.to_pyarray(py).unbind(),
        part_class: part_class.to_pyarray(py).unbind(),
        part_region: part_region.to_pyarray(py).unbind(),
        lines: lines.collect(),
    }
}

enum Decided {
    Plane(DecisionBoundary),
    Line(LineClasses),
}

/// Where the largest output changes: in a plane a `PlaneDecisions`, on a line the classes and where they
/// change.
#[pyfunction]
pub fn decision_boundary(
    py: Python<'_>,
    network: Subject<'_>,
    slice: &Bound<'_, PyAny>,
    max_regions: Option<u64>,
    progress: Option<&Bound<'_, PyAny>>,
) -> PyResult<Py<PyAny>> {
    let options = Options::regions();
    let options = match max_regions {
        Some(limit) => options.with_max_regions(limit),
        None => options,
    };
    let (engine, slice) = (Engine::new(&network), slice_of(slice)?);
    drop(network);
    let found = run(py, progress, options, move |options| {
        match (&engine, &slice) {
            (Engine::Chain(network), Slice::Plane(plane)) => {
                decide_plane(network, plane, options).map(Decided::Plane)
            }
            (Engine::Chain(network), Slice::Line(line)) => {
                decide_line(network, line, options).map(Decided::Line)
            }
            (Engine::Graph(counter), Slice::Plane(plane)) => {
                counter.decide_plane(plane, options).map(Decided::Plane)
            }
            (Engine::Graph(counter), Slice::Line(line)) => {
                counter.decide_line(line, options).map(Decided::Line)
            }
            _ => Err(RegionsError::NoClasses),
        }
    })?;
    match found.map_err(exception)? {
        Decided::Plane(found) => of_plane(py, &found).into_py_any(py),
        Decided::Line(found) => (found.classes, found.changes).into_py_any(py),
    }
}
