mod output;
pub mod page;
pub mod plane;

use crate::cli::DrawArguments;
use crate::ending::Ending;
use crate::network_reader::NetworkReader;
use crate::subject::Subject;
use crate::{commands, terminal};
use anyhow::bail;
use crease_input::words;
use crease_picture::{Format, PictureError, Style};
use output::{explained, write};

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
    let reader = NetworkReader::new(&arguments.reading, commands::cores())?;
    let subject = Subject::read(network, &reader)?;
    let plane = plane::of_subject(&arguments.slice, network, &subject, &reader.options)?;
    let style = Style {
        walls: arguments.walls,
        boundary: arguments.boundary,
        by_pattern: arguments.by_pattern,
        ..Style::default()
    };
    let drawn = match &subject {
        Subject::Network(loaded) => {
            crease_picture::draw(&loaded.network, &plane, style, &reader.options)
        }
        Subject::Graph(graph) if style.boundary => graph
            .decide_plane(&plane, &reader.options)
            .map_err(PictureError::from)
            .and_then(|found| crease_picture::draw_boundary(&found, &plane, style)),
        Subject::Graph(graph) => graph
            .tile_plane(&plane, &reader.options)
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
    terminal::print(&format!(
        "{}: {}{}\n",
        arguments.output.display(),
        words::counted(picture.activation_regions as u64, "activation region"),
        also.collect::<String>(),
    ))?;
    Ok(Ending::Done)
}
