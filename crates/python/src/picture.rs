use crate::functions::Engine;
use crate::graph::Subject;
use crate::slices::Plane;
use crate::work::run;
use crease_picture::{Format, PictureError, Regions, Style, draw_boundary, draw_tiling};
use crease_regions::{Options, vertices};
use pyo3::exceptions::{PyRuntimeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::PyBytes;

/// Draws the regions of a window (for a whole plane, of a window around its vertices) as the bytes
/// of an SVG, PDF or PNG file.
#[pyfunction]
pub fn draw<'py>(
    py: Python<'py>,
    network: Subject<'_>,
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
        ..Style::default()
    };
    let options = match max_regions {
        Some(limit) => Options::regions().with_max_regions(limit),
        None => Options::regions(),
    };
    let (engine, plane) = (Engine::new(&network), plane.0.clone());
    drop(network);
    let drawn = run(py, None, options, move |options| {
        let plane = if plane.window().is_some() {
            plane
        } else {
            let corners = match &engine {
                Engine::Chain(network) => vertices(network, &plane, options),
                Engine::Graph(counter) => counter.vertices(&plane, options),
            };
            let corners = corners.map_err(|error| error.to_string())?;
            let window =
                crease_picture::window_around(&corners).map_err(|error| error.to_string())?;
            plane.within(window)
        };
        let picture = match &engine {
            Engine::Chain(network) => crease_picture::draw(network, &plane, style, options),
            Engine::Graph(counter) if boundary => counter
                .decide_plane(&plane, options)
                .map_err(PictureError::from)
                .and_then(|found| draw_boundary(&found, &plane, style)),
            Engine::Graph(counter) => counter
                .tile_plane(&plane, options)
                .map_err(PictureError::from)
                .and_then(|tiling| draw_tiling(&tiling, &plane, style)),
        };
        let picture = picture.map_err(|error| error.to_string())?;
        match format {
            Format::Png => picture.png(dots_per_inch),
            _ => picture.encode(format),
        }
        .map_err(|error| error.to_string())
    })?;
    let bytes: Vec<u8> = drawn.map_err(PyRuntimeError::new_err)?;
    Ok(PyBytes::new(py, &bytes))
}
