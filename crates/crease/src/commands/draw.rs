pub mod page;
pub mod subject;

use crate::cli::DrawArguments;
use crate::ending::Ending;
use crate::look::{Look, explain};
use crate::{commands, slice_file, terminal};
use anyhow::{Context, anyhow, bail};
use crease_input::{one_line, words};
use crease_picture::{Format, PictureError, Style};
use crease_regions::{Options, Plane, Slice};
use std::path::Path;
use subject::Subject;

/// `crease draw`: the regions of a plane as a picture.
pub fn draw(arguments: &DrawArguments) -> anyhow::Result<Ending> {
    if page::is_page(&arguments.output) {
        return page::write(arguments);
    }
    let Some(format) = Format::of(&arguments.output) else {
        bail!(
            "--output {}: expected a name that ends in .svg, .pdf, .png or .html",
            arguments.output.display()
        );
    };
    let [network] = arguments.networks.as_slice() else {
        bail!(
            "--network: found {} networks, expected one, or an --output that ends in .html",
            arguments.networks.len()
        );
    };
    let look = Look::new(&arguments.look, commands::cores())?;
    let subject = Subject::read(network, &look)?;
    let plane = plane(arguments, network, &subject, &look.options)?;
    let style = Style {
        walls: arguments.walls,
        boundary: arguments.boundary,
        by_pattern: arguments.by_pattern,
        ..Style::default()
    };
    let drawn = match &subject {
        Subject::Network(network) => crease_picture::draw(network, &plane, style, &look.options),
        Subject::Graph(graph) if style.boundary => graph
            .decide_plane(&plane, &look.options)
            .map_err(PictureError::from)
            .and_then(|found| crease_picture::draw_boundary(&found, &plane, style)),
        Subject::Graph(graph) => graph
            .tile_plane(&plane, &look.options)
            .map_err(PictureError::from)
            .and_then(|tiling| crease_picture::draw_tiling(&tiling, &plane, style)),
    };
    let picture = drawn.map_err(|error| explained(error, arguments, network))?;
    write(&arguments.output, &picture.encode(format)?)?;
    let also = [
        picture
            .linear_regions
            .map(|count| words::counted(count as u64, "linear region")),
        picture
            .decision_regions
            .map(|count| words::counted(count, "decision region")),
    ];
    let also = also
        .into_iter()
        .flatten()
        .map(|counted| format!(", {counted}"));
    terminal::say(&format!(
        "{}: {}{}\n",
        arguments.output.display(),
        words::counted(picture.activation_regions as u64, "activation region"),
        also.collect::<String>(),
    ))?;
    Ok(Ending::Done)
}

fn write(output: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    crease_system::write_whole(output, ".partial-", bytes)
        .with_context(|| format!("cannot write {}", output.display()))
}

fn explained(error: PictureError, arguments: &DrawArguments, network: &Path) -> anyhow::Error {
    let slice = one_line(&arguments.slice.to_string_lossy());
    match error {
        PictureError::Regions(error) => explain(&error, network, &slice),
        PictureError::Figure(error) => anyhow!("cannot draw {slice}: {error}"),
        error @ PictureError::Shape { .. } => error.into(),
    }
}

/// The plane to draw, with a window.
fn plane(
    arguments: &DrawArguments,
    network: &Path,
    subject: &Subject,
    options: &Options,
) -> anyhow::Result<Plane> {
    plane_of(&arguments.slice, network, subject, options)
}

/// The plane in a slice file, with its window or with one chosen here.
pub fn plane_of(
    slice: &Path,
    network: &Path,
    subject: &Subject,
    options: &Options,
) -> anyhow::Result<Plane> {
    match slice_file::read(slice, subject.inputs())? {
        Slice::Plane(plane) => windowed(plane, network, subject, options, slice),
        Slice::Line(_) => refuse(slice, "line"),
        _ => refuse(slice, "box"),
    }
}

fn refuse(slice: &Path, kind: &str) -> anyhow::Result<Plane> {
    bail!(
        "{}: kind: found the string \"{kind}\", expected plane: only planes can be drawn",
        one_line(&slice.to_string_lossy())
    )
}

/// The plane with its window, or with one chosen here.
fn windowed(
    plane: Plane,
    network: &Path,
    subject: &Subject,
    options: &Options,
    slice: &Path,
) -> anyhow::Result<Plane> {
    if plane.window().is_some() {
        return Ok(plane);
    }
    let points = subject
        .vertices(&plane, options)
        .map_err(|error| explain(&error, network, &one_line(&slice.to_string_lossy())))?;
    let window = crease_picture::window_around(&points)?;
    let shown = points
        .iter()
        .filter(|point| crease_picture::is_in(&window, **point));
    terminal::note(&format!(
        "{} is an unbounded plane; the picture shows the square with centre ({}, {}) and half side {} \
         in its coordinates, with {} of {} vertices: add a \"window\" to choose another",
        slice.display(),
        window.center()[0],
        window.center()[1],
        window.half_side(),
        words::count(shown.count() as u64),
        words::count(points.len() as u64),
    ));
    Ok(plane.within(window))
}
