use super::output::{self, explained};
use super::plane;
use crate::cli::DrawArguments;
use crate::ending::Ending;
use crate::network_reader::NetworkReader;
use crate::subject::Subject;
use crate::{commands, terminal};
use anyhow::bail;
use crease_input::{path_line, words};
use crease_picture::{Colouring, Explorer};
use std::path::Path;

/// Whether the name of the file requests a page.
pub fn is_page(output: &Path) -> bool {
    output
        .extension()
        .is_some_and(|extension| extension.eq_ignore_ascii_case("html"))
}

/// Writes the page over all networks.
pub fn write(arguments: &DrawArguments) -> anyhow::Result<Ending> {
    let reader = NetworkReader::new(&arguments.reading, commands::cores())?;
    let Some(first) = arguments.networks.first() else {
        bail!("--network: expected at least one");
    };
    let several = arguments.networks.len();
    let subject = Subject::read(first, &reader)?;
    let plane = plane::of_subject(&arguments.slice, first, &subject, &reader.options)?;
    let mut page = Explorer::new(&plane)?;
    if arguments.boundary {
        page.colouring = Colouring::Class;
    }
    let mut regions = 0;
    for path in &arguments.networks {
        let subject = Subject::read(path, &reader)?;
        let network = subject.chain(path, "pages are made")?;
        let found = page.add(&name(path), network, &reader.options);
        regions += found.map_err(|error| explained(error, arguments, path))?;
    }
    let title = match several {
        1 => format!("{}, {}", name(first), name(&arguments.slice)),
        several => format!("{several} networks, {}", name(&arguments.slice)),
    };
    let html = page.html(&title);
    output::write(&arguments.output, html.as_bytes())?;
    terminal::print(&format!(
        "{}: {}, {}, {}\n",
        arguments.output.display(),
        words::counted(several as u64, "network"),
        words::counted(regions as u64, "activation region"),
        words::bytes(html.len() as u64),
    ))?;
    Ok(Ending::Done)
}

/// The name of a file, on one line.
pub fn name(path: &Path) -> String {
    path_line(path.file_name().map_or(path, Path::new))
}
