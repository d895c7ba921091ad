use crate::bar::{Pace, bar};
use crate::terminal;
use crease_input::words;
use indicatif::ProgressBar;
use std::time::{Duration, Instant};

const BAR: &str = "{wide_bar:.cyan/blue} {percent:>3} %  {msg}  {human_pos}/{human_len} frames  \
                   {elapsed} elapsed, {eta} left";

/// Shows on stderr how many frames are done, and the time left.
pub struct Progress {
    /// What is being done.
    what: &'static str,
    bar: Option<ProgressBar>,
    pace: Pace,
    began: Instant,
    done: usize,
    frames: usize,
}

impl Progress {
    /// Progress over this many frames, none of them done yet.
    pub fn new(what: &'static str, frames: usize) -> Self {
        Self {
            what,
            bar: bar(Some(frames as u64), BAR).map(|bar| bar.with_message(what)),
            pace: Pace::new(),
            began: Instant::now(),
            done: 0,
            frames,
        }
    }

    /// Records that one more is done.
    pub fn step(&mut self) {
        self.done += 1;
        if let Some(bar) = &self.bar {
            bar.set_position(self.done as u64);
        } else if self.pace.is_due() {
            terminal::note(&line(
                self.what,
                self.done,
                self.frames,
                self.began.elapsed(),
            ));
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

fn line(what: &str, done: usize, frames: usize, elapsed: Duration) -> String {
    let left = elapsed.as_secs_f64() * (frames.saturating_sub(done)) as f64 / done.max(1) as f64;
    format!(
        "{:3.0} %  {what}  {} of {}  about {} left",
        100.0 * done as f64 / frames.max(1) as f64,
        words::count(done as u64),
        words::counted(frames as u64, "frame"),
        words::seconds(left),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plain_line_has_all_that_a_bar_has() {
        assert_eq!(
            line("drawing", 30, 120, Duration::from_secs(10)),
            " 25 %  drawing  30 of 120 frames  about 30 s left"
        );
    }
}
