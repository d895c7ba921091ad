use crate::network::Network;
use crate::slices::Line;
use crate::work::{exception, run};
use crease_regions::{Counter, Options};
use numpy::ndarray::{Array1, Array2};
use numpy::{PyArray1, PyArray2, ToPyArray};
use pyo3::prelude::*;
use std::sync::Arc;

/// Positions, jumps of the outputs' slopes, where the neurons of each breakpoint begin, and these
/// neurons: layer, unit, which breakpoint of the activation, and 1 if the pre-activation rises.
type Arrays<'py> = (
    Bound<'py, PyArray1<f64>>,
    Bound<'py, PyArray2<f64>>,
    Bound<'py, PyArray1<i64>>,
    Bound<'py, PyArray2<i64>>,
);

fn index(index: usize) -> i64 {
    i64::try_from(index).unwrap_or(i64::MAX)
}

/// The breakpoints on a line, in their order.
#[pyfunction]
pub fn breakpoints<'py>(
    py: Python<'py>,
    network: &Network,
    line: &Line,
    max_regions: Option<u64>,
    progress: Option<&Bound<'_, PyAny>>,
) -> PyResult<Arrays<'py>> {
    let options = match max_regions {
        Some(limit) => Options::regions().with_max_regions(limit),
        None => Options::regions(),
    };
    let (network, line) = (Arc::clone(&network.0), line.0.clone());
    let outputs = network.outputs();
    let found = run(py, progress, options, move |options| {
        Counter::new(network).breakpoints(&line, options)
    })?;
    let found = found.map_err(exception)?;
    // Zeros lose their sign.
    let positions: Array1<f64> = found.iter().map(|each| each.s + 0.0).collect();
    let jumps = Array2::from_shape_fn((found.len(), outputs), |(at, output)| {
        found[at].jump[output]
    });
    let ends = found.iter().scan(0, |end, each| {
        *end += each.neurons.len();
        Some(index(*end))
    });
    let offsets: Array1<i64> = std::iter::once(0).chain(ends).collect();
    let bends: Vec<[i64; 4]> = found
        .iter()
        .flat_map(|each| &each.neurons)
        .map(|bend| {
            let rises = i64::from(bend.rises);
            [
                index(bend.layer),
                index(bend.unit),
                index(bend.breakpoint),
                rises,
            ]
        })
        .collect();
    let bends = Array2::from_shape_fn((bends.len(), 4), |(bend, part)| bends[bend][part]);
    Ok((
        positions.to_pyarray(py),
        jumps.to_pyarray(py),
        offsets.to_pyarray(py),
        bends.to_pyarray(py),
    ))
}
