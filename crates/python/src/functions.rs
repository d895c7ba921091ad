//! The package's functions of a network.

use crate::arrays::{Matrix, matrix};
use crate::cells::{Cells, Gathered};
use crate::graph::Subject;
use crate::slices::{Plane, slice_of};
use crate::work::{exception, run};
use crease_regions::{
    Counter, Counts, DistanceMeter, GraphCounter, Options, Progress, RegionsError, Slice,
    tile_plane,
};
use numpy::{PyArray1, ToPyArray};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use std::panic::resume_unwind;
use std::sync::Arc;
use std::thread;

/// The fields of Python's `Counts`, in order.
type Fields = (
    usize,
    u64,
    Option<u64>,
    Option<u64>,
    Option<u64>,
    Option<f64>,
    Option<f64>,
    u64,
);

fn fields(counts: Counts) -> Fields {
    (
        counts.neurons,
        counts.activation_regions,
        counts.linear_regions,
        counts.edges,
        counts.vertices,
        counts.boundary_measure,
        counts.gradient_boundary_measure,
        counts.exact_fallbacks,
    )
}

/// The options that Python passes.
fn options(
    linear_regions: bool,
    lengths: bool,
    threads: usize,
    max_regions: Option<u64>,
) -> PyResult<Options> {
    if threads == 0 {
        return Err(PyValueError::new_err("threads is 0, expected at least 1"));
    }
    let options = Options::regions()
        .with_linear_regions(linear_regions)
        .with_measures(lengths)
        .with_threads(threads);
    Ok(match max_regions {
        Some(limit) => options.with_max_regions(limit),
        None => options,
    })
}

/// The counter of a chain or a graph.
enum Counted {
    Chain(Box<Counter>),
    Graph(GraphCounter),
}

impl Counted {
    fn new(subject: &Subject<'_>) -> Self {
        match subject {
            Subject::Network(network) => {
                Self::Chain(Box::new(Counter::new(Arc::clone(&network.0))))
            }
            Subject::Graph(graph) => Self::Graph(GraphCounter::new(Arc::clone(&graph.0))),
        }
    }

    fn count(&mut self, slice: &Slice, options: &Options) -> Result<Counts, RegionsError> {
        match self {
            Self::Chain(counter) => counter.count(slice, options),
            Self::Graph(counter) => counter.count(slice, options),
        }
    }

    /// Counts each slice, in order.
    fn count_all(
        &mut self,
        slices: &[Slice],
        options: &Options,
    ) -> Vec<Result<Counts, RegionsError>> {
        match self {
            Self::Chain(counter) => counter.count_all(slices, options),
            Self::Graph(counter) => counter.count_all(slices, options),
        }
    }
}

/// Counts one slice.
#[pyfunction]
#[pyo3(signature = (network, slice, linear_regions, lengths, threads, max_regions, progress))]
pub fn count(
    py: Python<'_>,
    network: Subject<'_>,
    slice: &Bound<'_, PyAny>,
    linear_regions: bool,
    lengths: bool,
    threads: usize,
    max_regions: Option<u64>,
    progress: Option<&Bound<'_, PyAny>>,
) -> PyResult<Fields> {
    let options = options(linear_regions, lengths, threads, max_regions)?;
    let slice = slice_of(slice)?;
    let mut counter = Counted::new(&network);
    drop(network);
    let counts = run(py, progress, options, move |options| {
        counter.count(&slice, options)
    })?;
    counts.map(fields).map_err(exception)
}

/// Counts many slices of one network, in order.
#[pyfunction]
#[pyo3(signature = (network, slices, linear_regions, lengths, threads, max_regions, progress))]
pub fn count_many(
    py: Python<'_>,
    network: Subject<'_>,
    slices: Vec<Bound<'_, PyAny>>,
    linear_regions: bool,
    lengths: bool,
    threads: usize,
    max_regions: Option<u64>,
    progress: Option<&Bound<'_, PyAny>>,
) -> PyResult<Vec<Fields>> {
    let options = options(linear_regions, lengths, threads, max_regions)?;
    let slices: Vec<Slice> = slices.iter().map(slice_of).collect::<PyResult<_>>()?;
    let mut counter = Counted::new(&network);
    drop(network);
    let counts = run(py, progress, options, move |options| {
        let counts = counter.count_all(&slices, options);
        let numbered = counts.into_iter().enumerate();
        let named = numbered.map(|(index, counts)| counts.map_err(|error| (index, error)));
        named.collect::<Result<Vec<_>, _>>()
    })?;
    match counts {
        Ok(counts) => Ok(counts.into_iter().map(fields).collect()),
        Err((index, error)) => {
            let raised = exception(error);
            let text = format!("slice {index}: {}", raised.value(py));
            Err(PyErr::from_type(raised.get_type(py), text))
        }
    }
}

