use crate::bar::bar;
use crease_input::words;
use crease_regions::Progress;
use indicatif::ProgressBar;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

/// How often to check.
const OFTEN: Duration = Duration::from_millis(50);

/// Shows how far a visit has got, and ends it on Ctrl-C.
pub struct Watch {
    /// The progress of the visit.
    pub progress: Progress,
    /// How many regions there are; 0 while they are counted.
    pub total: AtomicU64,
    interrupted: Arc<AtomicBool>,
    bar: Option<ProgressBar>,
}

impl Watch {
    /// `interrupted` is the flag that Ctrl-C sets.
    pub fn new(interrupted: Arc<AtomicBool>) -> Self {
        Self {
            progress: Progress::new(),
            total: AtomicU64::new(0),
            interrupted,
            bar: bar(None, "{bar:20.cyan/blue} {msg}  {elapsed} elapsed"),
        }
    }

    /// Does `work` and watches its progress.
    pub fn over<T>(&self, work: impl FnOnce() -> T) -> T {
        let done = AtomicBool::new(false);
        std::thread::scope(|scope| {
            let look = || {
                while !done.load(Ordering::Relaxed) {
                    if self.interrupted.load(Ordering::Relaxed) {
                        self.progress.cancel();
                    }
                    self.show();
                    std::thread::sleep(OFTEN);
                }
            };
            // Without a thread to watch, a second Ctrl-C ends the process.
            let _ = crease_system::start(scope, look);
            let result = work();
            done.store(true, Ordering::Relaxed);
            if let Some(bar) = &self.bar {
                bar.finish_and_clear();
            }
            result
        })
    }

    fn show(&self) {
        let Some(bar) = &self.bar else { return };
        // Regions are counted first, and then written.
        let (seen, total) = (self.progress.regions(), self.total.load(Ordering::Relaxed));
        if total == 0 {
            bar.set_message(format!("{} regions counted", words::count(seen)));
        } else {
            let written = seen.saturating_sub(total).min(total);
            bar.set_length(total);
            bar.set_position(written);
            let (written, total) = (words::count(written), words::count(total));
            bar.set_message(format!("{written} of {total} regions written"));
        }
        bar.tick();
    }
}
