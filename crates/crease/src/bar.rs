//! Progress on stderr: a bar on a terminal, otherwise a line now and then.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::IsTerminal;
#[cfg(feature = "data")]
use std::time::{Duration, Instant};

/// How often a line is printed if there is no terminal for a bar.
#[cfg(feature = "data")]
const BETWEEN_LINES: Duration = Duration::from_secs(10);

/// A bar of this length and template; `None` if stderr is not a terminal.
pub fn bar(length: Option<u64>, template: &str) -> Option<ProgressBar> {
    std::io::stderr().is_terminal().then(|| {
        let bar = ProgressBar::with_draw_target(length, ProgressDrawTarget::stderr());
        // If indicatif refuses the template, its default bar will do.
        match ProgressStyle::with_template(template) {
            Ok(style) => bar.with_style(style),
            Err(_) => bar,
        }
    })
}

/// Determines when the next line is due.
#[cfg(feature = "data")]
pub struct Pace(Instant);

#[cfg(feature = "data")]
impl Pace {
    /// Starts the wait for the first line.
    pub fn new() -> Self {
        Self(Instant::now())
    }

    /// Whether a line is due; if so, starts the wait for the next.
    pub fn is_due(&mut self) -> bool {
        let due = self.0.elapsed() >= BETWEEN_LINES;
        if due {
            self.0 = Instant::now();
        }
        due
    }
}