/// The distance of each row to the nearest boundary.
#[pyfunction]
pub fn distances<'py>(
    py: Python<'py>,
    network: Subject<'_>,
    points: Matrix<'_>,
    threads: usize,
) -> PyResult<Bound<'py, PyArray1<f64>>> {
    let options = options(false, false, threads, None)?;
    let meter = Engine::new(&network);
    drop(network);
    let inputs = meter.inputs();
    let columns = points.as_array().ncols();
    if columns != inputs {
        return Err(PyValueError::new_err(format!(
            "the points have {columns} numbers each, but the network has {inputs} inputs"
        )));
    }
    let points = matrix(&points);
    let measured = run(py, None, options, move |options| {
        measure(&meter, &points, options)
    })?;
    measured
        .map(|distances| distances.to_pyarray(py))
        .map_err(exception)
}

/// How many points are measured between checks whether to stop.
const POINTS_AT_ONCE: usize = 64;

/// What finds distances and cells of a network.
pub enum Engine {
    Chain(Arc<crease_network::Network>),
    Graph(GraphCounter),
}

impl Engine {
    pub fn new(subject: &Subject<'_>) -> Self {
        match subject {
            Subject::Network(network) => Self::Chain(Arc::clone(&network.0)),
            Subject::Graph(graph) => Self::Graph(GraphCounter::new(Arc::clone(&graph.0))),
        }
    }

    fn inputs(&self) -> usize {
        match self {
            Self::Chain(network) => network.inputs(),
            Self::Graph(counter) => counter.graph().input_elements(),
        }
    }
}

/// Distances of points, on as many threads as the options allow.
fn measure(meter: &Engine, points: &[f64], options: &Options) -> Result<Vec<f64>, RegionsError> {
    let inputs = meter.inputs();
    let alone = |points: &[f64]| {
        let network = match meter {
            Engine::Chain(network) => network,
            Engine::Graph(counter) => {
                return counter.distances(points, options.progress.as_ref());
            }
        };
        let mut meter = DistanceMeter::new(Arc::clone(network));
        let mut distances = Vec::with_capacity(points.len() / inputs);
        for part in points.chunks(POINTS_AT_ONCE * inputs) {
            if options
                .progress
                .as_ref()
                .is_some_and(Progress::is_cancelled)
            {
                return Err(RegionsError::Cancelled);
            }
            distances.extend(meter.measure(part)?);
        }
        Ok(distances)
    };
    let share = (points.len() / inputs).div_ceil(options.threads).max(1) * inputs;
    let parts: Vec<&[f64]> = points.chunks(share).collect();
    let Some((first, others)) = parts.split_first() else {
        return Ok(Vec::new());
    };
    thread::scope(|scope| {
        // A part whose thread cannot start is measured here.
        let others: Vec<_> = others
            .iter()
            .map(|part| {
                (
                    *part,
                    thread::Builder::new().spawn_scoped(scope, || alone(part)),
                )
            })
            .collect();
        let mut distances = alone(first)?;
        for (part, thread) in others {
            let measured = match thread {
                Ok(thread) => thread.join().unwrap_or_else(|panic| resume_unwind(panic)),
                Err(_) => alone(part),
            };
            distances.extend(measured?);
        }
        Ok(distances)
    })
}

/// The regions of a window as polygons.
#[pyfunction]
pub fn cells(
    py: Python<'_>,
    network: Subject<'_>,
    plane: &Plane,
    max_regions: Option<u64>,
    progress: Option<&Bound<'_, PyAny>>,
) -> PyResult<Cells> {
    let options = options(true, false, 1, max_regions)?;
    let (subject, plane) = (Engine::new(&network), plane.0.clone());
    drop(network);
    let gathered = run(py, progress, options, move |options| {
        let (tiling, outputs) = match &subject {
            Engine::Chain(network) => (tile_plane(network, &plane, options)?, network.outputs()),
            Engine::Graph(counter) => {
                let outputs = counter.graph().output_elements();
                (counter.tile_plane(&plane, options)?, outputs)
            }
        };
        Ok(Gathered::new(&tiling, &plane, outputs))
    })?;
    gathered
        .map(|gathered| gathered.into_cells(py))
        .map_err(exception)
}
