//! Ctrl-C and SIGTERM: the first asks for a clean end, the second ends at once.

use crate::terminal;
use anyhow::Context;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// Schedulers and shells may tell both a process and its parent, which passes it on: signals that
/// follow each other as fast are one.
const ONE: Duration = Duration::from_secs(1);

/// A signal handler can reach nothing but globals; these are the only ones.
static ASKED: AtomicBool = AtomicBool::new(false);
static FIRST: OnceLock<Instant> = OnceLock::new();

/// Listens from now on; before, signals end the process as usual.
pub fn listen() -> anyhow::Result<&'static AtomicBool> {
    ctrlc::set_handler(|| {
        let first = *FIRST.get_or_init(Instant::now);
        if ASKED.swap(true, Ordering::Relaxed) && first.elapsed() >= ONE {
            // Files are written whole or not at all and the lock is the system's to release, so
            // this loses what was not kept yet of the runs under way and nothing else.
            terminal::note("\nstopped at once; the same command goes on from what is kept");
            std::process::exit(130);
        }
    })
    .context("cannot listen for Ctrl-C")?;
    Ok(&ASKED)
}
