use crate::bar::{Pace, bar};
use crate::cli::DataArguments;
use crate::ending::Ending;
use crate::terminal;
#[cfg(not(feature = "download"))]
use anyhow::bail;
use anyhow::{Context, anyhow};
#[cfg(feature = "download")]
use crease_data::Mirrors;
use crease_data::{DataError, Published, Watch, import};
use crease_input::words;
#[cfg(feature = "train")]
use crease_places::PlacesError;
use indicatif::ProgressBar;
use std::path::Path;
use std::time::{Duration, Instant};

/// `crease data`: puts a published data set where experiments look for it.
pub fn data(arguments: &DataArguments) -> anyhow::Result<Ending> {
    let set = Published::find(&arguments.set)
        .with_context(|| format!("there is no data set {}", arguments.set))?;
    let folder = set.folder();
    let mut screen = Screen::new();
    // Ctrl-C ends the process at once, as without a handler: files are written whole or not at all,
    // and the download resumes from its .part file.
    let done = match &arguments.from {
        Some(from) => import(set, &folder, from, &mut screen)
            .map_err(|error| anyhow!("{}", advised(set, &error))),
        None => fetch(set, &folder, &arguments.mirror, &mut screen),
    };
    screen.clear();
    done?;
    terminal::print(&format!(
        "{} is in {}: {} training and {} test images, verified\n",
        set.title,
        folder.display(),
        words::count(set.train as u64),
        words::count(set.test as u64),
    ))?;
    Ok(Ending::Done)
}

#[cfg(feature = "download")]
fn fetch(
    set: &Published,
    folder: &Path,
    addresses: &[String],
    screen: &mut Screen,
) -> anyhow::Result<()> {
    let mirrors = if addresses.is_empty() {
        Mirrors::of(set)
    } else {
        Mirrors::at(addresses.to_vec())
    };
    crease_data::fetch(set, folder, &mirrors, screen)
        .map_err(|error| anyhow!("{}", advised(set, &error)))
}

#[cfg(not(feature = "download"))]
fn fetch(set: &Published, _: &Path, _: &[String], _: &mut Screen) -> anyhow::Result<()> {
    bail!(
        "this crease was built without the feature download: pass --from DIR, where DIR has the files \
         of {}",
        set.title
    )
}

/// An error of a data set, with the command that repairs it.
pub fn advised(set: &Published, error: &DataError) -> String {
    let name = match set.name {
        "mnist" => String::new(),
        name => format!(" {name}"),
    };
    let clone = format!("(in a clone: `cargo run --release --locked -- data{name}`)");
    match error {
        DataError::Missing { .. } => format!(
            "{error}; fetch it with `crease data{name}` {clone}; files that you have already: \
             `crease data{name} --from DIR`, or set CREASE_DATA to their folder"
        ),
        DataError::Wrong { .. } => {
            format!("{error}; `crease data{name}` {clone} puts the right file in its place")
        }
        DataError::InTheWay { .. } => format!("{error}, then run `crease data{name}` {clone}"),
        DataError::Fetch { .. } => format!(
            "{error}; without internet: `crease data{name} --from DIR`, where DIR has the files"
        ),
        _ => error.to_string(),
    }
}

/// The error with the command that repairs it, if it is about a data set that an experiment needs.
#[cfg(feature = "train")]
pub fn with_advice(error: anyhow::Error) -> anyhow::Error {
    match error.downcast_ref() {
        Some(PlacesError::Published { set, error }) => {
            anyhow!(
                "this experiment needs {}: {}",
                set.title,
                advised(set, error)
            )
        }
        _ => error,
    }
}

/// A progress bar for the file under way, or a line now and then if there is no terminal.
struct Screen {
    bar: Option<ProgressBar>,
    pace: Pace,
    /// When the download began, and how many bytes were there before.
    began: Option<(Instant, u64)>,
}

impl Screen {
    fn new() -> Self {
        Self {
            bar: None,
            pace: Pace::new(),
            began: None,
        }
    }

    fn clear(&mut self) {
        self.began = None;
        if let Some(bar) = self.bar.take() {
            bar.finish_and_clear();
        }
    }
}

impl Watch for Screen {
    fn note(&mut self, line: &str) {
        self.clear();
        terminal::note(&crease_input::one_line(line));
    }

    fn progress(&mut self, file: &str, done: u64, total: Option<u64>) {
        let (began, before) = *self.began.get_or_insert_with(|| (Instant::now(), done));
        let described = describe(done, total, done.saturating_sub(before), began.elapsed());
        if self.bar.is_none() {
            let template = total.map_or("{spinner}  {msg}", |_| "{wide_bar:.cyan/blue}  {msg}");
            self.bar = bar(total, template);
        }
        if let Some(bar) = &self.bar {
            bar.set_message(format!("{file}  {described}"));
            bar.set_position(done);
        } else if self.pace.is_due() {
            terminal::note(&format!("{file}  {described}"));
        }
    }
}

/// `new` of the `done` bytes arrived in the time `elapsed`; the others had arrived earlier.
fn describe(done: u64, total: Option<u64>, new: u64, elapsed: Duration) -> String {
    let rate = new as f64 / elapsed.as_secs_f64().max(1e-9);
    let speed = format!("{}/s", words::bytes(rate as u64));
    let Some(total) = total else {
        return format!("{}  {speed}", words::bytes(done));
    };
    let left = if new == 0 {
        "time left unknown".to_owned()
    } else {
        let left = total.saturating_sub(done) as f64 / rate;
        format!("{} left", words::seconds(left))
    };
    let percent = 100.0 * done as f64 / total.max(1) as f64;
    format!(
        "{percent:3.0} %  {} of {}  {speed}  {left}",
        words::bytes(done),
        words::bytes(total),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rate_is_that_of_new_bytes() {
        let elapsed = Duration::from_secs(10);
        assert_eq!(
            describe(6_000_000, Some(8_000_000), 4_000_000, elapsed),
            " 75 %  6.0 MB of 8.0 MB  400 kB/s  5.0 s left"
        );
        assert_eq!(
            describe(6_000_000, None, 4_000_000, elapsed),
            "6.0 MB  400 kB/s"
        );
        assert!(describe(5, Some(10), 0, Duration::ZERO).ends_with("time left unknown"));
    }
}
