//! `crease film`: the regions of a window over training.

mod files;
mod format;
mod mp4;
mod progress;
mod run;
mod script;

use crate::cli::FilmArguments;
use crate::ending::Ending;
use crate::{interrupt, terminal};
use anyhow::{anyhow, bail};
use crease_input::words;
use crease_picture::{
    Animation, Bitmap, Colouring, Explorer, Film, Moment, PictureError, Style, Timeline,
};
use crease_regions::RegionsError;
use crease_results::write_whole;
use format::Format;
use mp4::Mp4;
use progress::Progress;
use script::Script;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// How many networks are shown per second by default.
const USUAL_RATE: f64 = 4.0;

/// How long the last network is shown, in seconds.
const LAST: f64 = 2.0;

/// The user interrupted the film.
#[derive(Debug)]
struct Stopped;

impl std::error::Error for Stopped {}

impl std::fmt::Display for Stopped {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("stopped; nothing was written")
    }
}

/// The user's request for a film.
struct Request {
    format: Format,
    dots_per_inch: f64,
    style: Style,
    stop: Arc<AtomicBool>,
}

/// `crease film`.
pub fn film(arguments: &FilmArguments) -> anyhow::Result<Ending> {
    let Some(format) = Format::of(&arguments.output) else {
        bail!(
            "--output {}: expected a name that ends in .png, .html or .mp4",
            arguments.output.display()
        );
    };
    within("--dpi", arguments.dpi, 10.0, 600.0)?;
    if let Some(rate) = arguments.fps {
        within("--fps", rate, 0.1, 60.0)?;
    }
    if let Some(seconds) = arguments.seconds {
        within("--seconds", seconds, 0.1, 3600.0)?;
    }
    // Checked before any work.
    let program = (format == Format::Mp4).then(mp4::program).transpose()?;
    let request = Request {
        format,
        dots_per_inch: arguments.dpi,
        style: Style {
            walls: arguments.walls,
            boundary: arguments.boundary,
            ..Style::default()
        },
        stop: interrupt::listen("\nstopped; nothing was written")?,
    };
    let made = match &arguments.name {
        Some(name) => run::with_script(arguments, name, |script| {
            request.make(script, rate(arguments, script), program.as_deref())
        }),
        None => files::script(arguments)
            .and_then(|script| request.make(&script, rate(arguments, &script), program.as_deref())),
    };
    let (bytes, networks) = match made {
        Err(error) if error.is::<Stopped>() => {
            terminal::note(&error.to_string());
            return Ok(Ending::Interrupted);
        }
        made => made?,
    };
    write_whole(&arguments.output, &bytes)?;
    terminal::print(&format!(
        "{}: {}, {}\n",
        arguments.output.display(),
        words::counted(networks as u64, "network"),
        words::bytes(bytes.len() as u64),
    ))?;
    Ok(Ending::Done)
}

fn within(option: &str, found: f64, least: f64, most: f64) -> anyhow::Result<()> {
    if (least..=most).contains(&found) {
        return Ok(());
    }
    bail!("{option}: found {found}, expected a number from {least} to {most}");
}

/// How many networks are shown per second.
fn rate(arguments: &FilmArguments, script: &Script) -> f64 {
    let count = script.moments.len() as f64;
    let by_length = arguments.seconds.map(|seconds| count / seconds);
    by_length.or(arguments.fps).unwrap_or(USUAL_RATE)
}

impl Request {
    /// The bytes of the film, and how many networks it shows.
    fn make(
        &self,
        script: &Script,
        rate: f64,
        ffmpeg: Option<&Path>,
    ) -> anyhow::Result<(Vec<u8>, usize)> {
        let bytes = match ffmpeg {
            _ if self.format == Format::Html => self.page(script, rate)?,
            Some(program) => self.mp4(script, rate, program)?,
            None => self.animated_png(script, rate)?,
        };
        Ok((bytes, script.moments.len()))
    }

    fn page(&self, script: &Script, rate: f64) -> anyhow::Result<Vec<u8>> {
        let mut page = Explorer::new(&script.plane)?;
        if self.style.boundary {
            page.colouring = Colouring::Class;
        }
        page.dots.clone_from(&script.dots);
        page.frames_per_second = rate;
        let times = script.moments.iter().map(|moment| moment.at).collect();
        page.timeline = Some((times, script.timeline.clone()));
        let mut progress = Progress::new("drawing", script.moments.len());
        for (index, moment) in script.moments.iter().enumerate() {
            self.check_stop()?;
            let network = (script.network)(index)?;
            page.add(&moment.name, &network, &script.options)
                .map_err(|error| named(error, moment))?;
            progress.step();
        }
        Ok(page.html(&script.title).into_bytes())
    }

    fn animated_png(&self, script: &Script, rate: f64) -> anyhow::Result<Vec<u8>> {
        let mut animation = Animation::default();
        let last = script.moments.len() - 1;
        self.frames(script, |index, frame| {
            let seconds = if index == last { LAST } else { rate.recip() };
            Ok(animation.push(&frame, seconds)?)
        })?;
        Ok(animation.png(self.dots_per_inch)?)
    }

    fn mp4(&self, script: &Script, rate: f64, program: &Path) -> anyhow::Result<Vec<u8>> {
        let mut film = None;
        let last = script.moments.len() - 1;
        self.frames(script, |index, frame| {
            let film = match &mut film {
                Some(film) => film,
                None => film.insert(Mp4::start(program, &frame, rate)?),
            };
            let times = if index == last {
                (LAST * rate).ceil() as usize
            } else {
                1
            };
            for _ in 0..times {
                film.push(&frame)?;
            }
            Ok(())
        })?;
        let Some(film) = film else {
            bail!("there is nothing to show");
        };
        film.finish()
    }

    /// Draws all frames, then shows them one by one.
    fn frames(
        &self,
        script: &Script,
        mut show: impl FnMut(usize, Bitmap) -> anyhow::Result<()>,
    ) -> anyhow::Result<()> {
        let mut film = Film::new(self.style, self.dots_per_inch);
        film.dots.clone_from(&script.dots);
        let mut progress = Progress::new("drawing", script.moments.len());
        for (index, moment) in script.moments.iter().enumerate() {
            self.check_stop()?;
            let network = (script.network)(index)?;
            film.shoot(moment.clone(), &network, &script.plane, &script.options)
                .map_err(|error| named(error, moment))?;
            progress.step();
        }
        // A second quantity would make the charts taller than the regions.
        let timeline = Timeline {
            measured: script.timeline.measured.iter().take(1).cloned().collect(),
            ..script.timeline.clone()
        };
        let mut progress = Progress::new("writing", script.moments.len());
        for (index, frame) in film.frames(&timeline)?.enumerate() {
            self.check_stop()?;
            show(index, frame?).or_else(|error| {
                // Ctrl-C reaches ffmpeg too.
                self.check_stop()?;
                Err(error)
            })?;
            progress.step();
        }
        Ok(())
    }

    /// An error if the user wants to stop.
    fn check_stop(&self) -> anyhow::Result<()> {
        if self.stop.load(Ordering::Relaxed) {
            return Err(Stopped.into());
        }
        Ok(())
    }
}

/// An error about one network.
fn named(error: PictureError, moment: &Moment) -> anyhow::Error {
    match error {
        PictureError::Regions(RegionsError::TooMany { limit }) => anyhow!(
            "{} has more than {limit} regions there; pass --max-regions N to allow more",
            moment.name
        ),
        // This error names the network.
        error @ PictureError::Shape { .. } => error.into(),
        error => anyhow::Error::from(error).context(moment.name.clone()),
    }
}
