//! Ctrl-C and SIGTERM: the first asks for a clean end, the second ends at once.

use crate::terminal;
use anyhow::Context;
use std::sync::atomic::{AtomicBool, Ordering};

/// A signal handler can reach nothing but globals; this is the only one.
static ASKED: AtomicBool = AtomicBool::new(false);

/// Listens from now on; before, signals end the process as usual.
pub fn listen() -> anyhow::Result<&'static AtomicBool> {
    ctrlc::set_handler(|| {
        if ASKED.swap(true, Ordering::Relaxed) {
            // Files are written whole or not at all and the lock is the system's to release, so
            // this loses what was not kept yet of the runs under way and nothing else.
            terminal::note("\nstopped at once; the same command goes on from what is kept");
            std::process::exit(130);
        }
    })
    .context("cannot listen for Ctrl-C")?;
    Ok(&ASKED)
}
