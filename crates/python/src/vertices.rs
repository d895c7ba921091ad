use crate::network::Network;
use crate::slices::Plane;
use crate::work::{exception, run};
use crease_regions::{Options, Vertex, Visitor, visit_plane};
use numpy::ndarray::{Array1, Array2};
use numpy::{PyArray1, PyArray2, ToPyArray};
use pyo3::prelude::*;
use std::ops::ControlFlow;
use std::sync::Arc;

/// The fields of Python's `Vertices`, in order.
type Fields = (
    Py<PyArray2<f64>>,
    Py<PyArray1<i64>>,
    Py<PyArray2<i64>>,
    Py<PyArray1<i64>>,
);

/// Vertices in the order of a visit.
#[derive(Default)]
struct Gathered {
    points: Vec<[f64; 2]>,
    degrees: Vec<i64>,
    neurons: Vec<[i64; 3]>,
    /// Where the neurons of each begin.
    offsets: Vec<i64>,
}

fn index(index: usize) -> i64 {
    i64::try_from(index).unwrap_or(i64::MAX)
}

impl Visitor for Gathered {
    fn vertex(&mut self, vertex: &Vertex<'_>) -> ControlFlow<()> {
        self.points.push(vertex.point);
        self.degrees.push(index(vertex.degree));
        self.offsets.push(index(self.neurons.len()));
        let neurons = vertex.neurons.iter();
        self.neurons.extend(
            neurons.map(|neuron| [neuron.layer, neuron.unit, neuron.breakpoint].map(index)),
        );
        ControlFlow::Continue(())
    }
}

/// The vertices in a window.
#[pyfunction]
pub fn vertices(
    py: Python<'_>,
    network: &Network,
    plane: &Plane,
    max_regions: Option<u64>,
    progress: Option<&Bound<'_, PyAny>>,
) -> PyResult<Fields> {
    let mut options = Options::regions();
    if let Some(limit) = max_regions {
        options = options.with_max_regions(limit);
    }
    let (network, plane) = (Arc::clone(&network.0), plane.0.clone());
    let found = run(py, progress, options, move |options| {
        let mut gathered = Gathered::default();
        visit_plane(&network, &plane, options, &mut gathered)?;
        gathered.offsets.push(index(gathered.neurons.len()));
        Ok(gathered)
    })?;
    let found = found.map_err(exception)?;
    let points = Array2::from_shape_fn((found.points.len(), 2), |(row, axis)| {
        found.points[row][axis]
    });
    let neurons = Array2::from_shape_fn((found.neurons.len(), 3), |(row, part)| {
        found.neurons[row][part]
    });
    Ok((
        points.to_pyarray(py).unbind(),
        Array1::from(found.degrees).to_pyarray(py).unbind(),
        neurons.to_pyarray(py).unbind(),
        Array1::from(found.offsets).to_pyarray(py).unbind(),
    ))
}
