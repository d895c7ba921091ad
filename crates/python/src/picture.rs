use crate::network::Network;
use crate::slices::Plane;
use crate::work::run;
use crease_picture::{Format, Regions, Style};
use crease_regions::{Options, vertices};
use pyo3::exceptions::{PyRuntimeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::PyBytes;
use std::sync::Arc;

/// Draws the regions of a window (of the whole plane: of a window around its vertices) as the bytes
/// of an SVG, PDF or PNG file.
#[pyfunction]
pub fn draw<'py>(
    py: Python<'py>,
    network: &Network,
    plane: &Plane,
    format: &str,
    dots_per_inch: f64,
    linear: bool,
    walls: bool,
    boundary: bool,
    max_regions: Option<u64>,
) -> PyResult<Bound<'py, PyBytes>> {
    let format = Format::ALL
        .into_iter()
        .find(|known| known.extension() == format)
        .ok_or_else(|| {
            PyValueError::new_err(format!(
                "format is '{format}', expected 'svg', 'pdf' or 'png'"
            ))
        })?;
    let style = Style {
        regions: if linear {
            Regions::Linear
        } else {
            Regions::Activation
        },
        walls,
        boundary,
    };
    let options = match max_regions {
        Some(limit) => Options::regions().with_max_regions(limit),
        None => Options::regions(),
    };
    let (network, plane) = (Arc::clone(&network.0), plane.0.clone());
    let drawn = run(py, None, options, move |options| {
        let plane = if plane.window().is_some() {
            plane
        } else {
            let corners = vertices(&network, &plane, options).map_err(|error| error.to_string())?;
            let window =
                crease_picture::window_around(&corners).map_err(|error| error.to_string())?;
            plane.within(window)
        };
        let picture = crease_picture::draw(&network, &plane, style, options)
            .map_err(|error| error.to_string())?;
        match format {
            Format::Png => picture.png(dots_per_inch),
            _ => picture.encode(format),
        }
        .map_err(|error| error.to_string())
    })?;
    let bytes: Vec<u8> = drawn.map_err(PyRuntimeError::new_err)?;
    Ok(PyBytes::new(py, &bytes))
}
