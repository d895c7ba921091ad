use crate::cli::DrawArguments;
use crate::ending::Ending;
use crate::subject::{Subject, explain};
use crate::{commands, terminal};
use anyhow::{anyhow, bail};
use crease_input::one_line;
use crease_picture::{Format, PictureError, Style};
use crease_regions::{Plane, Slice, vertices};
use crease_report::text;
use crease_results::write_whole;

/// `crease draw`: the regions of a plane as a picture.
pub fn draw(arguments: &DrawArguments) -> anyhow::Result<Ending> {
    let Some(format) = Format::of(&arguments.output) else {
        bail!(
            "--output {}: expected a name that ends in .svg, .pdf or .png",
            arguments.output.display()
        );
    };
    let subject = Subject::read(&arguments.subject, commands::cores())?;
    let plane = match &subject.slice {
        Slice::Plane(plane) => windowed(plane, &subject, arguments)?,
        Slice::Line(_) => return refuse(arguments, "line"),
        _ => return refuse(arguments, "box"),
    };
    let style = Style {
        walls: arguments.walls,
        ..Style::default()
    };
    let picture = crease_picture::draw(&subject.network, &plane, style, &subject.options).map_err(
        |error| match error {
            PictureError::Regions(error) => explain(error, &arguments.subject),
            PictureError::Figure(error) => {
                anyhow!("cannot draw {}: {error}", arguments.subject.slice.display())
            }
        },
    )?;
    write_whole(&arguments.output, &picture.encode(format)?)?;
    terminal::say(&format!(
        "{}: {}, {}\n",
        arguments.output.display(),
        text::counted(picture.activation_regions as u64, "activation region"),
        text::counted(picture.linear_regions as u64, "linear region"),
    ))?;
    Ok(Ending::Done)
}

fn refuse(arguments: &DrawArguments, kind: &str) -> anyhow::Result<Ending> {
    bail!(
        "{}: kind: found the string \"{kind}\", expected plane: nothing else can be drawn",
        one_line(&arguments.subject.slice.to_string_lossy())
    )
}

/// The plane with its window, or with one that is chosen here.
fn windowed(plane: &Plane, subject: &Subject, arguments: &DrawArguments) -> anyhow::Result<Plane> {
    if plane.window().is_some() {
        return Ok(plane.clone());
    }
    let points = vertices(&subject.network, plane, &subject.options)
        .map_err(|error| explain(error, &arguments.subject))?;
    let window = crease_picture::window_around(&points)?;
    let shown = points
        .iter()
        .filter(|point| crease_picture::is_in(&window, **point));
    terminal::note(&format!(
        "{} is a whole plane; drawn is the square of centre ({}, {}) and half side {} in its \
         coordinates, with {} of {} vertices: give it a \"window\" to choose another",
        arguments.subject.slice.display(),
        window.center()[0],
        window.center()[1],
        window.half_side(),
        text::count(shown.count() as u64),
        text::count(points.len() as u64),
    ));
    Ok(plane.clone().within(window))
}
