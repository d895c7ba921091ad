use super::subject::Subject;
use super::{explained, plane};
use crate::cli::DrawArguments;
use crate::ending::Ending;
use crate::look::Look;
use crate::{commands, onnx, terminal};
use anyhow::bail;
use crease_input::{one_line, words};
use crease_regions::Network;
use std::path::Path;

/// Whether a page is asked for, by the name of the file.
pub fn is_page(output: &Path) -> bool {
    output
        .extension()
        .is_some_and(|extension| extension.eq_ignore_ascii_case("html"))
}

/// Writes the page over all networks.
pub fn write(arguments: &DrawArguments) -> anyhow::Result<Ending> {
    if arguments.boundary {
        bail!("--boundary: expected a picture; a page of HTML has classes among its colours");
    }
    let look = Look::new(&arguments.look, commands::cores())?;
    let paths = arguments.networks.iter();
    let subjects: Vec<Subject> = paths
        .map(|path| Subject::read(path, &look))
        .collect::<anyhow::Result<_>>()?;
    let mut networks: Vec<(String, &Network)> = Vec::with_capacity(subjects.len());
    for (path, subject) in arguments.networks.iter().zip(&subjects) {
        match subject {
            Subject::Network(network) => networks.push((name(path), network)),
            Subject::Graph(_) => return Err(onnx::chain_only(path, "pages are made")),
        }
    }
    let (Some(first), Some(subject)) = (arguments.networks.first(), subjects.first()) else {
        bail!("--network: expected at least one");
    };
    let plane = plane(arguments, first, subject, &look.options)?;
    let title = match networks.as_slice() {
        [(only, _)] => format!("{only}, {}", name(&arguments.slice)),
        several => format!("{} networks, {}", several.len(), name(&arguments.slice)),
    };
    let page = crease_picture::explorer(&title, &networks, &plane, &look.options)
        .map_err(|error| explained(error, arguments, first))?;
    super::write(&arguments.output, page.html.as_bytes())?;
    let regions = page.activation_regions.iter().sum::<usize>();
    terminal::say(&format!(
        "{}: {}, {}, {}\n",
        arguments.output.display(),
        words::counted(networks.len() as u64, "network"),
        words::counted(regions as u64, "activation region"),
        words::bytes(page.html.len() as u64),
    ))?;
    Ok(Ending::Done)
}

/// What a file is called, in a line.
fn name(path: &Path) -> String {
    let name = path.file_name().unwrap_or(path.as_os_str());
    one_line(&name.to_string_lossy())
}
