mod guard;
mod open;
mod pages;
mod server;
mod windows;

use crate::cli::{ExploreArguments, SubjectArguments};
use crate::commands::draw::{page, plane};
use crate::ending::Ending;
use crate::network_reader::{NetworkReader, explain};
use crate::subject::Subject;
use crate::{commands, interrupt, terminal};
use crease_input::{path_line, words};
use crease_picture::PictureError;
use open::Opened;
use server::{Stopped, serve};
use windows::Windows;

/// `crease explore`: the page of `crease draw --output x.html`, which counts again wherever the
/// user looks.
pub fn explore(arguments: &ExploreArguments) -> anyhow::Result<Ending> {
    let SubjectArguments {
        network: path,
        slice,
        reading,
    } = &arguments.subject;
    let reader = NetworkReader::new(reading, commands::cores())?;
    let subject = Subject::read(path, &reader)?;
    let network = subject.chain(path, "pages are made")?.clone();
    let plane = plane::of_subject(slice, path, &subject, &reader.options)?;
    let name = page::name(path);
    let title = format!("{name}, {}", page::name(slice));
    let made = Windows::new(name, &title, network, plane, reader.options);
    let (windows, regions) = made.map_err(|error| match error {
        PictureError::Regions(error) => explain(&error, path, &path_line(slice)),
        error => error.into(),
    })?;
    let interrupted = interrupt::listen("\nstopped")?;
    let mut opened = None;
    let stopped = serve(windows, arguments.port, &interrupted, |address| {
        let regions = words::counted(regions as u64, "activation region");
        terminal::print(&format!("{address}\n"))?;
        terminal::note(&format!(
            "{title}: {regions}; open this address in a browser on this machine. It is served until the \
             page is closed, or Ctrl-C"
        ));
        if arguments.open {
            opened = Some(Opened::browser(address)?);
        }
        Ok(())
    })?;
    if stopped == Stopped::Closed {
        terminal::note("the page was closed");
    }
    drop(opened);
    Ok(Ending::Done)
}
