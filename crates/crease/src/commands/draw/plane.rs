//! The plane of a slice file, with a window to show it in.

use crate::network_reader::explain;
use crate::subject::Subject;
use crate::{slice_file, terminal};
use anyhow::bail;
use crease_input::{path_line, words};
use crease_regions::{Options, Plane, Slice};
use std::path::Path;

/// The plane in a slice file, with its window or one around most vertices of a network.
pub fn of_subject(
    slice: &Path,
    network: &Path,
    subject: &Subject,
    options: &Options,
) -> anyhow::Result<Plane> {
    let plane = read(slice, subject.inputs())?;
    windowed(plane, slice, |plane| {
        let vertices = subject.vertices(plane, options);
        vertices.map_err(|error| explain(&error, network, &path_line(slice)))
    })
}

/// The plane in a slice file.
pub fn read(slice: &Path, inputs: usize) -> anyhow::Result<Plane> {
    let kind = match slice_file::read(slice, inputs)? {
        Slice::Plane(plane) => return Ok(plane),
        Slice::Line(_) => "line",
        _ => "box",
    };
    bail!(
        "{}: kind: found the string \"{kind}\", expected plane: only planes can be shown",
        path_line(slice)
    )
}

/// The plane with its window, or with one around most of these vertices.
pub fn windowed(
    plane: Plane,
    slice: &Path,
    vertices: impl FnOnce(&Plane) -> anyhow::Result<Vec<[f64; 2]>>,
) -> anyhow::Result<Plane> {
    if plane.window().is_some() {
        return Ok(plane);
    }
    let points = vertices(&plane)?;
    let window = crease_picture::window_around(&points)?;
    let shown = points
        .iter()
        .filter(|point| crease_picture::is_in(&window, **point));
    terminal::note(&format!(
        "{} is an unbounded plane; the picture shows the square with centre ({}, {}) and half side {} \
         in its coordinates, with {} of {} vertices: add a \"window\" to choose another",
        path_line(slice),
        window.center()[0],
        window.center()[1],
        window.half_side(),
        words::count(shown.count() as u64),
        words::count(points.len() as u64),
    ));
    Ok(plane.within(window))
}
